// JSON from outside: bounded, and with errors that say where.
//
// https://www.rfc-editor.org/rfc/rfc8259
#pragma once

#include <boost/json.hpp>
#include <cstddef>
#include <string_view>

#include "base/result.h"

namespace triforium::json {

struct ParseLimits {
  std::size_t bytes = std::size_t{256} << 20;  // a manifest of a large newspaper volume has some 50 MB
  std::size_t depth = 64;                      // arrays and objects within each other
};

// Keys keep their order; of a key that is written twice the last value counts. Errors: too_large; bad_request, with
// line and column (from 1, in bytes) and what was found there, also for text that is not UTF-8. The value lives in
// `storage`.
Result<boost::json::value> parse(std::string_view text, ParseLimits limits = {}, boost::json::storage_ptr storage = {});

}  // namespace triforium::json
