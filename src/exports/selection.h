// What is to be exported: the items named, and of collections all that they list, down to the last.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "store/store.h"

namespace triforium::exports {

struct Selection {
  std::vector<std::string> items;        // ids of manifests, in the order in which they were met, none twice
  std::vector<std::string> collections;  // the same
};

// `names` are ids or aliases. Blocks. Errors: not_found or gone, with the name; those of the store.
Result<Selection> blocking_select(store::Store const& store, std::vector<std::string> const& names);

}  // namespace triforium::exports
