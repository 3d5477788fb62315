// HTML in the small dialect of descriptions, cut into tags and text. Any bytes are read; what is no tag is text.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace triforium::presentation {

struct HtmlAttribute {
  std::string name;   // lower case
  std::string value;  // character references resolved, control characters left out
};

struct HtmlToken {
  enum class Kind { text, open, close, comment, cdata, instruction, broken };
  Kind kind = Kind::text;
  std::string name;                       // of a tag, in lower case
  std::vector<HtmlAttribute> attributes;  // at most 16
  bool is_empty = false;                  // <br/>
  std::string_view text;                  // of text, as written; of a broken tag its "<"
};

// Views into a text that outlives it.
class HtmlTokens {
 public:
  explicit HtmlTokens(std::string_view text) : rest_(text) {}

  // The next token; nothing at the end.
  std::optional<HtmlToken> next();

 private:
  std::string_view rest_;
};

// &amp; &lt; &gt; &quot; &apos; and numbers of ASCII characters, resolved; other references stay as they are.
std::string unescape_html(std::string_view text);

}  // namespace triforium::presentation
