// ZIP archives from outside, unpacked into a folder; nothing ever lands beside it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>

#include "base/result.h"
#include "uploads/archive.h"

namespace triforium::uploads {

// Who waits for it.
struct UnpackWatch {
  std::function<bool()> wants_to_stop;                                           // asked often
  std::function<void(std::uint64_t done, std::uint64_t total)> progressed = {};  // bytes, often; may be absent
};

// The files of the archive below `folder`, which is there and empty. All entries are looked at before anything is
// written; nothing of it is safe from a power cut yet. Blocks. Errors: those of blocking_open_archive() and
// list_entries(); bad_request, for names that stand twice and content that is damaged; cancelled; storage_full;
// internal.
Result<void> blocking_unpack(std::filesystem::path const& archive, std::filesystem::path const& folder,
                             UnpackLimits const& limits, UnpackWatch const& watch);

}  // namespace triforium::uploads
