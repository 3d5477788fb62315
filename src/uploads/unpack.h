// ZIP archives from outside, unpacked into a folder; nothing ever lands beside it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string_view>

#include "base/result.h"

namespace triforium::uploads {

struct UnpackLimits {
  std::uint64_t bytes = std::uint64_t{32} << 30;  // of all files together
  std::size_t entries = 100'000;
  std::uint64_t ratio = 1000;  // that a file of more than a megabyte may be packed by
  std::size_t depth = 32;      // folders within each other
};

bool is_zip(std::filesystem::path const& file);

// The files of the archive below `folder`, which is there and empty. Names are UTF-8 and relative; what macOS puts
// beside them (__MACOSX, .DS_Store) is left out. All names are looked at before anything is written. Blocks;
// `wants_to_stop` is asked often. Errors: corrupt_source and bad_request with the entry and what is wrong with it, for
// the sender: no ZIP, encrypted, links, names that lead elsewhere, are not UTF-8 or stand twice; too_large; cancelled;
// storage_full; internal.
Result<void> blocking_unpack(std::filesystem::path const& archive, std::filesystem::path const& folder,
                             UnpackLimits const& limits, std::function<bool()> const& wants_to_stop);

// Why an entry of that name is not unpacked; empty: it is. Pure.
std::string_view complaint_about(std::string_view name, UnpackLimits const& limits);

}  // namespace triforium::uploads
