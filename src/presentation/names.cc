#include "presentation/names.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "presentation/marker.h"

namespace triforium::presentation {
namespace {

constexpr std::array<std::string_view, 7> kReserved = {"canvas",   "range",      "annotation", "annotations",
                                                       "manifest", "collection", "members"};

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// RFC 3986, section 2.3
bool is_unreserved(char c) {
  return is_letter_or_digit(c) || std::string_view("-._~").find(c) != std::string_view::npos;
}

bool is_valid_segment(std::string_view segment) {
  return !segment.empty() && segment != "." && segment != ".." &&
         std::ranges::find(kReserved, segment) == kReserved.end() &&
         std::ranges::all_of(segment, [](char c) { return is_unreserved(c) || c == ':'; });
}

bool is_valid_key(std::string_view key) {
  constexpr std::size_t kLongest = 200;
  return !key.empty() && key.size() <= kLongest && std::ranges::all_of(key, is_unreserved);
}

std::string percent_encoded(std::string_view text) {
  std::string encoded;
  for (auto const c : text) {
    if (is_unreserved(c)) {
      encoded += c;
    } else {
      encoded += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return encoded;
}

std::string part_name(std::string_view item, std::string_view word, std::string_view key) {
  return fmt::format("{}id/{}/{}/{}", kRelativeMarker, item, word, key);
}

std::optional<PartKind> kind_of(std::string_view word) {
  if (word == "canvas") return PartKind::canvas;
  if (word == "range") return PartKind::range;
  if (word == "annotation") return PartKind::annotation;
  return std::nullopt;
}

}  // namespace

std::string manifest_name(std::string_view item, int version) {
  return fmt::format("{}presentation/{}/{}/manifest", kRelativeMarker, version, item);
}
std::string collection_name(std::string_view item, int version) {
  return fmt::format("{}presentation/{}/collection/{}", kRelativeMarker, version, item);
}
std::string collection_page_name(std::string_view item, std::uint64_t first, std::uint64_t last, int version) {
  return fmt::format("{}/members/{}-{}", collection_name(item, version), first, last);
}
std::string annotation_page_name(std::string_view item, std::string_view key, int version) {
  return fmt::format("{}presentation/{}/{}/annotations/{}", kRelativeMarker, version, item, key);
}

std::string split_name(std::string_view item, std::string_view part) {
  return fmt::format("{}presentation/2/{}/{}", kRelativeMarker, item, part);
}

std::string item_name(std::string_view item) {
  return fmt::format("{}id/{}", kRelativeMarker, item);
}
std::string canvas_name(std::string_view item, std::string_view key) {
  return part_name(item, "canvas", key);
}
std::string range_name(std::string_view item, std::string_view key) {
  return part_name(item, "range", key);
}
std::string annotation_name(std::string_view item, std::string_view key) {
  return part_name(item, "annotation", key);
}

std::string asset_id(std::string_view item, std::string_view key) {
  std::string id(item);
  std::ranges::replace(id, '/', '~');
  return fmt::format("{}~{}", id, key);
}
std::string image_service_name(std::string_view asset, int image_api_version) {
  return fmt::format("{}iiif/{}/{}", kRelativeMarker, image_api_version, asset);
}
std::string file_name(std::string_view asset, std::string_view name) {
  return fmt::format("{}files/{}/{}", kRelativeMarker, asset, percent_encoded(name));
}

bool is_valid_item_id(std::string_view id) {
  constexpr std::size_t kLongest = 200;
  if (id.size() > kLongest) return false;
  for (;;) {
    auto const slash = id.find('/');
    if (!is_valid_segment(id.substr(0, slash))) return false;
    if (slash == std::string_view::npos) return true;
    id.remove_prefix(slash + 1);
  }
}

std::optional<PartName> parse_part_name(std::string_view path) {
  if (is_valid_item_id(path)) return PartName{std::string(path), PartKind::item, {}};
  auto const last = path.rfind('/');
  if (last == std::string_view::npos || last == 0) return std::nullopt;
  auto const word = path.rfind('/', last - 1);
  if (word == std::string_view::npos) return std::nullopt;
  auto const kind = kind_of(path.substr(word + 1, last - word - 1));
  auto const item = path.substr(0, word), key = path.substr(last + 1);
  if (!kind || !is_valid_item_id(item) || !is_valid_key(key)) return std::nullopt;
  return PartName{std::string(item), *kind, std::string(key)};
}

}  // namespace triforium::presentation
