// The logical structure: chapters and articles, as ranges.
#pragma once

#include "ingest/mets/pages.h"

namespace triforium::ingest {

// The division that stands for the item itself: volumes lie within their series, issues within year, month and day.
// Null where there is no logical structure.
pugi::xml_node main_division(MetsDocument const& document);

// Divisions below `main`, nested, in the order of their pages. One without pages of its own or below is left out.
std::vector<presentation::RangeDraft> read_ranges(MetsSource const& source, pugi::xml_node main,
                                                  MetsPages const& pages);

}  // namespace triforium::ingest
