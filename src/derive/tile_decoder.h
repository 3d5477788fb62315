// TileDecoder: a tile's JPEG stream back to planes, for the levels that are made from it.
#pragma once

#include <memory>

#include "base/bytes.h"
#include "base/result.h"
#include "derive/plane_strip.h"

namespace triforium::derive {

// libjpeg-turbo, for one tile after the other; used by one thread at a time.
class TileDecoder {
 public:
  // `tables`: the abbreviated stream that comes before each tile's own; may be empty.
  explicit TileDecoder(Bytes tables);
  ~TileDecoder();
  TileDecoder(TileDecoder&&) noexcept;

  // How the stream is sampled. Errors: corrupt_source; not_implemented where no pyramid's tile is like that, or its
  // side is not `side`.
  Result<PlaneLayout> layout_of(ByteView stream, std::int64_t side);
  // Fills the tile at `column` of the strip. Errors: corrupt_source; not_implemented where the stream is not as the
  // strip.
  Result<void> decode(ByteView stream, PlaneStrip& strip, std::int64_t column, std::int64_t side);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace triforium::derive
