// What the store remembers of former imports: which item came of which part of which source, and what it was made of.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/store.h"

namespace triforium::importer {

// The digest of an item that was deleted because its source had gone. When it comes back, it is published again.
inline constexpr std::string_view kPruned = "pruned";

// The name under which the store keeps what came of `id` below `root`, an absolute path or URL. “//” is in no path, so
// what belongs to one root is told from what belongs to another one below it.
std::string input_name(std::string_view root, std::string_view id);

// The input of each name, in order; one without a digest where there is none. Errors: those of the store.
Result<std::vector<store::Input>> blocking_find_inputs(store::Store const& store,
                                                       std::vector<std::string> const& names);

struct Known {
  store::Input input;        // without a digest where there is none
  bool is_manifest = false;  // the item is there, or was deleted, and is no collection
};
// Of one name, and of the item that came of it. Errors: those of the store.
Result<Known> blocking_find_known(store::Store const& store, std::string const& name, std::string const& item);

// What once came of `root` and is no longer among `seen` (names of inputs), by name; what was deleted since left out.
// Errors: those of the store.
Result<std::vector<store::Input>> blocking_find_vanished(store::Store const& store, std::string_view root,
                                                         std::set<std::string, std::less<>> const& seen);

}  // namespace triforium::importer
