#include "ingest/folder/presentation_file.h"

#include <algorithm>
#include <array>

namespace triforium::ingest {
namespace {

constexpr std::size_t kHead = 16 << 10;
constexpr std::size_t kMost = 64 << 20;

bool begins_object(std::string_view text) {
  auto const first = text.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  return first != std::string_view::npos && text[first] == '{';
}

bool is_class(std::string_view value) {
  constexpr std::array<std::string_view, 4> kClasses{"\"sc:Manifest\"", "\"sc:Collection\"", "\"Manifest\"",
                                                     "\"Collection\""};
  return std::ranges::any_of(kClasses, [&](std::string_view name) { return value.starts_with(name); });
}

// "type": "Manifest"
bool has_class(std::string_view text) {
  constexpr std::string_view kType = "type\"";
  for (auto at = text.find(kType); at != std::string_view::npos; at = text.find(kType, at + 1)) {
    auto const value = text.find_first_not_of(" \t\r\n:", at + kType.size());
    if (value != std::string_view::npos && is_class(text.substr(value))) return true;
  }
  return false;
}

}  // namespace

bool names_presentation(std::string_view text) {
  return text.find("iiif.io/api/presentation/") != std::string_view::npos ||
         text.find("iiif.io\\/api\\/presentation\\/") != std::string_view::npos || has_class(text);
}

bool is_presentation_file(FileTree const& tree, std::string_view path) {
  auto const head = tree.read_head(path, kHead);
  if (!head || !begins_object(*head)) return false;
  if (names_presentation(*head)) return true;
  if (head->size() < kHead) return false;
  auto const whole = tree.read_head(path, kMost);
  return whole && names_presentation(*whole);
}

}  // namespace triforium::ingest
