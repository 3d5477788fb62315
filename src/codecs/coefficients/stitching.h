// Any number of stored tiles as one JPEG, as a stream: their coefficients side by side, one row of tiles at a time.
#pragma once

#include <cstdint>
#include <functional>

#include "base/bytes.h"
#include "codecs/decoder.h"
#include "codecs/encoder.h"

namespace triforium::codecs {

struct Stitching {
  std::int64_t columns = 0;  // tiles in a row
  std::int64_t rows = 0;
  PixelSize tile;  // coded size that each stream has to have
  StoredTile::Colours colours = StoredTile::Colours::ycbcr;
  PixelRect crop;        // of the tiles laid side by side
  bool is_gray = false;  // the luma alone
};

// The first `most` bytes of a tile's own stream, and the stream of tables that comes before it (may be null).
struct TileStream {
  SharedBytes tables;
  Bytes bytes;
};
using ReadTile = std::function<Result<TileStream>(std::int64_t column, std::int64_t row, std::uint64_t most)>;

// A JPEG file that decodes to exactly what the stored tiles decode to: baseline, with the marker of its colours and the
// accompaniment's metadata. False, and nothing is written, where that cannot be done: see assemble(). The heads of all
// tiles are read before the first byte leaves. Holds the coefficients of one row of tiles. Blocks.
// Errors: of the sink and of `read_tile`; corrupt_source, also after bytes have left.
Result<bool> stitch(Stitching const& stitching, ReadTile const& read_tile, Accompaniment const& accompaniment,
                    ByteSink& out);

}  // namespace triforium::codecs
