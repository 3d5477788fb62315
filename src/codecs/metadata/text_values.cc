#include "codecs/metadata/text_values.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace triforium::codecs::detail {
namespace {

std::string from_latin1(std::string_view text) {
  std::string utf8;
  for (char const c : text) {
    auto const byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      utf8 += c;
    } else {
      utf8 += static_cast<char>(0xc0 | byte >> 6);
      utf8 += static_cast<char>(0x80 | (byte & 0x3f));
    }
  }
  return utf8;
}

bool is_continuation(char c) {
  return (static_cast<unsigned char>(c) & 0xc0) == 0x80;
}

// https://www.w3.org/TR/xml/#charsets – "Char ::= #x9 | #xA | #xD | [#x20-#xD7FF] | [#xE000-#xFFFD] | …": of the
// characters outside ASCII, U+FFFE and U+FFFF (EF BF BE, EF BF BF) are none. C1 controls (C2 80 … C2 9F) are
// discouraged.
void blank_control_characters(std::string& text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    auto const at = [&](std::size_t offset) {
      return i + offset < text.size() ? static_cast<unsigned char>(text[i + offset]) : 0U;
    };
    if (at(0) < 0x20 || at(0) == 0x7f) text[i] = ' ';
    if (at(0) == 0xc2 && at(1) < 0xa0) text.replace(i, 2, "  ");
    if (at(0) == 0xef && at(1) == 0xbf && at(2) >= 0xbe) text.replace(i, 3, "   ");
  }
}

// After the first `end` from `from` on; npos if there is none.
std::size_t after(std::string_view xml, std::size_t from, std::string_view end) {
  auto const found = xml.find(end, from);
  return found == std::string_view::npos ? found : found + end.size();
}

// After the '>' of the tag that begins before `from`: one within quotes does not count.
std::size_t after_tag(std::string_view xml, std::size_t from) {
  char quote = 0;
  for (auto i = from; i < xml.size(); ++i) {
    if (quote != 0) {
      if (xml[i] == quote) quote = 0;
    } else if (xml[i] == '"' || xml[i] == '\'') {
      quote = xml[i];
    } else if (xml[i] == '>') {
      return i + 1;
    }
  }
  return std::string_view::npos;
}

struct Skipped {
  std::string_view begin, end;
};
// https://www.w3.org/TR/xml/#sec-comments, #sec-cdata-sect, #sec-pi
constexpr std::array kSkipped{Skipped{"<!--", "-->"}, Skipped{"<![CDATA[", "]]>"}, Skipped{"<?", "?>"}};

}  // namespace

std::string clean_text(std::string_view text, std::size_t limit) {
  text = text.substr(0, std::min(text.find('\0'), text.size()));
  auto cleaned = is_valid_utf8(text) ? std::string(text) : from_latin1(text);
  blank_control_characters(cleaned);
  cleaned = std::string(trim(cleaned));
  if (cleaned.size() <= limit) return cleaned;
  auto end = limit;
  while (end > 0 && is_continuation(cleaned[end]))
    --end;
  return std::string(trim(std::string_view(cleaned).substr(0, end)));
}

std::string escape_xml(std::string_view text) {
  return escape_html(text);  // the same five characters, and no entity that XML does not know
}

bool is_harmless_xml(std::string_view xml, int max_depth) {
  if (!is_valid_utf8(xml) || xml.find('\0') != std::string_view::npos) return false;
  int depth = 0;
  for (auto at = xml.find('<'); at < xml.size(); at = xml.find('<', at)) {
    auto const rest = xml.substr(at);
    auto const* const skipped =
        std::find_if(kSkipped.begin(), kSkipped.end(), [&](Skipped const& one) { return rest.starts_with(one.begin); });
    if (skipped != kSkipped.end()) {
      at = after(xml, at + skipped->begin.size(), skipped->end);
    } else if (rest.starts_with("<!")) {
      return false;
    } else {
      auto const end = after_tag(xml, at + 1);
      if (end == std::string_view::npos) return false;
      bool const is_closing = rest.starts_with("</"), is_alone = xml[end - 2] == '/';
      depth += is_closing ? -1 : is_alone ? 0 : 1;
      if (depth > max_depth) return false;
      at = end;
    }
    if (at == std::string_view::npos) return false;
  }
  return true;
}

}  // namespace triforium::codecs::detail
