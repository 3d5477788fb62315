// A whole small file.
#pragma once

#include <filesystem>

#include "base/bytes.h"
#include "base/result.h"

namespace triforium::enrich {

// Errors: not_found; too_large where it has more than `most` bytes.
Result<Bytes> blocking_read_file(std::filesystem::path const& file, std::size_t most);

// Its first bytes, all if it has fewer than `most`. Errors: not_found.
Result<Bytes> blocking_read_head(std::filesystem::path const& file, std::size_t most);

}  // namespace triforium::enrich
