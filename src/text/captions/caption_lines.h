// What WebVTT and SubRip have in common: lines, times, and markup within cues.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "text/reading.h"

namespace triforium::text {

// By LF, CR LF or CR; views into `text`.
std::vector<std::string_view> split_lines(std::string_view text);

// https://www.w3.org/TR/webvtt1/#collect-a-webvtt-timestamp – takes it from the front of `text`; milliseconds.
std::optional<std::int64_t> take_timestamp(std::string_view& text, std::string_view decimal_signs);

struct Times {
  std::int64_t start = 0;
  std::int64_t end = 0;
  std::string_view rest;  // behind the second time
};
// https://www.w3.org/TR/webvtt1/#collect-webvtt-cue-timings-and-settings
std::optional<Times> parse_times(std::string_view line, std::string_view decimal_signs);

struct CueText {
  std::string text;
  std::string voice;
};
// Tags are left out, character references decoded, and a <v Name> told.
CueText strip_markup(std::string_view markup);

}  // namespace triforium::text
