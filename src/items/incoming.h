// A document that a client sends, to be published. Pure.
#pragma once

#include <string_view>

#include "base/result.h"
#include "store/store.h"

namespace triforium::items {

// What to publish under `id` of a 3.0 manifest or collection; our names in it are those below `base_url`. Its own `id`
// becomes that of its document here. `members` are those of a collection, in order; they leave the document.
struct Incoming {
  store::Publication publication;
  std::vector<store::MemberName> members;
};
// Errors: bad_request with a sentence: no JSON (with line and column), no Presentation 3.0, neither Manifest nor
// Collection, an id that items cannot have, names that begin with our marker; too_large.
Result<Incoming> read_incoming(std::string_view id, std::string_view text, std::string_view base_url);

}  // namespace triforium::items
