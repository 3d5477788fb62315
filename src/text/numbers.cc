#include "text/numbers.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/text.h"

namespace triforium::text {
namespace {

bool is_separator(char c) {
  return c == ' ' || c == ',' || c == '\t' || c == '\n' || c == '\r' || c == ';';
}

// The next number and what follows it; `text` is not empty and starts with no separator.
std::optional<std::int32_t> take_coordinate(std::string_view& text) {
  auto const end = static_cast<std::size_t>(std::find_if(text.begin(), text.end(), is_separator) - text.begin());
  auto const value = parse_coordinate(text.substr(0, end));
  text.remove_prefix(end);
  return value;
}

void skip_separators(std::string_view& text) {
  while (!text.empty() && is_separator(text.front()))
    text.remove_prefix(1);
}

}  // namespace

std::optional<double> parse_number(std::string_view text) {
  text = trim(text);
  double value = 0;
  auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) return {};
  return value;
}

std::optional<std::int32_t> parse_coordinate(std::string_view text) {
  auto const value = parse_number(text);
  if (!value || std::abs(*value) > 16'777'216) return {};
  return static_cast<std::int32_t>(std::floor(*value + 0.5));
}

std::optional<Polygon> parse_points(std::string_view text, std::size_t limit) {
  Polygon polygon;
  for (skip_separators(text); !text.empty() && polygon.size() < limit; skip_separators(text)) {
    auto const x = take_coordinate(text);
    skip_separators(text);
    if (!x || text.empty()) return {};
    auto const y = take_coordinate(text);
    if (!y) return {};
    polygon.push_back({*x, *y});
  }
  return polygon;
}

}  // namespace triforium::text
