// The tags and texts of an HTML file, whatever state it is in: no tree, no recursion, nothing that fails.
//
// https://html.spec.whatwg.org/multipage/parsing.html – of which only what OCR programs write matters here.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace triforium::text {

struct Token {
  enum class Kind { start, end, text };
  Kind kind = Kind::text;
  std::string_view name = {};  // of a tag, as written
  bool is_closed = false;      // <x/>, and elements that never have content (br, img, meta …)
  std::string text = {};       // decoded
  std::vector<std::pair<std::string_view, std::string>> attributes = {};  // values decoded; at most 32
  std::size_t offset = 0;                                                 // in the input

  std::string_view attribute(std::string_view wanted) const;  // "" if absent
};

class TagSoup {
 public:
  // `html` must be valid UTF-8 and outlive the tokens.
  explicit TagSoup(std::string_view html) : html_(html) {}
  // The next token; false at the end. Comments, declarations, processing instructions, scripts and styles are passed.
  bool next(Token& token);

 private:
  bool read_tag(Token& token);
  void read_attributes(Token& token);
  void skip_markup();
  void skip_past(std::string_view end);

  std::string_view html_ = {};
  std::size_t at_ = 0;
};

// Character references, numeric ones and the names that OCR programs write; others stay as they are.
std::string decode_references(std::string_view text);

}  // namespace triforium::text
