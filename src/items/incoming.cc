#include "items/incoming.h"

#include <fmt/format.h>

#include <boost/json.hpp>

#include "base/text.h"
#include "items/incoming_version.h"
#include "json/parse.h"
#include "presentation/build.h"
#include "presentation/check/check.h"
#include "presentation/marker.h"
#include "presentation/names.h"
#include "presentation/tree.h"

namespace triforium::items {
namespace {

namespace bj = boost::json;
using presentation::text_of;
using presentation::Version;

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

// What has no id gets one, behind @context: whoever sends a document to us need not know what it will be called.
void set_id(bj::object& document, std::string_view property, std::string const& id, bool is_to_be_replaced) {
  if (auto* const present = document.if_contains(property)) {
    if (is_to_be_replaced) *present = id;
    return;
  }
  bj::object with_id{{"@context", document.at("@context")}, {property, id}};
  for (auto const& [key, value] : document)
    with_id.emplace(key, value);
  document = std::move(with_id);
}

std::string document_name(std::string_view id, store::ItemKind kind) {
  return kind == store::ItemKind::collection ? presentation::collection_name(id, 3)
                                             : presentation::manifest_name(id, 3);
}

// The document with names of ours made relative.
Result<bj::value> parse_relative(std::string_view text, std::string_view base_url) {
  TRIFORIUM_TRY(auto const sent, json::parse(text));
  // Of a parsed text, so that no escape hides it.
  auto const plain = bj::serialize(sent);
  if (plain.find(fmt::format("\"{}", presentation::kRelativeMarker)) != std::string::npos) {
    return fail(ErrorKind::bad_request, fmt::format("The document has a name that begins with {}: these are ours.",
                                                    presentation::kRelativeMarker));
  }
  TRIFORIUM_TRY(auto parsed, json::parse(presentation::to_relative(plain, base_url)));
  if (!parsed.is_object()) return fail(ErrorKind::bad_request, "The document is no JSON object.");
  return parsed;
}

Result<Incoming> incoming_of(std::string_view id, store::ItemKind kind, bj::object document) {
  Incoming incoming;
  auto& publication = incoming.publication;
  publication.kind = kind;
  if (kind == store::ItemKind::collection) {
    TRIFORIUM_TRY(incoming.members, take_members(document));
  }
  set_id(document, "id", document_name(id, kind), true);
  publication.id = id;
  publication.document = bj::serialize(document);
  publication.label = presentation::plain_label(document);
  publication.reference = bj::serialize(presentation::build_reference(document));
  return incoming;
}

// 3.0 has no scenes: a manifest of 4.0 stays what it is. What lists it is as 3.0 has it.
void keep_v4(bj::object document, Review& review) {
  auto& publication = review.incoming.publication;
  document["id"] = presentation::manifest_name(publication.id, 4);
  publication.document = bj::serialize(document);
  publication.version = 4;
  review.losses.clear();
}

}  // namespace

std::string own_id(std::string_view uri) {
  constexpr std::string_view kDocument = "presentation/", kManifest = "/manifest", kCollection = "collection/";
  if (!uri.starts_with(presentation::kRelativeMarker)) return {};
  uri.remove_prefix(presentation::kRelativeMarker.size());
  if (uri.starts_with("id/")) return std::string(uri.substr(3));
  if (!uri.starts_with(kDocument)) return {};
  uri.remove_prefix(kDocument.size());
  if (uri.size() < 2 || uri[1] != '/') return {};
  uri.remove_prefix(2);
  if (uri.starts_with(kCollection)) return std::string(uri.substr(kCollection.size()));
  if (uri.ends_with(kManifest)) return std::string(uri.substr(0, uri.size() - kManifest.size()));
  return {};
}

Result<Review> review_document(std::string_view id, std::string_view text, std::string_view base_url) {
  if (!presentation::is_valid_item_id(id)) {
    return fail(ErrorKind::bad_request,
                "This cannot be the id of an item: letters, digits and . _ ~ : - are allowed, at most 200, and slashes "
                "between them.");
  }
  TRIFORIUM_TRY(auto sent, parse_relative(text, base_url));
  Review review;
  TRIFORIUM_TRY(review.version, version_of(sent));
  auto& document = sent.get_object();
  TRIFORIUM_TRY(auto const kind, kind_of(document, review.version));
  set_id(document, id_property(review.version), document_name(id, kind), false);
  review.report = presentation::check_document(sent, review.version);
  if (!review.is_accepted()) return review;
  bool const stays = review.version == Version::v4 && kind == store::ItemKind::manifest;
  auto as_sent = stays ? document : bj::object();
  TRIFORIUM_TRY(auto made, into_v3(std::move(document), review.version));
  review.losses = std::move(made.losses);
  TRIFORIUM_TRY(review.incoming, incoming_of(id, kind, std::move(made.document)));
  if (stays) keep_v4(std::move(as_sent), review);
  return review;
}

}  // namespace triforium::items
