#include "presentation/check/values.h"

#include <algorithm>

#include "base/text.h"
#include "presentation/marker.h"

namespace triforium::presentation {
namespace {

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_alphanumeric(char c) {
  return is_letter(c) || is_digit(c);
}

bool has_space(std::string_view text) {
  return text.find_first_of(" \t\r\n<>\"") != std::string_view::npos;
}

// Takes exactly `digits` digits off the front, and then `follower` where there is one.
std::optional<unsigned> take_number(std::string_view& text, std::size_t digits, char follower = '\0') {
  if (text.size() < digits) return std::nullopt;
  auto const number = parse_unsigned(text.substr(0, digits), 9999);
  if (!number) return std::nullopt;
  text.remove_prefix(digits);
  if (follower == '\0') return static_cast<unsigned>(*number);
  if (text.empty() || text.front() != follower) return std::nullopt;
  text.remove_prefix(1);
  return static_cast<unsigned>(*number);
}

unsigned days_of(unsigned year, unsigned month) {
  if (month == 2) return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

bool is_zone(std::string_view text) {
  if (text == "Z") return true;
  if (text.empty() || (text.front() != '+' && text.front() != '-')) return false;
  text.remove_prefix(1);
  auto const hour = take_number(text, 2, ':');
  auto const minute = take_number(text, 2);
  return hour && minute && text.empty() && *hour <= 14 && *minute <= 59;
}

// "12:30:00.5" and the zone behind it.
bool is_time_with_zone(std::string_view text) {
  auto const hour = take_number(text, 2, ':');
  auto const minute = take_number(text, 2, ':');
  auto const second = take_number(text, 2);
  if (!hour || !minute || !second || *hour > 24 || *minute > 59 || *second > 59) return false;
  if (!text.empty() && text.front() == '.') {
    auto const end = std::find_if_not(text.begin() + 1, text.end(), is_digit);
    text.remove_prefix(static_cast<std::size_t>(end - text.begin()));
  }
  return is_zone(text);
}

}  // namespace

boost::json::value const* find_member(boost::json::object const& object, std::string_view name) {
  auto const found = object.find(boost::json::string_view(name.data(), name.size()));
  return found == object.end() ? nullptr : &found->value();
}

boost::json::object const* find_object(boost::json::object const& object, std::string_view name) {
  auto const* value = find_member(object, name);
  return value != nullptr ? value->if_object() : nullptr;
}

boost::json::array const* find_array(boost::json::object const& object, std::string_view name) {
  auto const* value = find_member(object, name);
  return value != nullptr ? value->if_array() : nullptr;
}

std::string_view text_of(boost::json::value const* value) {
  auto const* string = value != nullptr ? value->if_string() : nullptr;
  return string != nullptr ? std::string_view(string->data(), string->size()) : std::string_view{};
}

std::optional<double> number_of(boost::json::object const& object, std::string_view name) {
  auto const* value = find_member(object, name);
  if (value == nullptr || !value->is_number()) return std::nullopt;
  if (value->is_double()) return value->get_double();
  return value->is_int64() ? static_cast<double>(value->get_int64()) : static_cast<double>(value->get_uint64());
}

std::string_view id_or_text(boost::json::value const& value) {
  return value.is_object() ? text_of(value.get_object(), "id") : text_of(&value);
}

std::vector<std::string_view> strings_of(boost::json::value const* value) {
  std::vector<std::string_view> strings;
  if (value == nullptr) return strings;
  if (value->is_string()) strings.push_back(text_of(value));
  if (value->is_array())
    for (auto const& element : value->get_array())
      if (element.is_string()) strings.push_back(text_of(&element));
  return strings;
}

bool is_web_uri(std::string_view text) {
  if (has_space(text)) return false;
  for (std::string_view const start : {std::string_view("http://"), std::string_view("https://"), kRelativeMarker})
    if (text.starts_with(start) && text.size() > start.size()) return true;
  return false;
}

bool is_uri(std::string_view text) {
  auto const colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0 || colon + 1 == text.size() || has_space(text)) return false;
  return is_letter(text.front()) &&
         std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(colon),
                     [](char c) { return is_alphanumeric(c) || c == '+' || c == '-' || c == '.'; });
}

bool is_language_tag(std::string_view text) {
  auto const subtags = split(text, '-');
  auto const& first = subtags.front();
  if (!std::all_of(first.begin(), first.end(), is_letter)) return false;
  return std::all_of(subtags.begin(), subtags.end(), [](std::string_view subtag) {
    return !subtag.empty() && subtag.size() <= 8 && std::all_of(subtag.begin(), subtag.end(), is_alphanumeric);
  });
}

std::string language_tag_meant(std::string_view text) {
  if (text == "@none") return "none";
  std::string tag(text);
  std::ranges::replace(tag, '_', '-');
  return tag;
}

bool is_date_time(std::string_view text) {
  if (!text.empty() && text.front() == '-') text.remove_prefix(1);  // a year before the common era
  auto const year = take_number(text, 4, '-');
  auto const month = take_number(text, 2, '-');
  auto const day = take_number(text, 2, 'T');
  if (!year || !month || !day || *month < 1 || *month > 12 || *day < 1 || *day > days_of(*year, *month)) return false;
  return is_time_with_zone(text);
}

bool is_media_type(std::string_view text) {
  auto const slash = text.find('/');
  return slash != std::string_view::npos && slash > 0 && slash + 1 < text.size() && text.find(' ') > slash + 1;
}

std::string_view without_scheme(std::string_view uri) {
  auto const at = uri.find("://");
  return at == std::string_view::npos ? uri : uri.substr(at + 3);
}

std::string_view fragment_of(std::string_view uri) {
  auto const hash = uri.find('#');
  return hash == std::string_view::npos ? std::string_view{} : uri.substr(hash + 1);
}

}  // namespace triforium::presentation
