// Chapters of a recording as ranges. Pure.
//
// https://iiif.io/api/cookbook/recipe/0026-toc-opera/
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "media/probe.h"
#include "presentation/draft.h"

namespace triforium::enrich {

// One range for each chapter, in one that holds them all: “{canvas}-chapters”, “{canvas}-chapter-1” … in order of time.
// What reaches beyond `duration` is cut, what begins behind it left out. Absent if no chapter is left.
std::optional<presentation::RangeDraft> chapter_range(std::string const& canvas_key,
                                                      std::vector<media::Chapter> chapters,
                                                      std::optional<double> duration);

}  // namespace triforium::enrich
