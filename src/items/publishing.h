// Documents that came from outside, on their way into the store. All of it blocks.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "items/incoming.h"
#include "store/store.h"

namespace triforium::items {

struct Stored {
  store::Published published;
  store::Item item;  // as it is now
};

// What a client asked for, and what came of it.
struct Change {
  Review review;
  std::optional<Stored> stored;  // absent: refused, or only to be tried
};

// How a document is to be published.
struct Publishing {
  store::Expectation expected;
  std::string base_url;                            // what names of ours begin with in the document
  bool is_dry_run = false;                         // only to be checked
  std::string collection{store::kRootCollection};  // that lists the item, if it is new
};

// Under that id. Errors: those of review_document() and of Writing::publish().
Result<Change> blocking_put(store::Store& store, std::string_view id, std::string_view text,
                            Publishing const& publishing);

// Under an id that is chosen for it (new_id.h), the first that is free. Errors: as above.
Result<Change> blocking_post(store::Store& store, std::string_view text, Publishing const& publishing);

enum class PatchKind : std::uint8_t { merge_patch, json_patch };

// What the document is after the patch, whose names are those below `base_url`. Of a collection, `items` is not there
// to be patched; a patch that puts it there gives the collection those members. Errors: as above; not_found, gone;
// those of json::apply_patch().
Result<Change> blocking_patch(store::Store& store, std::string_view id, PatchKind kind, std::string_view patch,
                              Publishing const& publishing);

// Its id is `to` from now on, and its document has its new names; the former id leads there. Errors: bad_request, for
// an id that items cannot have; those of Writing::move().
Result<store::Item> blocking_move(store::Store& store, std::string_view id, std::string_view to,
                                  store::Expectation const& expected);

}  // namespace triforium::items
