// A file of the store, as it is.
#pragma once

#include <filesystem>

#include "base/result.h"
#include "exports/folder.h"
#include "storage/file_source.h"

namespace triforium::exports {

// Hands over all bytes, in pieces. Blocks. Errors: internal, if they cannot be read; those of `sink`.
Result<void> blocking_read_all(storage::FileSource const& file, Sink const& sink);

// With its time of change. A copy of the same size and time is there already: it is not read. Blocks.
// Errors: as above; those of the folder.
Result<OutputFolder::Outcome> blocking_copy(storage::FileSource const& file, OutputFolder const& folder,
                                            std::filesystem::path const& name);

}  // namespace triforium::exports
