// Lists of chapters that lie beside a recording, in the forms in which people have them. Pure.
#pragma once

#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "media/probe.h"

namespace triforium::enrich {

// “film.chapters.vtt”, “film.chapters.txt”, “chapters.txt”, “album.cue”, “film.ffmetadata”: chapters, and no captions.
bool is_chapter_list(std::string_view file_name);

// The form is told by the text, not by the name:
//   WebVTT            each cue is a chapter, https://www.w3.org/TR/webvtt1/#introduction-chapters
//   a cue sheet       TRACK, TITLE, INDEX 01 mm:ss:ff with 75 frames a second; PERFORMER stands before the title
//   ffmetadata        [CHAPTER] with TIMEBASE, START, END and title, https://ffmpeg.org/ffmpeg-formats.html#Metadata-1
//   lists of times    “1:02:03 Title” (YouTube, mp4chaps), “CHAPTER01=…” with “CHAPTER01NAME=…” (OGM, Nero)
// A chapter without an end lasts until the next; the last until `kUntilTheEnd`. UTF-8 or Windows-1252. Errors:
// bad_request, where there is no chapter, or the sheet is of several files; those of text::read_webvtt.
Result<std::vector<media::Chapter>> parse_chapter_list(ByteView file);

inline constexpr double kUntilTheEnd = 1e9;  // seconds
inline constexpr std::size_t kMostChapters = 10'000;

}  // namespace triforium::enrich
