// The root collection: where everything begins that no other collection lists.
#pragma once

#include "base/result.h"
#include "store/store.h"

namespace triforium::items {

// Publishes the root collection, empty and called “All collections”, where the store has none; one that is there stays
// as it is. Blocks. Errors: those of the store.
//
// https://iiif.io/api/presentation/3.0/#51-collection
Result<void> blocking_open_root_collection(store::Store& store);

}  // namespace triforium::items
