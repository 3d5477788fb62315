// A collection's document, or one of its pages, with the members that it has now.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "items/paging.h"
#include "store/store.h"

namespace triforium::items {

struct CollectionView {
  std::optional<MemberRange> range{};  // absent: the collection itself
  std::uint64_t page_size = 400;
  // In which version of the Presentation API it will be sent. What is made is text of the version in which it is stored
  // in any case, but Presentation 4 has pages where others have collections within collections.
  int version = 3;
};

// A collection is stored without `items`, its members beside it: this is its text with both, or what stands for them.
// Absent, if there is no such page. Reads no more members than a page has. Errors: those of the store; internal, if the
// stored text is no JSON object.
//
// https://iiif.io/api/presentation/3.0/#51-collection
// https://iiif.io/api/presentation/4.0/model/#CollectionPage
Result<std::optional<std::string>> collection_text(store::Document const& collection, CollectionView const& view,
                                                   store::Reading const& reading);

}  // namespace triforium::items
