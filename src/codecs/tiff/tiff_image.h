// One image of a TIFF file with its levels, ready to be read: immutable, shared by threads. Its tile_bytes is the way
// to stored tiles undecoded, and the decoder's own.
#pragma once

#include <memory>
#include <vector>

#include "codecs/decoder.h"
#include "codecs/registry.h"
#include "codecs/tiff/tiff_index.h"
#include "codecs/tiff/tiff_layout.h"

namespace triforium::codecs::tiff {

struct StoredLevel {
  Page page;
  SampleLayout layout;
  ChunkTable chunks;
  SharedBytes jpeg_tables;  // "JPEGTables": what all the tiles' abbreviated JPEG streams share; null if there is none

  ChunkGrid const& grid() const { return page.grid; }
};

class TiffImage {
 public:
  // Levels that differ from the first one in their kind of pixels are left out.
  static Result<TiffImage> open(std::shared_ptr<storage::Source const> source, OpenOptions const& options);

  storage::Source const& source() const { return *source_; }
  Dialect dialect() const { return dialect_; }
  DecodeLimits const& limits() const { return limits_; }
  std::vector<StoredLevel> const& levels() const { return levels_; }
  int pages() const { return pages_; }

  // The stored bytes of one tile or strip, as its compression left them. Empty if the writer has left the tile out.
  // Errors: corrupt_source (outside the file), too_large (beyond the memory limit).
  Result<Bytes> tile_bytes(std::size_t level, std::int64_t column, std::int64_t row, std::int64_t plane = 0) const;
  Result<Bytes> chunk_bytes(std::size_t level, std::uint64_t chunk) const;
  // See Decoder::stored_tile. Strips count as tiles of the image's width.
  Result<std::optional<StoredTile>> stored_tile(std::size_t level, std::int64_t column, std::int64_t row) const;

  // While it is being opened: one range of values for all levels.
  void set_range(ValueRange range);

 private:
  Result<StoredLevel> open_level(Page const& page) const;

  std::shared_ptr<storage::Source const> source_;
  Dialect dialect_;
  DecodeLimits limits_;
  std::vector<StoredLevel> levels_;
  int pages_ = 1;
};

}  // namespace triforium::codecs::tiff
