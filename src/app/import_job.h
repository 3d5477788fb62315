// The job by which an import that runs as a command is seen in the store.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "store/store.h"

namespace triforium::app {

// Adds it, and settles those of commands of this machine that ended before they were done. Blocks. Its id; errors:
// those of the store.
Result<std::uint64_t> blocking_begin_import_job(store::Store& store, std::vector<std::string> const& paths);

}  // namespace triforium::app
