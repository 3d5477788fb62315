#include "items/publishing.h"

#include <fmt/format.h>

#include "base/text.h"
#include "items/new_id.h"
#include "items/renaming.h"
#include "json/merge_patch.h"
#include "json/parse.h"
#include "json/patch.h"
#include "presentation/marker.h"
#include "presentation/names.h"

namespace triforium::items {
namespace {

namespace bj = boost::json;

// Nobody has a thousand things of one name.
constexpr std::uint64_t kMostNumbers = 1000;
// How often a patch is begun again because the item changed meanwhile.
constexpr int kMostTries = 8;

Result<store::Item> need_item(store::Reading const& reading, std::string_view id) {
  TRIFORIUM_TRY(auto item, reading.find_item(id));
  if (!item) return fail(ErrorKind::not_found, "There is no item of that id.", std::string(id));
  return std::move(*item);
}

// A new item is listed somewhere, or nobody finds it.
Result<void> list_new(store::Writing& writing, std::string const& id, std::string const& collection) {
  if (id == collection) return {};
  TRIFORIUM_TRY(auto const parents, writing.parents(id));
  if (!parents.empty()) return {};
  return writing.add_members(collection, {{id}});
}

Result<Stored> blocking_publish(store::Store& store, Incoming const& incoming, Publishing const& publishing,
                                store::Expectation const& expected) {
  auto const& id = incoming.publication.id;
  return store.write([&](store::Writing& writing) -> Result<Stored> {
    Stored stored;
    TRIFORIUM_TRY(stored.published, writing.publish(incoming.publication, expected));
    if (incoming.members) TRIFORIUM_CHECK(writing.set_members(id, *incoming.members));
    if (stored.published.outcome == store::Published::Outcome::created) {
      TRIFORIUM_CHECK(list_new(writing, id, publishing.collection));
    }
    TRIFORIUM_TRY(stored.item, need_item(writing, id));
    return stored;
  });
}

Result<Change> blocking_finish(store::Store& store, Review review, Publishing const& publishing,
                               store::Expectation const& expected) {
  Change change{std::move(review), {}};
  if (!change.review.is_accepted() || publishing.is_dry_run) return change;
  TRIFORIUM_TRY(change.stored, blocking_publish(store, change.review.incoming, publishing, expected));
  return change;
}

Result<bool> blocking_is_free(store::Store const& store, std::string_view name) {
  return store.read([&](store::Reading& reading) -> Result<bool> {
    TRIFORIUM_TRY(auto const resolution, reading.resolve(name));
    return std::holds_alternative<store::Unknown>(resolution);
  });
}

Result<store::Document> blocking_need_document(store::Store const& store, std::string_view id) {
  return store.read([&](store::Reading& reading) -> Result<store::Document> {
    TRIFORIUM_TRY(auto document, reading.find_document(id));
    if (document) return std::move(*document);
    TRIFORIUM_TRY(auto const resolution, reading.resolve(id));
    if (std::holds_alternative<store::Gone>(resolution))
      return fail(ErrorKind::gone, fmt::format("{} was deleted.", triforium::quoted(id)));
    return fail(ErrorKind::not_found, "There is no item of that id.");
  });
}

Result<bj::value> patched(bj::value document, PatchKind kind, bj::value const& patch) {
  if (kind == PatchKind::json_patch) return json::apply_patch(std::move(document), patch);
  return json::merge_patch(std::move(document), patch);
}

// The document after the patch, as if it had been sent.
Result<Review> review_patched(store::Document const& stored, PatchKind kind, bj::value const& patch,
                              std::string const& base_url) {
  TRIFORIUM_TRY(auto document, json::parse(presentation::to_absolute(stored.text, base_url)));
  TRIFORIUM_TRY(auto changed, patched(std::move(document), kind, patch));
  auto* const object = changed.if_object();
  bool const keeps_members =
      stored.item.kind == store::ItemKind::collection && object != nullptr && !object->contains("items");
  // "A Collection must have the items property"; it is kept beside the document.
  if (keeps_members) object->emplace("items", bj::array());
  TRIFORIUM_TRY(auto review, review_document(stored.item.id, bj::serialize(changed), base_url));
  if (keeps_members) review.incoming.members.reset();
  return review;
}

struct Renaming {
  std::string_view from, to;
};

// In what the item says of itself and of others.
Result<void> rename_in(store::Writing& writing, std::string_view id, Renaming const& names) {
  TRIFORIUM_TRY(auto const document, writing.find_document(id));
  if (!document) return fail(ErrorKind::internal, "What is to be renamed is not there.", std::string(id));
  store::Publication renamed;
  renamed.id = id;
  renamed.kind = document->item.kind;
  renamed.version = document->item.version;
  renamed.label = document->item.label;
  renamed.source_digest = document->item.source_digest;
  TRIFORIUM_TRY(renamed.document, with_item_renamed(document->text, names.from, names.to));
  TRIFORIUM_TRY(renamed.reference, with_item_renamed(document->item.reference, names.from, names.to));
  TRIFORIUM_TRY(auto const published, writing.publish(renamed));
  static_cast<void>(published);
  return {};
}

// Members say which collection they are part of (`partOf`).
Result<void> rename_in_members(store::Writing& writing, Renaming const& names) {
  constexpr std::size_t kAtOnce = 1000;
  TRIFORIUM_TRY(auto const item, need_item(writing, names.to));
  if (item.kind != store::ItemKind::collection) return {};
  for (std::uint64_t at = 0;; at += kAtOnce) {
    TRIFORIUM_TRY(auto const members, writing.members(names.to, at, kAtOnce));
    for (auto const& member : members) {
      if (member.is_ours) TRIFORIUM_CHECK(rename_in(writing, member.id, names));
    }
    if (members.size() < kAtOnce) return {};
  }
}

}  // namespace

Result<Change> blocking_put(store::Store& store, std::string_view id, std::string_view text,
                            Publishing const& publishing) {
  TRIFORIUM_TRY(auto review, review_document(id, text, publishing.base_url));
  return blocking_finish(store, std::move(review), publishing, publishing.expected);
}

Result<Change> blocking_post(store::Store& store, std::string_view text, Publishing const& publishing) {
  TRIFORIUM_TRY(auto const sent, json::parse(text));
  if (!sent.is_object()) return fail(ErrorKind::bad_request, "The document is no JSON object.");
  auto const wanted = wanted_id(sent.get_object(), publishing.base_url);
  store::Expectation expected;
  expected.is_new = true;
  for (std::uint64_t number = 1; number <= kMostNumbers; ++number) {
    auto const id = numbered_id(wanted, number);
    TRIFORIUM_TRY(bool const is_free, blocking_is_free(store, id));
    if (!is_free) continue;
    TRIFORIUM_TRY(auto review, review_document(id, text, publishing.base_url));
    auto change = blocking_finish(store, std::move(review), publishing, expected);
    bool const was_taken_meanwhile = !change && change.error().kind == ErrorKind::conflict;
    if (!was_taken_meanwhile) return change;
  }
  return fail(ErrorKind::conflict, fmt::format("{} and its first {} numbers are taken: give the item an id with PUT.",
                                               triforium::quoted(wanted), kMostNumbers));
}

Result<Change> blocking_patch(store::Store& store, std::string_view id, PatchKind kind, std::string_view patch,
                              Publishing const& publishing) {
  TRIFORIUM_TRY(auto const changes, json::parse(patch));
  for (int tries = 1;; ++tries) {
    TRIFORIUM_TRY(auto const stored, blocking_need_document(store, id));
    auto expected = publishing.expected;
    if (!expected.revision) expected.revision = stored.item.revision;
    if (*expected.revision != stored.item.revision)
      return fail(ErrorKind::precondition_failed, fmt::format("The item is at revision {}.", stored.item.revision));
    TRIFORIUM_TRY(auto review, review_patched(stored, kind, changes, publishing.base_url));
    auto change = blocking_finish(store, std::move(review), publishing, expected);
    bool const was_overtaken = !change && change.error().kind == ErrorKind::precondition_failed;
    if (!was_overtaken || publishing.expected.revision || tries == kMostTries) return change;
  }
}

Result<store::Item> blocking_move(store::Store& store, std::string_view id, std::string_view to,
                                  store::Expectation const& expected) {
  if (!presentation::is_valid_item_id(to)) {
    return fail(ErrorKind::bad_request, fmt::format("{} cannot be the id of an item.", triforium::quoted(to)));
  }
  return store.write([&](store::Writing& writing) -> Result<store::Item> {
    TRIFORIUM_CHECK(writing.move(id, to, expected));
    TRIFORIUM_CHECK(rename_in(writing, to, {id, to}));
    TRIFORIUM_CHECK(rename_in_members(writing, {id, to}));
    return need_item(writing, to);
  });
}

}  // namespace triforium::items
