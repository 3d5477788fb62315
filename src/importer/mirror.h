// A manifest or collection that somebody else published, as we keep a copy of it. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "presentation/model.h"
#include "store/store.h"

namespace triforium::importer {

struct Mirror {
  // Under its own name here; canvases, ranges, annotations and images keep theirs, so that what others said of them
  // stays true. 4.0 is kept as 4.0, everything else as 3.0.
  store::Publication publication;
  std::vector<store::MemberName> members;  // of a collection, in order; they are not in the document
  std::string original;                    // its own id where it comes from; empty: it has none that is a URL
  presentation::Losses losses;             // what 3.0 has no words for
  std::vector<std::string> mended;         // what broke a rule, and what was done about it: sentences
  std::vector<std::string> slips;          // warnings of the check, as sentences
};

// As understand_document() makes it. Errors: the same.
Result<Mirror> mirror_document(std::string_view id, std::string_view text, std::string_view base_url);

// The id of a copy of what is at `url`: its host and path without “manifest.json” at the end. Where that is longer than
// 200 bytes, or not all of it can stand in an id, a digest of the whole follows: two URLs do not become one id.
std::string id_of_url(std::string_view url);

}  // namespace triforium::importer
