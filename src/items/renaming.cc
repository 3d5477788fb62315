#include "items/renaming.h"

#include <fmt/format.h>

#include <boost/json.hpp>

#include "json/parse.h"
#include "presentation/marker.h"
#include "presentation/names.h"

namespace triforium::items {
namespace {

namespace bj = boost::json;

constexpr std::string_view kNames = "id/", kRenderings = "renderings/";

struct Renaming {
  std::string_view from, to;
};

// "id/{item}", "id/{item}/canvas/p1"; which item is meant, the name's own grammar says.
bool names_part_of(std::string_view name, std::string_view item) {
  if (!name.starts_with(kNames)) return false;
  auto const part = presentation::parse_part_name(name.substr(kNames.size()));
  return part && part->item == item;
}

// "presentation/3/{item}/manifest", "presentation/3/collection/{item}", "presentation/3/{item}/annotations/{key}": how
// many bytes stand before the item; 0: this is another item's document, or none.
std::size_t document_prefix(std::string_view name, std::string_view item) {
  constexpr std::string_view kDocuments = "presentation/", kCollection = "collection/";
  auto const version = kDocuments.size() + 2;
  if (!name.starts_with(kDocuments) || name.size() < version || name[version - 1] != '/') return 0;
  auto const rest = name.substr(version);
  bool const is_collection = rest.starts_with(kCollection);
  auto const named = is_collection ? rest.substr(kCollection.size()) : rest;
  if (!named.starts_with(item)) return 0;
  auto const after = named.substr(item.size());
  bool const is_its = is_collection ? after.empty() : after == "/manifest" || after.starts_with("/annotations/");
  return is_its ? version + (is_collection ? kCollection.size() : 0) : 0;
}

// "renderings/{item}/{file}"
bool names_rendering(std::string_view name, std::string_view item) {
  if (!name.starts_with(kRenderings)) return false;
  auto const rest = name.substr(kRenderings.size());
  if (!rest.starts_with(item) || rest.size() <= item.size() || rest[item.size()] != '/') return false;
  return rest.find('/', item.size() + 1) == std::string_view::npos;
}

// How many bytes stand before the item; 0: it is another item's name, or none.
std::size_t prefix_of(std::string_view name, std::string_view item) {
  if (names_part_of(name, item)) return kNames.size();
  if (names_rendering(name, item)) return kRenderings.size();
  return document_prefix(name, item);
}

std::string renamed(std::string_view uri, Renaming const& renaming) {
  auto const marker = presentation::kRelativeMarker.size();
  auto const end = std::min(uri.find_first_of("?#"), uri.size());
  auto const name = uri.substr(marker, end - marker);
  auto before = prefix_of(name, renaming.from);
  if (before == 0) return std::string(uri);
  before += marker;
  return fmt::format("{}{}{}", uri.substr(0, before), renaming.to, uri.substr(before + renaming.from.size()));
}

// The recursion is bounded by the depth of what json::parse() lets through.
void rename_in(bj::value& value, Renaming const& renaming) {
  if (auto* const text = value.if_string()) {
    if (text->starts_with(presentation::kRelativeMarker)) *text = renamed(*text, renaming);
  } else if (auto* const array = value.if_array()) {
    for (auto& element : *array)
      rename_in(element, renaming);
  } else if (auto* const object = value.if_object()) {
    for (auto& member : *object)
      rename_in(member.value(), renaming);
  }
}

}  // namespace

Result<std::string> with_item_renamed(std::string_view json_text, std::string_view from, std::string_view to) {
  TRIFORIUM_TRY(auto document, json::parse(json_text));
  rename_in(document, {from, to});
  return bj::serialize(document);
}

}  // namespace triforium::items
