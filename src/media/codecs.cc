#include "media/codecs.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace triforium::media {
namespace {

struct ByName {
  std::string_view name;
  std::string_view value;
};

// ISO/IEC 14496-10, Annex A: profile_idc and the constraint flags, in hexadecimal.
constexpr std::array kAvcProfiles = std::to_array<ByName>({{"Constrained Baseline", "42E0"},
                                                           {"Baseline", "4200"},
                                                           {"Main", "4D00"},
                                                           {"Extended", "5800"},
                                                           {"High", "6400"},
                                                           {"High 10", "6E00"},
                                                           {"High 4:2:2", "7A00"},
                                                           {"High 4:4:4 Predictive", "F400"}});
// ISO/IEC 14496-3: the audio object type.
constexpr std::array kAacProfiles =
    std::to_array<ByName>({{"Main", "1"}, {"LC", "2"}, {"HE-AAC", "5"}, {"HE-AACv2", "29"}, {"xHE-AAC", "42"}});
constexpr std::array kSimple = std::to_array<ByName>({{"vp8", "vp8"},
                                                      {"vp9", "vp9"},
                                                      {"vorbis", "vorbis"},
                                                      {"opus", "opus"},
                                                      {"flac", "flac"},
                                                      {"mp3", "mp3"},
                                                      {"theora", "theora"},
                                                      {"ac3", "ac-3"},
                                                      {"eac3", "ec-3"}});

template <std::size_t size>
std::string_view find(std::array<ByName, size> const& rows, std::string_view name) {
  auto const row = std::find_if(rows.begin(), rows.end(), [&](ByName const& each) { return each.name == name; });
  return row == rows.end() ? std::string_view() : row->value;
}

std::string codec_of(StreamCodec const& stream) {
  if (stream.name == "h264") {
    auto const profile = find(kAvcProfiles, stream.profile);
    bool const is_known = !profile.empty() && stream.level > 0 && stream.level < 256;
    return is_known ? fmt::format("avc1.{}{:02X}", profile, stream.level) : std::string();
  }
  if (stream.name == "aac") {
    auto const type = find(kAacProfiles, stream.profile);
    return type.empty() ? std::string() : fmt::format("mp4a.40.{}", type);
  }
  return std::string(find(kSimple, stream.name));
}

// https://www.webmproject.org/docs/container/ – only these may be in a WebM file.
bool is_webm(std::vector<StreamCodec> const& streams) {
  return std::all_of(streams.begin(), streams.end(), [](StreamCodec const& stream) {
    return stream.name == "vp8" || stream.name == "vp9" || stream.name == "av1" || stream.name == "vorbis" ||
           stream.name == "opus";
  });
}

}  // namespace

std::string codecs_parameter(std::vector<StreamCodec> const& streams) {
  std::string all;
  for (auto const& stream : streams) {
    auto const codec = codec_of(stream);
    if (codec.empty()) return {};
    all += (all.empty() ? "" : ", ") + codec;
  }
  return all;
}

std::string container_media_type(std::string_view format, std::string_view brand,
                                 std::vector<StreamCodec> const& streams, bool has_film) {
  std::string const kind = has_film ? "video/" : "audio/";
  if (format.starts_with("mov,")) return brand.starts_with("qt") && has_film ? "video/quicktime" : kind + "mp4";
  if (format.starts_with("matroska")) return kind + (is_webm(streams) ? "webm" : "x-matroska");
  if (format == "ogg") return kind + "ogg";
  constexpr std::array kOthers = std::to_array<ByName>({{"mp3", "audio/mpeg"},
                                                        {"wav", "audio/wav"},
                                                        {"w64", "audio/wav"},
                                                        {"flac", "audio/flac"},
                                                        {"aac", "audio/aac"},
                                                        {"aiff", "audio/aiff"},
                                                        {"avi", "video/x-msvideo"},
                                                        {"mpegts", "video/mp2t"},
                                                        {"mpeg", "video/mpeg"},
                                                        {"asf", "video/x-ms-asf"},
                                                        {"flv", "video/x-flv"}});
  auto const found = find(kOthers, format);
  return found.empty() ? "application/octet-stream" : std::string(found);
}

}  // namespace triforium::media
