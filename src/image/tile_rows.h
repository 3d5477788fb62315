// TileRows: what a plan reads of a level, as planes, row of tiles by row of tiles. Of each level only some rows are
// held.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "image/decoded_tiles.h"
#include "image/open_images.h"
#include "pixels/plane_resize.h"

namespace triforium::image {

// The JPEGs of which a level consists: tiles, strips, or one for all.
struct TileGrid {
  std::size_t level = 0;
  PixelSize size;        // of the level
  PixelSize tile;        // pixels of that size that a tile has
  int reduction = 1;     // by the inverse DCT
  bool is_gray = false;  // luma alone is decoded

  Range columns_of(Range pixels) const { return {pixels.first / tile.width, (pixels.end - 1) / tile.width + 1}; }
  Range rows_of(Range pixels) const { return {pixels.first / tile.height, (pixels.end - 1) / tile.height + 1}; }
};
// Of a level that is stored. Absent where it consists of anything else.
std::optional<TileGrid> find_tile_grid(OpenImage const& image, std::size_t level);
// Of the whole image in one JPEG, reduced by 1, 2, 4 or 8. Absent where it is none.
std::optional<TileGrid> find_reduced_grid(OpenImage const& image, int reduction);

// Whether a tile of that size is decoded as a whole, to be kept; otherwise only the rows that are wanted.
bool is_worth_keeping(PixelSize tile, DecodedTiles const& tiles);

// The name under which a tile is kept.
std::string tile_key(OpenImage const& image, TileGrid const& grid, std::int64_t column, std::int64_t row);

class TileRows {
 public:
  // `columns`: the tiles of each row that are wanted. `pixels`: the rows of pixels that will be asked for at all. All
  // of it outlives this.
  TileRows(OpenImage const& image, TileGrid const& grid, DecodedTiles& tiles, Range pixels)
      : image_(image), grid_(grid), tiles_(tiles), pixels_(pixels) {}

  // What the tiles have in common.
  struct Kind {
    bool is_gray = false;
    Sampling sampling;
  };
  // Decodes the tile in which a pixel lies, and so tells what all are; absent: nothing that can be had as planes.
  // Before anything is needed. Blocks. Errors: those of decoding.
  Result<std::optional<Kind>> blocking_look_at(std::int64_t x, std::int64_t y);

  // Decodes what is missing of the tiles in these columns (always the same ones) and rows of pixels, and lets go of
  // those above. Calls `check` before each. False: they are not all of one kind. Blocks. Errors: those of decoding, and
  // of `check`.
  Result<bool> blocking_need(Range columns, Range rows, std::function<Result<void>()> const& check);

  // Rows of a plane (by its pointer within Planes) that lie in tiles that were needed last.
  PlaneRows rows_of(Plane Planes::*plane, Range rows) const;

 private:
  struct Row {
    std::int64_t number = 0;
    std::vector<SharedTile> tiles;
  };
  Result<bool> blocking_load(std::int64_t row, std::function<Result<void>()> const& check);
  Result<SharedTile> blocking_tile(std::int64_t column, std::int64_t row);
  Result<SharedTile> blocking_decode(std::int64_t column, std::int64_t row) const;
  bool fits(Planes const& planes) const;

  OpenImage const& image_;
  TileGrid const& grid_;
  DecodedTiles& tiles_;
  Range pixels_;
  Kind kind_;
  Range columns_;     // of tiles
  SharedTile first_;  // the one that was looked at, until it is needed
  std::int64_t first_column_ = 0, first_row_ = 0;
  std::vector<Row> rows_;  // one below the other
};

}  // namespace triforium::image
