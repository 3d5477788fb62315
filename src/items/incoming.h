// A document that a client sends, to be published. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "presentation/check/report.h"
#include "presentation/model.h"
#include "store/store.h"

namespace triforium::items {

// What to publish. `members` are all those of a collection, in order; they leave the document. A manifest has none.
struct Incoming {
  store::Publication publication;
  std::optional<std::vector<store::MemberName>> members;
};

// What was found in the document, and what it becomes here.
struct Review {
  presentation::Version version = presentation::Version::v3;  // of the document as it was sent
  presentation::Report report;                                // its pointers are places in the document as it was sent
  presentation::Losses losses;                                // what 3.0 has no words for; pointers as above
  Incoming incoming;                                          // nothing where the report has errors

  bool is_accepted() const { return report.errors == 0; }
};

// A manifest or collection of Presentation 2.1, 3.0 or 4.0, to be kept under `id` as one of 3.0; a manifest of 4.0 as
// one of 4.0. Our names in it are those below `base_url`. Its own `id` becomes that of its document here; where it has none, it needs none.
// Errors: bad_request with a sentence: no JSON (with line and column), no Presentation API named, neither Manifest nor
// Collection, an id that items cannot have, names that begin with our marker; too_large.
Result<Review> review_document(std::string_view id, std::string_view text, std::string_view base_url);

// The item's id in "urn:triforium:presentation/3/{id}/manifest" and the like; empty for what is not ours.
std::string own_id(std::string_view uri);

}  // namespace triforium::items
