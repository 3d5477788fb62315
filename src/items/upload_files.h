// Files that came by uploads, `<data>/files/{upload}`, for as long as an item has one of them.
#pragma once

#include <cstddef>
#include <filesystem>

#include "store/store.h"

namespace triforium::items {

// Deletes the files of uploads that were imported here and of which no item has anything any more, and what a process
// left half unpacked that was killed. What the store knows nothing of stays: it may be a backup. How many were deleted.
// Blocks; not while something is being unpacked.
Result<std::size_t> blocking_clear_unused_uploads(store::Store const& store, std::filesystem::path const& data);

}  // namespace triforium::items
