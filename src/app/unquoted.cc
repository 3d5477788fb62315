#include "app/unquoted.h"

#include <algorithm>

namespace triforium::app {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool is_ascii(char c) {
  return static_cast<unsigned char>(c) < 0x80;
}

// Behind the string whose quotation marks, one or three, end at `at`. In strings of one line its end is the line's,
// too.
std::size_t behind_string(std::string_view toml, std::size_t at, std::string_view marks) {
  bool const is_long = marks.size() == 3;
  while (at < toml.size()) {
    if (toml[at] == '\\' && marks.front() == '"') {
      at += 2;
    } else if (toml.substr(at, marks.size()) == marks) {
      at += marks.size();
      // """a""""" is a string that ends with two marks.
      for (int i = 0; is_long && i < 2 && at < toml.size() && toml[at] == marks.front(); ++i)
        ++at;
      return at;
    } else if (toml[at] == '\n' && !is_long) {
      return at;
    } else {
      ++at;
    }
  }
  return toml.size();
}

}  // namespace

std::optional<std::size_t> find_unquoted(std::string_view toml) {
  std::size_t at = toml.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;
  while (at < toml.size()) {
    char const c = toml[at];
    if (!is_ascii(c)) return at;
    if (c == '#') {
      at = std::min(toml.find('\n', at), toml.size());
    } else if (c == '"' || c == '\'') {
      bool const is_long = toml.substr(at, 3) == std::string_view(c == '"' ? "\"\"\"" : "'''");
      auto const marks = toml.substr(at, is_long ? 3 : 1);
      at = behind_string(toml, at + marks.size(), marks);
    } else {
      ++at;
    }
  }
  return std::nullopt;
}

}  // namespace triforium::app
