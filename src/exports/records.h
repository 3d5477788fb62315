// What the store knows of an item, as a record that another store can take in.
#pragma once

#include <string>

#include "base/result.h"
#include "portable/record.h"
#include "store/store.h"

namespace triforium::exports {

// With the paths of the store. Blocks. Errors: not_found, those of the store.
Result<portable::Record> blocking_read_item(store::Store const& store, std::string const& id);

}  // namespace triforium::exports
