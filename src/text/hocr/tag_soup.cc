#include "text/hocr/tag_soup.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

#include "base/text.h"
#include "base/utf8.h"

namespace triforium::text {
namespace {

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

constexpr std::array<std::string_view, 8> kVoid = {"br", "hr", "img", "input", "link", "meta", "col", "base"};

struct NamedReference {
  std::string_view name;
  std::string_view text;
};
constexpr std::array kNamed = std::to_array<NamedReference>(
    {{"amp", "&"},        {"lt", "<"},          {"gt", ">"},         {"quot", "\""},      {"apos", "'"},
     {"nbsp", "\u00A0"},  {"shy", "\u00AD"},    {"mdash", "\u2014"}, {"ndash", "\u2013"}, {"lsquo", "\u2018"},
     {"rsquo", "\u2019"}, {"ldquo", "\u201C"},  {"rdquo", "\u201D"}, {"bdquo", "\u201E"}, {"laquo", "\u00AB"},
     {"raquo", "\u00BB"}, {"hellip", "\u2026"}, {"auml", "ä"},       {"ouml", "ö"},       {"uuml", "ü"},
     {"Auml", "Ä"},       {"Ouml", "Ö"},        {"Uuml", "Ü"},       {"szlig", "ß"},      {"eacute", "é"},
     {"egrave", "è"},     {"agrave", "à"},      {"ccedil", "ç"},     {"sect", "§"},       {"copy", "©"},
     {"reg", "®"},        {"deg", "°"},         {"lrm", "\u200E"},   {"rlm", "\u200F"}});

bool append_numeric(std::string_view digits, std::string& out) {
  bool const is_hex = !digits.empty() && (digits[0] == 'x' || digits[0] == 'X');
  if (is_hex) digits.remove_prefix(1);
  std::uint32_t code = 0;
  auto const [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), code, is_hex ? 16 : 10);
  if (digits.empty() || error != std::errc() || end != digits.data() + digits.size()) return false;
  append_utf8(code < 0x20 && code != '\t' && code != '\n' ? 0xFFFD : code, out);
  return true;
}

bool append_named(std::string_view name, std::string& out) {
  auto const found = std::find_if(kNamed.begin(), kNamed.end(), [&](auto const& row) { return row.name == name; });
  if (found == kNamed.end()) return false;
  out += found->text;
  return true;
}

}  // namespace

std::string decode_references(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    auto const at = text.find('&');
    out += text.substr(0, at);
    if (at == std::string_view::npos) break;
    text.remove_prefix(at);
    auto const end = text.substr(0, 12).find(';');
    auto const name = end == std::string_view::npos ? std::string_view() : text.substr(1, end - 1);
    bool const is_known = name.starts_with('#') ? append_numeric(name.substr(1), out) : append_named(name, out);
    if (!is_known) out += '&';
    text.remove_prefix(is_known ? end + 1 : 1);
  }
  return out;
}

std::string_view Token::attribute(std::string_view wanted) const {
  for (auto const& [key, value] : attributes)
    if (equals_ignoring_case(key, wanted)) return value;
  return {};
}

bool TagSoup::next(Token& token) {
  token = {};
  while (at_ < html_.size()) {
    if (html_[at_] != '<') {
      auto const end = std::min(html_.find('<', at_), html_.size());
      token.offset = at_;
      token.text = decode_references(html_.substr(at_, end - at_));
      at_ = end;
      return true;
    }
    auto const after = at_ + 1 < html_.size() ? html_[at_ + 1] : ' ';
    if (after == '!' || after == '?') {
      skip_markup();
    } else if (is_letter(after) || after == '/') {
      if (read_tag(token)) return true;
    } else {
      token.offset = at_++;
      token.text = "<";  // "1 < 2": a sign, not a tag
      return true;
    }
  }
  return false;
}

// A comment that never ends is passed only up to the first ">": text after it is worth more than the rule.
void TagSoup::skip_markup() {
  bool const is_comment = html_.substr(at_).starts_with("<!--");
  if (is_comment && html_.find("-->", at_ + 4) != std::string_view::npos) return skip_past("-->");
  skip_past(">");
}

void TagSoup::skip_past(std::string_view end) {
  auto const found = html_.find(end, at_);
  at_ = found == std::string_view::npos ? html_.size() : found + end.size();
}

// False for the tag of a script or style, which is passed with its content, and for "</>".
bool TagSoup::read_tag(Token& token) {
  token.offset = at_;
  bool const is_end = html_[at_ + 1] == '/';
  at_ += is_end ? 2 : 1;
  auto const name_at = at_;
  while (at_ < html_.size() && !is_space(html_[at_]) && html_[at_] != '>' && html_[at_] != '/')
    ++at_;
  token.kind = is_end ? Token::Kind::end : Token::Kind::start;
  token.name = html_.substr(name_at, at_ - name_at);
  read_attributes(token);
  auto const lower = to_lower(token.name.substr(0, 16));
  if (!is_end && !token.is_closed && (lower == "script" || lower == "style")) {
    skip_past("</" + lower);
    skip_past(">");
    return false;
  }
  token.is_closed |= std::find(kVoid.begin(), kVoid.end(), lower) != kVoid.end();
  return !token.name.empty();
}

void TagSoup::read_attributes(Token& token) {
  while (at_ < html_.size() && html_[at_] != '>') {
    if (is_space(html_[at_]) || html_[at_] == '/') {
      token.is_closed = html_[at_++] == '/';
      continue;
    }
    token.is_closed = false;
    auto const name_at = at_;
    while (at_ < html_.size() && !is_space(html_[at_]) && html_[at_] != '=' && html_[at_] != '>' && html_[at_] != '/')
      ++at_;
    auto const name = html_.substr(name_at, at_ - name_at);
    if (at_ >= html_.size() || html_[at_] != '=') continue;
    ++at_;
    bool const is_quoted = at_ < html_.size() && (html_[at_] == '"' || html_[at_] == '\'');
    auto const value_at = is_quoted ? at_ + 1 : at_;
    auto const end = is_quoted ? html_.find(html_[at_], value_at) : html_.find_first_of(" \t\r\n\f>", value_at);
    at_ = std::min(end, html_.size());
    auto const value = html_.substr(std::min(value_at, html_.size()), at_ - std::min(value_at, html_.size()));
    if (is_quoted && at_ < html_.size()) ++at_;
    if (token.attributes.size() < 32) token.attributes.emplace_back(name, decode_references(value));
  }
  if (at_ < html_.size()) ++at_;
}

}  // namespace triforium::text
