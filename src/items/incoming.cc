#include "items/incoming.h"

#include <fmt/format.h>

#include <boost/json.hpp>

#include "base/text.h"
#include "json/parse.h"
#include "presentation/build.h"
#include "presentation/marker.h"
#include "presentation/names.h"
#include "presentation/tree.h"

namespace triforium::items {
namespace {

namespace bj = boost::json;
constexpr std::string_view kContext = "http://iiif.io/api/presentation/3/context.json";

bool names_context(bj::value const& context) {
  if (auto const* const text = context.if_string()) return *text == kContext;
  auto const* const list = context.if_array();
  // "the Presentation API context must be the last value in the array"
  return list != nullptr && !list->empty() && list->back().is_string() && list->back().get_string() == kContext;
}

std::string_view text_of(bj::object const& object, std::string_view property) {
  auto const* const value = object.if_contains(property);
  auto const* const text = value == nullptr ? nullptr : value->if_string();
  return text == nullptr ? std::string_view() : std::string_view(*text);
}

Result<store::ItemKind> kind_of(bj::object const& document) {
  auto const* const context = document.if_contains("@context");
  if (context == nullptr || !names_context(*context)) {
    return fail(ErrorKind::bad_request,
                fmt::format("This is no document of Presentation 3.0: its @context is not {}.", kContext));
  }
  auto const type = text_of(document, "type");
  if (type == "Manifest") return store::ItemKind::manifest;
  if (type == "Collection") return store::ItemKind::collection;
  return fail(ErrorKind::bad_request,
              fmt::format("The type is {}, but has to be Manifest or Collection.", triforium::quoted(type)));
}

// The item's id in "urn:triforium:presentation/3/{id}/manifest" and the like; empty for what is not ours.
std::string own_id(std::string_view uri) {
  constexpr std::string_view kDocument = "presentation/3/", kManifest = "/manifest", kCollection = "collection/";
  if (!uri.starts_with(presentation::relative_marker)) return {};
  uri.remove_prefix(presentation::relative_marker.size());
  if (uri.starts_with("id/")) return std::string(uri.substr(3));
  if (!uri.starts_with(kDocument)) return {};
  uri.remove_prefix(kDocument.size());
  if (uri.starts_with(kCollection)) return std::string(uri.substr(kCollection.size()));
  if (uri.ends_with(kManifest)) return std::string(uri.substr(0, uri.size() - kManifest.size()));
  return {};
}

Result<std::vector<store::MemberName>> take_members(bj::object& collection) {
  std::vector<store::MemberName> members;
  auto const* const items = collection.if_contains("items");
  if (items == nullptr) return members;
  if (!items->is_array()) return fail(ErrorKind::bad_request, "The collection's items are no list.");
  for (auto const& item : items->get_array()) {
    auto const* const reference = item.if_object();
    auto const uri = reference == nullptr ? std::string_view() : text_of(*reference, "id");
    if (uri.empty()) return fail(ErrorKind::bad_request, "A member of the collection has no id.");
    auto own = own_id(uri);
    members.push_back(own.empty() ? store::MemberName{std::string(uri), bj::serialize(item)}
                                  : store::MemberName{std::move(own), {}});
  }
  collection.erase("items");
  return members;
}

// In the place where it stands, or behind @context.
void set_id(bj::object& document, std::string const& id) {
  if (document.contains("id")) {
    document["id"] = id;
    return;
  }
  bj::object with_id{{"@context", document.at("@context")}, {"id", id}};
  for (auto const& [key, value] : document)
    with_id.emplace(key, value);
  document = std::move(with_id);
}

}  // namespace

Result<Incoming> read_incoming(std::string_view id, std::string_view text, std::string_view base_url) {
  if (!presentation::is_valid_item_id(id)) {
    return fail(ErrorKind::bad_request,
                "This cannot be the id of an item: letters, digits and . _ ~ : - are allowed, at most 200, and slashes "
                "between them.");
  }
  TRIFORIUM_TRY(auto const sent, json::parse(text));
  // Of a parsed text, so that no escape hides it.
  auto const plain = bj::serialize(sent);
  if (plain.find(fmt::format("\"{}", presentation::relative_marker)) != std::string::npos) {
    return fail(ErrorKind::bad_request, fmt::format("The document has a name that begins with {}: these are ours.",
                                                    presentation::relative_marker));
  }
  TRIFORIUM_TRY(auto parsed, json::parse(presentation::to_relative(plain, base_url)));
  if (!parsed.is_object()) return fail(ErrorKind::bad_request, "The document is no JSON object.");
  auto& document = parsed.get_object();
  Incoming incoming;
  auto& publication = incoming.publication;
  TRIFORIUM_TRY(publication.kind, kind_of(document));
  bool const is_collection = publication.kind == store::ItemKind::collection;
  if (is_collection) {
    TRIFORIUM_TRY(incoming.members, take_members(document));
  }
  set_id(document, is_collection ? presentation::collection_name(id, 3) : presentation::manifest_name(id, 3));
  publication.id = id;
  publication.document = bj::serialize(document);
  publication.label = presentation::plain_label(document);
  publication.reference = bj::serialize(presentation::build_reference(document));
  return incoming;
}

}  // namespace triforium::items
