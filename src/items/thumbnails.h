// What a collection looks like where nobody said it: like its first member that has a thumbnail.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "store/store.h"

namespace triforium::items {

// Whether a reference or a collection's document says it itself. Does not parse.
bool has_thumbnail(std::string_view json);

// The value of `thumbnail`, as JSON, of the first of a few members from `position` on that has one; collections among
// them are asked for theirs, not deeper than some levels. Empty, if there is none. Errors: those of the store.
Result<std::string> find_thumbnail(std::string_view collection, std::uint64_t position, store::Reading const& reading);

}  // namespace triforium::items
