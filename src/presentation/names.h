// The names of everything that we publish, as stored documents have them: relative to the base URL, which the marker
// stands for (marker.h). Pure.
//
//   id/{item}[/canvas/{key} | /range/{key} | /annotation/{key}]   the same in every version, for ever
//   presentation/{2|3|4}/{item}/manifest                          a document of one version
//   presentation/{2|3|4}/collection/{item}[/members/{first}-{last}]
//   presentation/{2|3|4}/{item}/annotations/{key}
//   presentation/2/{item}/list/{n}, …/sequence/{n}                what only version 2 does not embed
//   iiif/{2|3}/{asset}                                            an image service
//   files/{asset}/{name}                                          a file as it is
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace triforium::presentation {

std::string manifest_name(std::string_view item, int version);
std::string collection_name(std::string_view item, int version);
// A page of a large collection: the members that it has room for, counted from 1.
std::string collection_page_name(std::string_view item, std::uint64_t first, std::uint64_t last, int version);
std::string annotation_page_name(std::string_view item, std::string_view key, int version);

// `part` is "list/{n}" or "sequence/{n}".
std::string split_name(std::string_view item, std::string_view part);

std::string item_name(std::string_view item);
std::string canvas_name(std::string_view item, std::string_view key);
std::string range_name(std::string_view item, std::string_view key);
std::string annotation_name(std::string_view item, std::string_view key);

// {item}~{key}, with “~” for the slashes of the item's id: an image's identifier has none then, which proxies spoil.
std::string asset_id(std::string_view item, std::string_view key);
std::string image_service_name(std::string_view asset, int image_api_version);
// `name` is percent-encoded where an URI needs it.
std::string file_name(std::string_view asset, std::string_view name);

// [A-Za-z0-9._~:/-]+, at most 200 bytes; segments are not empty, neither "." nor "..", and none is a word that names a
// part of an item or a document: "canvas", "range", "annotation", "annotations", "manifest", "collection", "members".
bool is_valid_item_id(std::string_view id);

enum class PartKind : std::uint8_t { item, canvas, range, annotation };
struct PartName {
  std::string item;
  PartKind kind = PartKind::item;
  std::string key;  // of the part
};
// What the path behind /id/ names: decoded, without a slash at its beginning. Absent where it cannot be one of our
// names. No segment of an item's id is such a word, so nothing is ambiguous.
std::optional<PartName> parse_part_name(std::string_view path);

}  // namespace triforium::presentation
