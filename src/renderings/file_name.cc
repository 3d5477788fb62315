#include "renderings/file_name.h"

#include <fmt/format.h>

#include "base/text.h"
#include "base/utf8.h"

namespace triforium::renderings {
namespace {

constexpr std::size_t kLongest = 120;  // bytes; file systems take 255

// What no file system wants in a name, and what would hide the file.
std::string as_file_name(std::string_view text) {
  std::string name;
  for (auto const c : text.substr(0, kLongest)) {
    bool const is_unfit =
        static_cast<unsigned char>(c) < ' ' || std::string_view("/\\:*?\"<>|\x7f").find(c) != std::string_view::npos;
    name += is_unfit ? ' ' : c;
  }
  // A character that was cut in two goes.
  while (!name.empty() && !is_valid_utf8(name))
    name.pop_back();
  name = with_single_spaces(name);
  name.erase(0, name.find_first_not_of(". "));
  return name;
}

}  // namespace

std::string content_disposition(std::string_view id, std::string_view label, std::string_view extension,
                                bool is_shown) {
  std::string plain;
  for (auto const c : id)
    plain += c == '/' || c == ':' ? '-' : c;
  auto value = fmt::format("{}; filename=\"{}.{}\"", is_shown ? "inline" : "attachment", plain, extension);
  auto const name = as_file_name(with_valid_utf8(label));
  // RFC 8187, section 3.2.1: value-chars are attr-char and percent-encoded bytes of UTF-8.
  if (!name.empty()) value += fmt::format("; filename*=UTF-8''{}.{}", percent_encode(name), extension);
  return value;
}

}  // namespace triforium::renderings
