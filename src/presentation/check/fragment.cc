#include "presentation/check/fragment.h"

#include <cmath>
#include <cstdlib>
#include <string>
#include <vector>

#include "base/text.h"

namespace triforium::presentation {
namespace {

constexpr std::size_t kNumberLength = 32;

// The text behind `name`= among the parts; nothing where there is no such part.
std::optional<std::string_view> part_of(std::string_view fragment, std::string_view name) {
  for (auto const part : split(fragment, '&'))
    if (part.size() > name.size() && part.substr(0, name.size()) == name && part[name.size()] == '=')
      return part.substr(name.size() + 1);
  return std::nullopt;
}

// Decimal digits and a point; no sign, no exponent.
std::optional<double> parse_decimal(std::string_view text) {
  if (text.empty() || text.size() > kNumberLength) return std::nullopt;
  if (text.find_first_not_of("0123456789.") != std::string_view::npos) return std::nullopt;
  std::string const whole(text);
  char* end = nullptr;
  auto const number = std::strtod(whole.c_str(), &end);
  return end == whole.c_str() + whole.size() ? std::optional(number) : std::nullopt;
}

std::string_view without_prefix(std::string_view text, std::string_view prefix) {
  return text.substr(0, prefix.size()) == prefix ? text.substr(prefix.size()) : text;
}

}  // namespace

std::optional<Box> box_of(std::string_view fragment) {
  auto const part = part_of(fragment, "xywh");
  if (!part) return std::nullopt;
  auto const numbers = without_prefix(without_prefix(*part, "pixel:"), "percent:");
  auto const fields = split(numbers, ',');
  if (fields.size() != 4) return std::nullopt;
  std::vector<double> found;
  for (auto const field : fields) {
    auto const number = parse_decimal(field);
    if (!number) return std::nullopt;
    found.push_back(*number);
  }
  return Box{found[0], found[1], found[2], found[3], part->substr(0, 8) == "percent:"};
}

std::optional<Interval> interval_of(std::string_view fragment) {
  auto const part = part_of(fragment, "t");
  if (!part) return std::nullopt;
  auto const fields = split(without_prefix(*part, "npt:"), ',');
  auto const begin = fields[0].empty() && fields.size() == 2 ? std::optional(0.0) : parse_decimal(fields[0]);
  if (!begin || fields.size() > 2) return std::nullopt;
  if (fields.size() == 1) return Interval{*begin, std::nullopt};
  auto const end = parse_decimal(fields[1]);
  return end ? std::optional(Interval{*begin, *end}) : std::nullopt;
}

bool is_broken_fragment(std::string_view fragment) {
  return (part_of(fragment, "xywh") && !box_of(fragment)) || (part_of(fragment, "t") && !interval_of(fragment));
}

}  // namespace triforium::presentation
