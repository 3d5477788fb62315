// What a recording or a film is, as ffprobe tells it.
//
// https://ffmpeg.org/ffprobe.html
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace triforium::media {

enum class RecordingKind { sound, video };

struct Chapter {
  double start = 0;  // seconds
  double end = 0;
  std::string title = {};
  bool operator==(Chapter const&) const = default;
};

// A stream of subtitles within the file.
struct SubtitleStream {
  int index = 0;              // among all streams of the file
  std::string codec = {};     // mov_text, subrip, webvtt, ass …; pictures (dvd_subtitle …) cannot become text
  std::string language = {};  // as the file says, mostly ISO 639-2; empty: unknown
  std::string title = {};
  bool is_text = true;
};

struct Recording {
  RecordingKind kind = RecordingKind::sound;
  std::optional<double> duration = {};  // seconds, above 0
  // As shown: turned, and with square pixels. 0 for sound.
  std::int32_t width = 0;
  std::int32_t height = 0;
  std::string media_type = {};  // "video/mp4"
  // https://www.rfc-editor.org/rfc/rfc6381 – "avc1.64001F, mp4a.40.2"; empty where one of them is not known.
  std::string codecs = {};
  std::vector<Chapter> chapters = {};
  std::vector<SubtitleStream> subtitles = {};
  std::vector<std::pair<std::string, std::string>> tags =
      {};                  // keys in small letters: title, artist, date, copyright …
  bool has_cover = false;  // a picture comes with it
};

// `video/mp4; codecs="avc1.64001F, mp4a.40.2"`.
std::string full_media_type(Recording const& recording);

// Of `ffprobe -of json -show_format -show_streams -show_chapters`. Pure. Errors: corrupt_source, also for a file
// without sound and film.
Result<Recording> parse_probe(std::string_view json);

namespace blocking {

// Errors: as run_process and parse_probe.
Result<Recording> probe(std::filesystem::path const& file);

}  // namespace blocking
}  // namespace triforium::media
