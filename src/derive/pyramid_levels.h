// The shape of a pyramid: its levels and their tiles. Pure.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "pixels/size.h"

namespace triforium::derive {

// A level and the grid of its tiles; those at the right and at the bottom reach beyond it.
struct LevelGrid {
  PixelSize size;
  std::int64_t tile = 0;

  std::int64_t columns() const { return (size.width + tile - 1) / tile; }
  std::int64_t rows() const { return (size.height + tile - 1) / tile; }
  std::int64_t tiles() const { return columns() * rows(); }
  std::int64_t width_of(std::int64_t column) const { return std::min(tile, size.width - column * tile); }
  std::int64_t height_of(std::int64_t row) const { return std::min(tile, size.height - row * tile); }
};

inline std::int64_t half_up(std::int64_t side) {
  return (side + 1) / 2;
}

// The whole, then halves, rounded up, until one tile holds all. Rounding up twice is rounding up once:
// level k is the whole divided by 2^k, rounded up.
inline std::vector<LevelGrid> pyramid_levels(PixelSize whole, std::int64_t tile) {
  std::vector<LevelGrid> levels{{whole, tile}};
  while (levels.back().tiles() > 1) {
    auto const size = levels.back().size;
    levels.push_back({{half_up(size.width), half_up(size.height)}, tile});
  }
  return levels;
}

}  // namespace triforium::derive
