// WebVTT: captions, subtitles and chapters.
//
// https://www.w3.org/TR/webvtt1/#file-parsing
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "text/reading.h"

namespace triforium::text {

// One page with cues. Errors: too_large; corrupt_source if the first line is not WEBVTT. Cues with times that do not
// parse, or end before they start, are left out; a finding tells.
Result<Reading> read_webvtt(ByteView bytes, Limits const& limits = {});

// SubRip, with all that is seen in the wild: "." for ",", hours left out, tags of HTML and of SubStation Alpha. Not
// UTF-8: taken as windows-1252. Errors: too_large; corrupt_source if no line with times is found.
Result<Reading> read_srt(ByteView bytes, Limits const& limits = {});

// WebVTT of the cues, for players that know no other captions. Read again, it gives the same cues.
std::string write_webvtt(std::vector<Cue> const& cues);

// "00:00:01.500", hours left out below one: what media fragments and WebVTT both take. `milliseconds` >= 0.
std::string format_timestamp(std::int64_t milliseconds);

}  // namespace triforium::text
