// TileCoder: tiles of a pyramid as abbreviated JPEG streams, which share one stream of tables.
//
// TIFF Technical Note 2, https://www.awaresystems.be/imaging/tiff/specification/TIFFTechNote2.txt
#pragma once

#include <memory>

#include "base/bytes.h"
#include "base/result.h"
#include "derive/plane_strip.h"

namespace triforium::derive {

// libjpeg-turbo, for one tile after the other; used by one thread at a time.
class TileCoder {
 public:
  // `side` of the tiles in pixels, a multiple of 16; quality 1 … 100.
  TileCoder(std::int64_t side, PlaneLayout layout, int quality);
  ~TileCoder();
  TileCoder(TileCoder&&) noexcept;

  // The stream for JPEGTables, the same for every coder of the same quality and layout. Errors: busy (no memory).
  Result<Bytes> tables();
  // The tile at `column` of the strip.
  Result<Bytes> encode(PlaneStrip const& strip, std::int64_t column);

  // Bytes that a coder holds.
  static std::uint64_t memory(std::int64_t side, PlaneLayout layout);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace triforium::derive
