// Chunk readers: rows of one tile or strip after the other, decoded by the page's method. Each reader of an image owns
// one for each plane.
#pragma once

#include <cstdint>
#include <memory>

#include "codecs/tiff/tiff_image.h"
#include "codecs/tiff/tiff_layout.h"

namespace triforium::codecs::tiff {

class ChunkReader {
 public:
  virtual ~ChunkReader() = default;

  // Begins with the tile or strip at `column` and `row` of the grid. Rows of `area` (in pixels from the chunk's corner,
  // within it) are to follow.
  virtual Result<void> start(std::int64_t column, std::int64_t row, PixelRect area) = 0;
  // The next row of the area, valid until the next call.
  virtual Result<StoredRow> next_row() = 0;
  // Of the chunk that was started: its codec holds all of it, whatever rows are asked for.
  virtual bool is_held_whole() const { return true; }
};

// `image` must outlive the reader.
Result<std::unique_ptr<ChunkReader>> make_chunk_reader(TiffImage const& image, std::size_t level, std::int64_t plane);

// Bytes that one such reader holds at most while it reads an area `width` pixels wide in each chunk.
std::uint64_t chunk_reader_memory(StoredLevel const& level, std::int64_t width);
// Strips too large to be decoded at once come row by row, from the strip's first one on.
bool is_read_by_scanlines(StoredLevel const& level);

}  // namespace triforium::codecs::tiff
