// A collection's document with the members that it has now.
#pragma once

#include <string>

#include "base/result.h"
#include "store/store.h"

namespace triforium::items {

// A collection is stored without `items`, its members beside it: this is its text with both. Of members beyond the
// first 100,000 nothing is said. Reads the store; does not parse. Errors: those of the store; internal, if the stored
// text is no JSON object.
//
// https://iiif.io/api/presentation/3.0/#51-collection
Result<std::string> with_members(store::Document const& collection, store::Reading const& reading);

}  // namespace triforium::items
