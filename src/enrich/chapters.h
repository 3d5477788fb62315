// Chapters of a recording as ranges. Pure.
//
// https://iiif.io/api/cookbook/recipe/0026-toc-opera/
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "media/probe.h"
#include "presentation/draft.h"

namespace triforium::enrich {

// “film.chapters.vtt”: a list of chapters that lies beside a recording, and no captions.
bool is_chapter_list(std::string_view file_name);

// https://www.w3.org/TR/webvtt1/#introduction-chapters – each cue is a chapter, its text the title. Errors: those of
// text::read_webvtt.
Result<std::vector<media::Chapter>> parse_chapter_list(ByteView vtt);

// One range for each chapter, in one that holds them all: “{canvas}-chapters”, “{canvas}-chapter-1” … in order of time.
// What reaches beyond `duration` is cut, what begins behind it left out. Absent if no chapter is left.
std::optional<presentation::RangeDraft> chapter_range(std::string const& canvas_key,
                                                      std::vector<media::Chapter> chapters,
                                                      std::optional<double> duration);

}  // namespace triforium::enrich
