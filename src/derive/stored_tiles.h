// StoredTiles: what a JPEG-compressed source can give without loss: the tiles of a pyramid's largest level, as JPEG
// streams.
#pragma once

#include <memory>
#include <optional>

#include "codecs/decoder.h"
#include "derive/plane_strip.h"
#include "derive/pyramid_levels.h"
#include "storage/source.h"

namespace triforium::derive {

class StoredTiles {
 public:
  virtual ~StoredTiles() = default;

  std::int64_t side() const { return side_; }
  PlaneLayout layout() const { return layout_; }
  SharedBytes const& tables() const { return tables_; }  // that all streams share; may be null

  // Any number of threads at once. Errors: corrupt_source; not_implemented where this one cannot be had without loss.
  virtual Result<Bytes> stream(std::int64_t column, std::int64_t row) const = 0;

 protected:
  StoredTiles(std::int64_t side, PlaneLayout layout, SharedBytes tables)
      : side_(side), layout_(layout), tables_(std::move(tables)) {}

 private:
  std::int64_t side_;
  PlaneLayout layout_;
  SharedBytes tables_;
};

// Sides of tiles that a pyramid may have.
inline bool is_tile_side(std::int64_t side) {
  return side >= 64 && side <= 4096 && side % 16 == 0;
}

// The tiles of a TIFF as they are: gray or YCbCr. Null where the source has no such tiles. The decoder and its source
// outlive this. Blocks. Errors: those of the source.
Result<std::unique_ptr<StoredTiles>> take_tiles(codecs::Decoder const& decoder, storage::Source const& source);

// Of a JPEG file (gray or YCbCr): its coefficients, cut into tiles of that side. They are held, all of
// them. Null where the source is no such file, or that would be more than `max_memory` bytes. Blocks. Errors:
// corrupt_source, too_large; those of the source.
Result<std::unique_ptr<StoredTiles>> cut_coefficients(codecs::Decoder const& decoder, storage::Source const& source,
                                                      std::int64_t side, std::uint64_t max_memory);

}  // namespace triforium::derive
