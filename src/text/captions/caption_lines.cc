#include "text/captions/caption_lines.h"

#include <algorithm>

#include "base/text.h"
#include "base/utf8.h"
#include "text/hocr/tag_soup.h"

namespace triforium::text {
namespace {

void skip_space(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t\f"), text.size()));
}

// At most nine digits, so that a number of hours stays a number.
std::string_view take_digits(std::string_view& text) {
  auto const end = std::min(text.find_first_not_of("0123456789"), text.size());
  auto const digits = text.substr(0, end);
  text.remove_prefix(end);
  return digits.size() <= 9 ? digits : std::string_view();
}

std::int64_t number_of(std::string_view digits) {
  return static_cast<std::int64_t>(parse_unsigned(digits).value_or(0));
}

}  // namespace

std::vector<std::string_view> split_lines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    auto const end = std::min(text.find_first_of("\r\n"), text.size());
    lines.push_back(text.substr(0, end));
    bool const is_pair = text.substr(end).starts_with("\r\n");
    text.remove_prefix(std::min(end + (is_pair ? 2 : 1), text.size()));
  }
  return lines;
}

std::optional<std::int64_t> take_timestamp(std::string_view& text, std::string_view decimal_signs) {
  auto const first = take_digits(text);
  if (first.empty() || !text.starts_with(':')) return {};
  text.remove_prefix(1);
  auto second = take_digits(text);
  // "If string is not exactly two characters in length, or if it's > 59, … or position is at ':'": hours come first.
  std::string_view hours;
  std::string_view minutes = first;
  if (text.starts_with(':')) {
    text.remove_prefix(1);
    hours = first;
    minutes = std::exchange(second, take_digits(text));
  }
  if (minutes.size() != 2 || second.size() != 2 || number_of(minutes) > 59 || number_of(second) > 59) return {};
  if (text.empty() || decimal_signs.find(text.front()) == std::string_view::npos) return {};
  text.remove_prefix(1);
  auto const thousandths = take_digits(text);
  if (thousandths.size() != 3) return {};
  return ((number_of(hours) * 60 + number_of(minutes)) * 60 + number_of(second)) * 1000 + number_of(thousandths);
}

std::optional<Times> parse_times(std::string_view line, std::string_view decimal_signs) {
  skip_space(line);
  auto const start = take_timestamp(line, decimal_signs);
  skip_space(line);
  if (!start || !line.starts_with("-->")) return {};
  line.remove_prefix(3);
  skip_space(line);
  auto const end = take_timestamp(line, decimal_signs);
  if (!end) return {};
  skip_space(line);
  return Times{*start, *end, trim(line)};
}

CueText strip_markup(std::string_view markup) {
  CueText cue;
  std::string text;
  while (!markup.empty()) {
    auto const at = markup.find('<');
    text += markup.substr(0, at);
    if (at == std::string_view::npos) break;
    auto const end = std::min(markup.find('>', at), markup.size());
    auto const tag = markup.substr(at + 1, end - at - 1);
    // "<v.loud Mary>": the annotation is the voice's name.
    if ((tag.starts_with("v ") || tag.starts_with("v.")) && cue.voice.empty() &&
        tag.find(' ') != std::string_view::npos)
      cue.voice = with_single_spaces(decode_references(tag.substr(tag.find(' '))));
    markup.remove_prefix(std::min(end + 1, markup.size()));
  }
  cue.text = decode_references(text);
  return cue;
}

}  // namespace triforium::text
