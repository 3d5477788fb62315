// Where documents, names and files stand below the base URL, and what a path that was asked for means. Pure.
//
//   /presentation/{version}/{item}/manifest      /presentation/{version}/collection/{item}
//   /id/{item}                                   /id/{item}/canvas|range|annotation/{key}
//   /items/{item}  /collections/{item}           the pages for people
//
// Item ids keep their slashes; %2F is accepted in place of each.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/records.h"

namespace triforium::items {

// All of these begin without a slash and are percent-encoded: "presentation/3/halle-1712/manifest".
std::string document_path(std::string_view item, store::ItemKind kind, int version);
std::string name_path(std::string_view item);
std::string page_path(std::string_view item, store::ItemKind kind);

struct DocumentName {
  std::string item;  // decoded
  store::ItemKind kind = store::ItemKind::manifest;
};

// `rest` is what follows "/presentation/{version}/", undecoded. Errors: not_found for another shape; bad_request for
// broken encoding, text that is not UTF-8, or control characters.
Result<DocumentName> parse_document_path(std::string_view rest);

// "2", "3" or "4". Error: not_found.
Result<int> parse_version(std::string_view text);

// The item ids that a name may mean, likeliest first: "a/canvas/b" is an item of that name, or a canvas of "a".
// Errors: as parse_document_path.
Result<std::vector<std::string>> parse_name_path(std::string_view rest);

// One id, decoded. Errors: bad_request as above, or empty.
Result<std::string> parse_item_id(std::string_view encoded);

}  // namespace triforium::items
