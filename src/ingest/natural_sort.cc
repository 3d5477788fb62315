#include "ingest/natural_sort.h"

#include <compare>

namespace triforium::ingest {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

unsigned char folded(char c) {
  return static_cast<unsigned char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

// The run of digits at `at`, without leading zeros; moves `at` behind it.
std::string_view take_number(std::string_view text, std::size_t& at) {
  while (at < text.size() && text[at] == '0')
    ++at;
  auto const start = at;
  while (at < text.size() && is_digit(text[at]))
    ++at;
  return text.substr(start, at - start);
}

std::strong_ordering compare_numbers(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return a.size() <=> b.size();
  return a <=> b;
}

std::strong_ordering compare(std::string_view a, std::string_view b) {
  std::size_t i = 0, j = 0;
  while (i < a.size() && j < b.size()) {
    auto order = std::strong_ordering::equal;
    if (is_digit(a[i]) && is_digit(b[j])) {
      auto const x = take_number(a, i);
      order = compare_numbers(x, take_number(b, j));
    } else {
      order = folded(a[i++]) <=> folded(b[j++]);
    }
    if (order != 0) return order;
  }
  return (a.size() - i) <=> (b.size() - j);
}

}  // namespace

bool natural_less(std::string_view a, std::string_view b) {
  auto const order = compare(a, b);
  return order != 0 ? order < 0 : a < b;
}

}  // namespace triforium::ingest
