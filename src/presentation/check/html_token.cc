#include "presentation/check/html_token.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"

namespace triforium::presentation {
namespace {

constexpr std::size_t kAttributes = 16;
constexpr std::string_view kSpace = " \t\r\n\f\v";

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// Takes `length` bytes off the front of `rest`.
std::string_view take(std::string_view& rest, std::size_t length) {
  auto const taken = rest.substr(0, length);
  rest.remove_prefix(std::min(length, rest.size()));
  return taken;
}

void skip_space(std::string_view& rest) {
  take(rest, std::min(rest.find_first_not_of(kSpace), rest.size()));
}

std::string_view take_name(std::string_view& rest) {
  return take(rest, std::min(rest.find_first_of(" \t\r\n\f\v/>=<\"'"), rest.size()));
}

// A construct from here to `end`, or to the end of the text where that is missing.
HtmlToken take_section(std::string_view& rest, HtmlToken::Kind kind, std::string_view end) {
  auto const at = rest.find(end);
  take(rest, at == std::string_view::npos ? rest.size() : at + end.size());
  return {.kind = kind, .name = {}, .attributes = {}, .is_empty = false, .text = {}};
}

// Browsers look past control characters in "java\tscript:"; so does this.
std::string attribute_value(std::string_view raw) {
  auto value = unescape_html(raw);
  std::erase_if(value, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
  return std::string(trim(value));
}

std::string take_value(std::string_view& rest) {
  skip_space(rest);
  if (rest.empty() || rest.front() != '=') return {};
  take(rest, 1);
  skip_space(rest);
  if (rest.empty()) return {};
  auto const quote = rest.front();
  if (quote != '"' && quote != '\'')
    return attribute_value(take(rest, std::min(rest.find_first_of(" \t\r\n\f\v>"), rest.size())));
  take(rest, 1);
  auto const value = take(rest, std::min(rest.find(quote), rest.size()));
  take(rest, 1);
  return attribute_value(value);
}

// What follows the tag's name, its ">" included. Attributes over the limit are read and forgotten.
void take_attributes(std::string_view& rest, HtmlToken& token) {
  while (!rest.empty() && rest.front() != '>') {
    token.is_empty = rest.front() == '/';
    if (kSpace.find(rest.front()) != std::string_view::npos || token.is_empty) {
      take(rest, 1);
      continue;
    }
    auto const name = take_name(rest);
    if (name.empty()) {
      take(rest, 1);
      continue;
    }
    auto value = take_value(rest);
    if (token.attributes.size() < kAttributes) token.attributes.push_back({to_lower(name), std::move(value)});
  }
  take(rest, 1);
}

HtmlToken take_tag(std::string_view& rest) {
  HtmlToken token{.kind = HtmlToken::Kind::open, .name = {}, .attributes = {}, .is_empty = false, .text = {}};
  take(rest, 1);
  if (rest.front() == '/') {
    token.kind = HtmlToken::Kind::close;
    take(rest, 1);
  }
  token.name = to_lower(take_name(rest));
  take_attributes(rest, token);
  // HTML's own void elements need no slash.
  if (token.name == "br" || token.name == "img" || token.name == "hr") token.is_empty = true;
  return token;
}

bool begins_tag(std::string_view text) {
  if (text.size() < 2) return false;
  return is_letter(text[1]) || (text[1] == '/' && text.size() > 2 && is_letter(text[2]));
}

char named_character(std::string_view name) {
  constexpr std::array<std::pair<std::string_view, char>, 5> kKnown{
      {{"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}}};
  for (auto const& [known_name, character] : kKnown)
    if (known_name == name) return character;
  return '\0';
}

// "#58" and "#x3a" → ':'; 0 for what is not ASCII.
char numbered_character(std::string_view name) {
  if (name.size() < 2 || name.size() > 10 || name.front() != '#') return '\0';
  auto const hexadecimal = name[1] == 'x' || name[1] == 'X';
  unsigned value = 0;
  for (char const c : name.substr(hexadecimal ? 2 : 1)) {
    auto const digits = std::string_view("0123456789abcdef").substr(0, hexadecimal ? 16 : 10);
    auto const digit = digits.find(to_lower(std::string_view(&c, 1)));
    if (digit == std::string_view::npos || value > 127) return '\0';
    value = value * static_cast<unsigned>(digits.size()) + static_cast<unsigned>(digit);
  }
  return value < 128 ? static_cast<char>(value) : '\0';
}

}  // namespace

std::optional<HtmlToken> HtmlTokens::next() {
  if (rest_.empty()) return std::nullopt;
  auto const text = [&](std::size_t length, HtmlToken::Kind kind) {
    return HtmlToken{.kind = kind, .name = {}, .attributes = {}, .is_empty = false, .text = take(rest_, length)};
  };
  if (rest_.front() != '<') return text(std::min(rest_.find('<'), rest_.size()), HtmlToken::Kind::text);
  if (rest_.rfind("<!--", 0) == 0) return take_section(rest_, HtmlToken::Kind::comment, "-->");
  if (rest_.rfind("<![CDATA[", 0) == 0) return take_section(rest_, HtmlToken::Kind::cdata, "]]>");
  if (rest_.rfind("<?", 0) == 0 || rest_.rfind("<!", 0) == 0)
    return take_section(rest_, HtmlToken::Kind::instruction, ">");
  if (begins_tag(rest_)) return take_tag(rest_);
  return text(1, HtmlToken::Kind::broken);
}

std::string unescape_html(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    auto const end = text.front() == '&' ? text.substr(0, 12).find(';') : std::string_view::npos;
    auto const name = end == std::string_view::npos ? std::string_view{} : text.substr(1, end - 1);
    auto const character = named_character(name) != '\0' ? named_character(name) : numbered_character(name);
    result += character != '\0' ? character : text.front();
    text.remove_prefix(character != '\0' ? end + 1 : 1);
  }
  return result;
}

}  // namespace triforium::presentation
