#include "ingest/dates.h"

#include <fmt/format.h>

#include <array>

#include "base/text.h"

namespace triforium::ingest {
namespace {

// Takes exactly `digits` digits from the front.
std::optional<unsigned> take_digits(std::string_view& text, std::size_t digits) {
  if (text.size() < digits) return std::nullopt;
  auto const value = parse_unsigned(text.substr(0, digits));
  if (!value) return std::nullopt;
  text.remove_prefix(digits);
  return static_cast<unsigned>(*value);
}

bool take(std::string_view& text, char c) {
  if (!text.starts_with(c)) return false;
  text.remove_prefix(1);
  return true;
}

unsigned days_in(unsigned year, unsigned month) {
  constexpr std::array<unsigned, 12> kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  bool const is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month == 2 && is_leap ? 29 : kDays[month - 1];
}

// "T10:00:00", with parts of seconds, and "Z", "+01:00" or nothing (taken as UTC). Absent if it is anything else.
std::optional<std::string> time_of(std::string_view text) {
  if (text.empty()) return "T00:00:00Z";
  if (!take(text, 'T')) return std::nullopt;
  auto const hour = take_digits(text, 2);
  bool const has_minutes = take(text, ':');
  auto const minute = take_digits(text, 2);
  unsigned second = 0;
  if (take(text, ':')) {
    auto const stated = take_digits(text, 2);
    if (!stated) return std::nullopt;
    second = *stated;
  }
  if (!hour || !has_minutes || !minute || *hour > 23 || *minute > 59 || second > 59) return std::nullopt;
  if (take(text, '.')) text.remove_prefix(std::min(text.find_first_not_of("0123456789"), text.size()));
  auto zone = std::string("Z");
  if (!text.empty() && text != "Z") {
    if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return std::nullopt;
    if (!parse_unsigned(text.substr(1, 2), 14) || !parse_unsigned(text.substr(4), 59)) return std::nullopt;
    zone = text;
  }
  return fmt::format("T{:02}:{:02}:{:02}{}", *hour, *minute, second, zone);
}

}  // namespace

std::optional<std::string> nav_date(std::string_view text) {
  text = trim(text);
  if (text.size() > 2 && text.front() == '[' && text.back() == ']') text = text.substr(1, text.size() - 2);
  if (text.ends_with('.')) text.remove_suffix(1);
  text = trim(text.substr(0, text.find('/')));
  auto const year = take_digits(text, 4);
  if (!year || *year == 0) return std::nullopt;
  unsigned month = 1, day = 1;
  // "1712-1715" is a span of years, not a month.
  bool const is_span = text.size() == 5 && text[0] == '-' && parse_unsigned(text.substr(1));
  if (!is_span && take(text, '-')) {
    month = take_digits(text, 2).value_or(0);
    if (take(text, '-')) day = take_digits(text, 2).value_or(0);
  }
  if (month < 1 || month > 12 || day < 1 || day > days_in(*year, month)) return std::nullopt;
  auto const time = time_of(is_span ? std::string_view() : text);
  if (!time) return std::nullopt;
  return fmt::format("{:04}-{:02}-{:02}{}", *year, month, day, *time);
}

}  // namespace triforium::ingest
