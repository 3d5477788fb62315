#include "items/publishing.h"

namespace triforium::items {
namespace {

Result<Stored> blocking_publish(store::Store& store, Incoming const& incoming, store::Expectation const& expected) {
  auto const& id = incoming.publication.id;
  return store.write([&](store::Writing& writing) -> Result<Stored> {
    Stored stored;
    TRIFORIUM_TRY(stored.published, writing.publish(incoming.publication, expected));
    if (incoming.publication.kind == store::ItemKind::collection) {
      TRIFORIUM_CHECK(writing.set_members(id, incoming.members));
    }
    TRIFORIUM_TRY(auto item, writing.find_item(id));
    if (!item) return fail(ErrorKind::internal, "What was stored is not there.", id);
    stored.item = std::move(*item);
    return stored;
  });
}

}  // namespace

Result<Change> blocking_put(store::Store& store, std::string_view id, std::string_view text,
                            Publishing const& publishing) {
  Change change;
  TRIFORIUM_TRY(change.review, review_document(id, text, publishing.base_url));
  if (!change.review.is_accepted() || publishing.is_dry_run) return change;
  TRIFORIUM_TRY(change.stored, blocking_publish(store, change.review.incoming, publishing.expected));
  return change;
}

}  // namespace triforium::items
