// Which ranges contain which. Pure.
#pragma once

#include <string_view>
#include <unordered_map>
#include <vector>

namespace triforium::presentation {

// A range's name, and those of the ranges directly within it. Views into a document.
using RangeEdges = std::unordered_map<std::string_view, std::vector<std::string_view>>;

// A range that is, by way of others, within itself; "" where none is.
std::string_view find_range_cycle(RangeEdges const& edges);

}  // namespace triforium::presentation
