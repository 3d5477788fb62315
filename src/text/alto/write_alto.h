// ALTO 4 of a text: for other programs to fetch, where the source had none.
//
// https://www.loc.gov/standards/alto/
#pragma once

#include <string>
#include <string_view>

#include "text/page_text.h"

namespace triforium::text {

// Blocks, lines and words with their places, in the unit of the page. `software`: who found the text; empty: not said.
// Read again by read_alto it gives the same words at the same places. Pure.
std::string write_alto(PageText const& page, std::string_view software = {});

}  // namespace triforium::text
