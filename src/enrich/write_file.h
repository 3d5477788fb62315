// Bytes to files, with errors that tell a full disk from everything else.
#pragma once

#include <filesystem>

#include "base/bytes.h"
#include "base/result.h"

namespace triforium::enrich {

// storage_full or internal, by the system's error number.
Failure cannot_keep(std::filesystem::path const& path, int code);

// To an open descriptor; `path` is for the error's detail.
Result<void> write_all(int descriptor, ByteView bytes, std::filesystem::path const& path);

}  // namespace triforium::enrich
