// Numbers and polygons as the formats of pages write them.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "text/page_text.h"

namespace triforium::text {

// A finite decimal number, spaces around it allowed.
std::optional<double> parse_number(std::string_view text);
// The nearest whole unit; nothing for what is no number or further than 16,777,216 from 0.
std::optional<std::int32_t> parse_coordinate(std::string_view text);
// "x,y x,y", "x y x y" and what is between; at most `limit` points. Nothing if a number is none or one is missing.
std::optional<Polygon> parse_points(std::string_view text, std::size_t limit);

}  // namespace triforium::text
