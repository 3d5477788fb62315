// Limits of formats that are read from the top, without random access.
#pragma once

#include "codecs/decoder.h"

namespace triforium::codecs {

// Before anything is decoded. Errors: too_large.
inline Result<void> check_area(PixelSize size, DecodeLimits const& limits) {
  if (size.area() <= limits.max_area) return {};
  return fail(ErrorKind::too_large, "The source image has more pixels than this server reads.");
}

// Before anything is allocated for one read. Errors: too_large.
inline Result<void> check_cost(Decoder::Cost const& cost, DecodeLimits const& limits) {
  if (cost.memory <= limits.max_memory && cost.pixels <= static_cast<std::uint64_t>(limits.max_undivided_area))
    return {};
  return fail(ErrorKind::too_large, "The source image is too large to be read in its format, which has no tiles.");
}

}  // namespace triforium::codecs
