#include "media/derivatives.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <string>
#include <vector>

#include "media/process.h"
#include "media/waveform.h"

namespace triforium::media::blocking {
namespace {

using namespace std::chrono_literals;

constexpr int kSampleRate = 8'000;
constexpr double kLongest = 24 * 3600;

// "file:" so that no name is an option or a protocol; nothing else is opened, whatever a playlist names.
std::vector<std::string> ffmpeg(std::vector<std::string> before, std::filesystem::path const& file,
                                std::vector<std::string> after) {
  std::vector<std::string> argv = {"ffmpeg",   "-nostdin", "-v", "error", "-threads", "1", "-protocol_whitelist",
                                   "file,pipe"};
  argv.insert(argv.end(), before.begin(), before.end());
  argv.insert(argv.end(), {"-i", "file:" + file.string()});
  argv.insert(argv.end(), after.begin(), after.end());
  argv.push_back("pipe:1");
  return argv;
}

// Of one picture, square pixels.
std::vector<std::string> as_jpeg(std::string stream) {
  return {"-map", std::move(stream), "-frames:v", "1", "-vf", "scale='min(1280,iw*sar)':-2,setsar=1",
          "-c:v", "mjpeg",           "-q:v",      "3", "-f",  "image2pipe"};
}

}  // namespace

Result<Bytes> poster(std::filesystem::path const& file, double at) {
  auto const start = std::to_string(std::isfinite(at) ? std::clamp(at, 0.0, 1e7) : 0.0);
  TRIFORIUM_TRY(auto picture, run_process(ffmpeg({"-ss", start}, file, as_jpeg("0:V:0"))));
  if (picture.empty()) return fail(ErrorKind::corrupt_source, "the film has no picture at second " + start);
  return picture;
}

Result<Bytes> cover(std::filesystem::path const& file) {
  TRIFORIUM_TRY(auto picture, run_process(ffmpeg({}, file, as_jpeg("0:v:0"))));
  if (picture.empty()) return fail(ErrorKind::corrupt_source, "no picture comes with the sound");
  return picture;
}

Result<Bytes> waveform(std::filesystem::path const& file, double duration) {
  if (!(duration > 0 && duration <= kLongest))
    return fail(ErrorKind::bad_request,
                "a duration of " + std::to_string(duration) + " seconds; expected more than 0, at most a day");
  Peaks peaks(static_cast<std::uint64_t>(std::ceil(duration * kSampleRate)));
  ProcessLimits limits;
  limits.time = 30s + std::chrono::milliseconds(std::llround(duration * 100));
  // As much as the stated duration gives, and some more where it was stated roughly.
  limits.output = static_cast<std::uint64_t>(duration * 1.5 + 60) * kSampleRate * 2;
  auto const argv = ffmpeg({}, file, {"-map", "0:a:0", "-ac", "1", "-ar", std::to_string(kSampleRate), "-f", "s16le"});
  TRIFORIUM_CHECK(run_process(
      argv, [&](ByteView bytes) { peaks.add(bytes); }, limits));
  return draw_waveform(peaks.columns());
}

Result<Bytes> embedded_captions(std::filesystem::path const& file, int stream_index) {
  return run_process(ffmpeg({}, file, {"-map", "0:" + std::to_string(std::max(stream_index, 0)), "-f", "webvtt"}));
}

}  // namespace triforium::media::blocking
