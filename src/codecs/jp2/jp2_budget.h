// What OpenJPEG will need for a codestream, estimated from its headers: to refuse before it allocates, and to cut a
// read into bands that fit. Pure.
#pragma once

#include <cstdint>

#include "base/result.h"
#include "codecs/decoder.h"
#include "codecs/jp2/codestream.h"

namespace triforium::codecs::jp2 {

struct Structures {
  std::uint64_t memory = 0;   // bytes for the descriptions of all tiles and for one tile's code-blocks and data
  std::uint64_t packets = 0;  // of one tile: what its parsing may take, however little data there is
};
Structures structures_of(Codestream const& stream);

// Errors: too_large, also for a tile with more packets than any honest encoder makes.
Result<void> check_budget(Codestream const& stream, DecodeLimits const& limits);

// Bytes that decoding one row of `width` pixels takes while its band is in memory.
std::uint64_t row_memory(Codestream const& stream, std::int64_t width);

// The pixels of a level that decoding `area` makes, and the bytes that they take, besides structures_of(). High
// Throughput is decoded in whole tiles; otherwise only code-blocks are.
struct Decoded {
  std::uint64_t pixels = 0;
  std::uint64_t memory = 0;
};
Decoded decoded_by(Codestream const& stream, int reduction, PixelRect area, DecodeLimits const& limits);

// Rows that are decoded at once: one row of tiles or a few; all where nothing divides them and they fit, or nothing
// can. `top` is the first row, in the level's own coordinates.
std::int64_t band_height(Codestream const& stream, int reduction, std::int64_t top, PixelSize area,
                         DecodeLimits const& limits);

}  // namespace triforium::codecs::jp2
