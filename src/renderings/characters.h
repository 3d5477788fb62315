// The characters of a text, as PDF counts them. Pure.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace triforium::renderings {

// Of valid UTF-8; of any other text something, and no more than it has bytes.
std::vector<std::uint32_t> code_points_of(std::string_view utf8);

// Two units for each code point above U+FFFF.
std::vector<std::uint16_t> utf16_of(std::string_view utf8);

// Whether it is written from right to left: Hebrew, Arabic and their neighbours.
bool is_right_to_left(std::uint32_t code_point);

}  // namespace triforium::renderings
