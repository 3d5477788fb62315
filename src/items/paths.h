// What a path that was asked for means, and where a name of ours leads. Pure; the names are those of
// presentation/names.h. Item ids keep their slashes in paths; %2F is accepted in place of each.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "items/paging.h"
#include "store/records.h"

namespace triforium::items {

// The URL of a name that begins with the marker: below `base_url`, percent-encoded where it has to be.
std::string url_of(std::string_view name, std::string_view base_url);

// The page for people.
std::string page_url(std::string_view item, store::ItemKind kind, std::string_view base_url);

struct DocumentName {
  std::string item;  // decoded
  store::ItemKind kind = store::ItemKind::manifest;
  std::string annotation_page{};         // its key, decoded; empty: the manifest or collection itself
  std::optional<MemberRange> members{};  // of a page of a collection; absent: the collection itself
  std::string split{};                   // "list/1", "sequence/2": what version 2 does not embed; empty: nothing such

  bool is_whole() const { return annotation_page.empty() && !members && split.empty(); }
};
// The name of what is split out, which begins with the marker; empty, if it is nothing such.
std::string split_name(DocumentName const& name);
std::string document_url(DocumentName const& name, int version, std::string_view base_url);

// `rest` is what follows "/presentation/{version}/", undecoded. Errors: not_found for another shape; bad_request for
// broken encoding, text that is not UTF-8, or control characters.
Result<DocumentName> parse_document_path(std::string_view rest);

// "2", "3" or "4". Error: not_found.
Result<int> parse_version(std::string_view text);

// What a name may mean.
struct NameCandidate {
  std::string item;  // decoded
  std::string part;  // "/canvas/p1", as it was sent; empty: the item itself
};
// Likeliest first: "a/canvas/b" is an item of that name, or a canvas of "a". Errors: as parse_document_path.
Result<std::vector<NameCandidate>> parse_name_path(std::string_view rest);

// One id, decoded. Errors: bad_request as above, or empty.
Result<std::string> parse_item_id(std::string_view encoded);

}  // namespace triforium::items
