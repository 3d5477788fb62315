#include "items/paths.h"

#include <fmt/format.h>

#include <array>

#include "base/text.h"
#include "presentation/marker.h"
#include "presentation/names.h"

namespace triforium::items {
namespace {

using store::ItemKind;

constexpr std::string_view kCollection = "collection/";
constexpr std::string_view kManifest = "/manifest";
constexpr std::string_view kAnnotations = "/annotations/";
constexpr std::string_view kMembers = "/members/";
constexpr std::array<std::string_view, 3> kParts{"/canvas/", "/range/", "/annotation/"};

// "a" of "a/canvas/b"; absent if the last two segments are no part's name.
std::optional<std::string_view> owner_of_part(std::string_view rest) {
  auto const key = rest.rfind('/');
  if (key == std::string_view::npos || key == 0 || key + 1 == rest.size()) return std::nullopt;
  auto const word = rest.rfind('/', key - 1);
  if (word == std::string_view::npos || word == 0) return std::nullopt;
  for (auto const part : kParts) {
    if (rest.substr(word, key + 1 - word) == part) return rest.substr(0, word);
  }
  return std::nullopt;
}

// Takes "/members/1-1000" from the end; absent if it does not stand there.
std::optional<MemberRange> take_members(std::string_view& rest) {
  auto const at = rest.rfind(kMembers);
  if (at == std::string_view::npos) return std::nullopt;
  auto const range = parse_member_range(rest.substr(at + kMembers.size()));
  if (range) rest = rest.substr(0, at);
  return range;
}

// Takes "list/1" or "sequence/2" from the end; empty if neither stands there.
std::string take_split(std::string_view& rest) {
  for (std::string_view const word : {"/list/", "/sequence/"}) {
    auto const at = rest.rfind(word);
    if (at == std::string_view::npos || !parse_unsigned(rest.substr(at + word.size()))) continue;
    auto split = std::string(rest.substr(at + 1));
    rest = rest.substr(0, at);
    return split;
  }
  return {};
}

}  // namespace

std::string url_of(std::string_view name, std::string_view base_url) {
  if (name.starts_with(presentation::kRelativeMarker)) name.remove_prefix(presentation::kRelativeMarker.size());
  return fmt::format("{}/{}", base_url, percent_encode(name, "/:"));
}

std::string split_name(DocumentName const& name) {
  return name.split.empty() ? std::string() : presentation::split_name(name.item, name.split);
}

std::string document_url(DocumentName const& name, int version, std::string_view base_url) {
  if (!name.split.empty()) return url_of(split_name(name), base_url);
  if (!name.annotation_page.empty()) {
    return url_of(presentation::annotation_page_name(name.item, name.annotation_page, version), base_url);
  }
  if (name.kind == ItemKind::manifest) return url_of(presentation::manifest_name(name.item, version), base_url);
  if (!name.members) return url_of(presentation::collection_name(name.item, version), base_url);
  auto const [first, last] = *name.members;
  return url_of(presentation::collection_page_name(name.item, first, last, version), base_url);
}

std::string page_url(std::string_view item, ItemKind kind, std::string_view base_url) {
  return url_of((kind == ItemKind::collection ? "collections/" : "items/") + std::string(item), base_url);
}

Result<std::string> parse_item_id(std::string_view encoded) {
  TRIFORIUM_TRY(auto id, percent_decode(encoded));
  if (id.empty()) return fail(ErrorKind::bad_request, "The item's id is empty.");
  if (!is_valid_utf8(id) || has_control_character(id)) {
    return fail(ErrorKind::bad_request, "The item's id is not valid UTF-8 without control characters.");
  }
  return id;
}

Result<DocumentName> parse_document_path(std::string_view rest) {
  DocumentName name;
  if (rest.starts_with(kCollection)) {
    name.kind = ItemKind::collection;
    rest.remove_prefix(kCollection.size());
    name.members = take_members(rest);
  } else if (rest.ends_with(kManifest)) {
    rest.remove_suffix(kManifest.size());
  } else if (auto const at = rest.rfind(kAnnotations); at != std::string_view::npos) {
    TRIFORIUM_TRY(name.annotation_page, parse_item_id(rest.substr(at + kAnnotations.size())));
    rest = rest.substr(0, at);
  } else if (auto split = take_split(rest); !split.empty()) {
    name.split = std::move(split);
  } else {
    return fail(
        ErrorKind::not_found,
        "Here are {item}/manifest, {item}/annotations/{page} and collection/{item}; the address is none of these.");
  }
  TRIFORIUM_TRY(name.item, parse_item_id(rest));
  return name;
}

Result<int> parse_version(std::string_view text) {
  if (text.size() == 1 && text.front() >= '2' && text.front() <= '4') return text.front() - '0';
  return fail(ErrorKind::not_found, fmt::format("There is no version {} of the Presentation API here, only 2, 3 and 4.",
                                                triforium::quoted(text)));
}

Result<std::vector<NameCandidate>> parse_name_path(std::string_view rest) {
  std::vector<NameCandidate> candidates(1);
  TRIFORIUM_TRY(candidates.front().item, parse_item_id(rest));
  if (auto const owner = owner_of_part(rest)) {
    TRIFORIUM_TRY(auto id, parse_item_id(*owner));
    candidates.push_back({std::move(id), std::string(rest.substr(owner->size()))});
  }
  return candidates;
}

}  // namespace triforium::items
