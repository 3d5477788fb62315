// PlaneStrip: one row of tiles of a level, in planes as JPEG codes them: luminance, and the two chrominances, which may
// have fewer samples; or gray alone. Whole tiles, so that a tile can be coded where it lies.
#pragma once

#include <array>
#include <cstdint>

#include "derive/pyramid_levels.h"
#include "pixels/pixels.h"

namespace triforium::derive {

// How the planes of a pyramid's tiles are sampled. Chrominance has a sample for every 2^shift pixels.
struct PlaneLayout {
  int planes = 3;  // or 1
  int chroma_shift_x = 1;
  int chroma_shift_y = 1;

  int shift_x(int plane) const { return plane == 0 ? 0 : chroma_shift_x; }
  int shift_y(int plane) const { return plane == 0 ? 0 : chroma_shift_y; }
  friend bool operator==(PlaneLayout, PlaneLayout) = default;
};

// Samples of a side of `pixels` pixels.
inline std::int64_t samples_along(std::int64_t pixels, int shift) {
  return (pixels + (1 << shift) - 1) >> shift;
}

class PlaneStrip {
 public:
  // Room for a row of tiles. Errors: too_large where memory is not to be had.
  static Result<PlaneStrip> create(LevelGrid const& grid, PlaneLayout layout);
  static std::uint64_t memory(LevelGrid const& grid, PlaneLayout layout);

  PlaneLayout layout() const { return layout_; }
  // Gray pixels, which are the plane's samples.
  PixelsView plane(int index) { return planes_[static_cast<std::size_t>(index)].view(); }
  ConstPixelsView plane(int index) const { return planes_[static_cast<std::size_t>(index)].view(); }

 private:
  PlaneLayout layout_;
  std::array<Pixels, 3> planes_;
};

// A tile in a strip: its column, and how much of it belongs to the picture.
struct TileInStrip {
  std::int64_t column = 0;
  std::int64_t side = 0;
  PixelSize used;
};

// Fills the rest of the tile: continues the picture's last column and last row to the end of their blocks and by at
// least two pixels; what is further out is flat.
void pad_tile(PlaneStrip& strip, TileInStrip tile);

// Writes the mean of every four samples of a padded tile to where they belong in the strip of the next level. `row`: of
// the tile, in its own level. Tiles beside each other may be halved at the same time.
void halve_tile(PlaneStrip const& strip, TileInStrip tile, std::int64_t row, PlaneStrip& half);

}  // namespace triforium::derive
