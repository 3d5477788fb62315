// JPEG in the compressed domain: stored tiles are cut, turned, made gray and laid side by side as DCT coefficients. No
// inverse transform, no second loss: what comes out decodes to exactly what the stored tiles decode to.
//
// https://www.itu.int/rec/T-REC-T.81, A.3 (the transform) and A.2 (how blocks lie in MCUs)
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "codecs/decoder.h"
#include "codecs/encoder.h"
#include "pixels/turn.h"

namespace triforium::codecs {

// A stored tile's own stream, and the stream of tables that comes before it (may be empty).
struct StoredJpeg {
  ByteView tables;
  ByteView stream;
};

// What is to be made of them.
struct Assembly {
  std::vector<StoredJpeg> tiles;  // row by row
  std::int64_t columns = 1;       // tiles in a row
  PixelSize tile;                 // coded size that each stream has to have
  StoredTile::Colours colours = StoredTile::Colours::ycbcr;
  PixelRect crop;        // of the tiles laid side by side
  Turn turn;             // of what was cut out
  bool is_gray = false;  // the luma alone
};

// Whether it can be done at all, as far as sizes tell before a stream is read. 8 is the side of a block: what is cut
// off at the left or top has to be whole blocks, and so has what a turn moves there; with subsampled chroma, whole
// MCUs, which only the streams can tell. Pure.
bool may_assemble(Assembly const& assembly);

// A JPEG file: baseline, with the marker of its colours and the accompaniment's metadata. Absent where it cannot be
// done without loss: an edge within an MCU, tiles of different sampling or quantisation, subsampled chroma under the
// name of RGB. Holds the coefficients of all the tiles, and those of the answer if it is not one tile's as it lies.
// Errors: corrupt_source; too_large where that is more than `max_memory` bytes.
Result<std::optional<Bytes>> assemble(Assembly const& assembly, Accompaniment const& accompaniment,
                                      std::uint64_t max_memory);

}  // namespace triforium::codecs
