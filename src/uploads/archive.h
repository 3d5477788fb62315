// What a ZIP archive from outside says that it holds: looked at wholly before anything of it is used.
//
// https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
#pragma once

#include <zip.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace triforium::uploads {

struct UnpackLimits {
  std::uint64_t bytes = std::uint64_t{32} << 30;  // of all files together
  std::size_t entries = 100'000;
  std::uint64_t ratio = 1000;  // that a file of more than a megabyte may be packed by
  std::size_t depth = 32;      // folders within each other
};

struct Entry {
  zip_uint64_t index = 0;  // in the archive
  std::string name;        // relative, UTF-8; of a folder with a slash at its end
  std::uint64_t size = 0;  // bytes, unpacked: as the archive says
};

using Archive = std::unique_ptr<zip_t, decltype(&zip_discard)>;

bool is_zip(std::filesystem::path const& file);

// Opened for reading. What its directory needs in memory is bounded by `limits.entries`. Blocks. Errors:
// corrupt_source, too_large.
Result<Archive> blocking_open_archive(std::filesystem::path const& file, UnpackLimits const& limits);
// The same of bytes, which outlive it.
Result<Archive> open_archive(ByteView bytes, UnpackLimits const& limits);

// The entries that are unpacked; what macOS puts beside them (__MACOSX, .DS_Store) is left out. Errors: corrupt_source
// and bad_request with the entry and what is wrong with it, for the sender: encrypted, links, names that lead elsewhere
// or are not UTF-8; too_large.
Result<std::vector<Entry>> list_entries(zip_t* archive, UnpackLimits const& limits);

// Why an entry of that name is not unpacked; empty: it is. Pure.
std::string_view complaint_about(std::string_view name, UnpackLimits const& limits);

// bad_request, with the entry's name.
Failure refused(std::string_view name, std::string_view why);

}  // namespace triforium::uploads
