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
  std::string base_url;     // what names of ours begin with in the document
  bool is_dry_run = false;  // only to be checked
};

// Under that id. Errors: those of review_document() and of Writing::publish().
Result<Change> blocking_put(store::Store& store, std::string_view id, std::string_view text,
                            Publishing const& publishing);

}  // namespace triforium::items
