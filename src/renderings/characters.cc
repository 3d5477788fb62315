#include "renderings/characters.h"

#include <algorithm>
#include <bit>

namespace triforium::renderings {

// https://www.rfc-editor.org/rfc/rfc3629#section-3
std::vector<std::uint32_t> code_points_of(std::string_view utf8) {
  std::vector<std::uint32_t> all;
  for (std::size_t at = 0; at < utf8.size();) {
    auto const first = static_cast<std::uint8_t>(utf8[at]);
    auto const ones = static_cast<std::size_t>(std::countl_one(first));
    auto const length = std::min(std::clamp<std::size_t>(ones, 1, 4), utf8.size() - at);
    std::uint32_t code_point = ones == 0 ? first : first & (0x7FU >> ones);
    for (std::size_t next = 1; next < length; ++next)
      code_point = code_point << 6 | (static_cast<std::uint8_t>(utf8[at + next]) & 0x3FU);
    all.push_back(std::min(code_point, 0x10FFFFU));
    at += length;
  }
  return all;
}

// https://www.rfc-editor.org/rfc/rfc2781#section-2.1
std::vector<std::uint16_t> utf16_of(std::string_view utf8) {
  std::vector<std::uint16_t> units;
  for (auto const code_point : code_points_of(utf8)) {
    if (code_point > 0xFFFF) {
      units.push_back(static_cast<std::uint16_t>(0xD800 + ((code_point - 0x10000) >> 10)));
      units.push_back(static_cast<std::uint16_t>(0xDC00 + ((code_point - 0x10000) & 0x3FF)));
    } else {
      units.push_back(static_cast<std::uint16_t>(code_point));
    }
  }
  return units;
}

// https://www.unicode.org/reports/tr9/#Table_Bidirectional_Character_Types – R and AL, by the blocks that are set aside
// for them.
bool is_right_to_left(std::uint32_t code_point) {
  bool const is_letter = code_point >= 0x0590 && code_point <= 0x08FF;
  bool const is_form = (code_point >= 0xFB1D && code_point <= 0xFDFF) || (code_point >= 0xFE70 && code_point <= 0xFEFC);
  bool const is_historic = code_point >= 0x10800 && code_point <= 0x10FFF;
  return is_letter || is_form || is_historic || (code_point >= 0x1E800 && code_point <= 0x1EFFF);
}

}  // namespace triforium::renderings
