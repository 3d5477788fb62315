#include "presentation/marker.h"

#include <cstddef>
#include <cstring>

#include "base/text.h"

namespace triforium::presentation {

namespace {

std::string with_slash(std::string_view base_url) {
  while (base_url.ends_with('/'))
    base_url.remove_suffix(1);
  return std::string(base_url) + "/";
}

// std::string_view::find stops at every quotation mark, and JSON is full of them; memmem does not.
std::size_t find(std::string_view text, std::string_view needle, std::size_t from) {
  void const* const found = memmem(text.data() + from, text.size() - from, needle.data(), needle.size());
  return found == nullptr ? std::string_view::npos : std::size_t(static_cast<char const*>(found) - text.data());
}

// A quotation mark behind an odd number of backslashes belongs to the text of a string.
bool opens_string(std::string_view text, std::size_t quote) {
  std::size_t backslashes = 0;
  while (backslashes < quote && text[quote - 1 - backslashes] == '\\')
    ++backslashes;
  return backslashes % 2 == 0;
}

// How many bytes of `text` from `at` on spell `base`, a slash of which may be written as \/; 0: they do not.
std::size_t spelled_length(std::string_view text, std::size_t at, std::string_view base) {
  std::size_t here = at;
  for (char const expected : base) {
    if (expected == '/' && here < text.size() && text[here] == '\\') ++here;
    if (here >= text.size() || text[here] != expected) return 0;
    ++here;
  }
  return here - at;
}

// Replaces `from` at the beginning of strings by `to`.
std::string replace_beginnings(std::string_view text, std::string_view from, std::string_view to) {
  std::string const needle = '"' + std::string(from.substr(0, from.find('/')));
  std::string replaced;
  replaced.reserve(text.size() + text.size() / 16);
  std::size_t copied = 0;
  for (auto quote = find(text, needle, 0); quote != std::string_view::npos; quote = find(text, needle, quote + 1)) {
    std::size_t const length = spelled_length(text, quote + 1, from);
    if (length == 0 || !opens_string(text, quote)) continue;
    replaced.append(text, copied, quote + 1 - copied).append(to);
    copied = quote + 1 + length;
  }
  return replaced.append(text, copied);
}

}  // namespace

std::string to_relative(std::string_view json_text, std::string_view base_url) {
  if (base_url.empty()) return std::string(json_text);
  return replace_beginnings(json_text, with_slash(base_url), kRelativeMarker);
}

std::string to_absolute(std::string_view json_text, std::string_view base_url) {
  if (base_url.empty()) return std::string(json_text);
  return replace_beginnings(json_text, kRelativeMarker, percent_encode(with_slash(base_url), ":/?#[]@!$&'()*+,;=%"));
}

}  // namespace triforium::presentation
