// JSON Patch. Pure.
//
// https://www.rfc-editor.org/rfc/rfc6902
#pragma once

#include <boost/json.hpp>
#include <cstddef>

#include "base/result.h"

namespace triforium::json {

struct PatchLimits {
  std::size_t operations = 2'000;
  std::size_t copied = std::size_t{64} << 20;  // bytes that are copied and moved in all, as they take in memory
  std::size_t depth = 64;                      // of the result
};

// The document with every operation of the array `patch` applied, in order. Errors, each with the number of the
// operation (from 0) and its path: bad_request (no patch), conflict (there is nothing at that place, or a test that
// fails), too_large (beyond the limits).
Result<boost::json::value> apply_patch(boost::json::value document, boost::json::value const& patch,
                                       PatchLimits const& limits = {});

}  // namespace triforium::json
