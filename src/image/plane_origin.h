// Where an answer that is made of planes comes from.
#pragma once

#include <optional>

#include "image/plan.h"
#include "image/tile_rows.h"

namespace triforium::image {

// Gray and bitonal are made of luma alone.
bool is_luma_alone(Plan const& plan);

// Exactly: the window in the pixels of a grid of tiles, of which all count as neighbours.
struct Origin {
  TileGrid grid;
  Axis across, down;
};
// Absent where the source is no grid of JPEGs.
std::optional<Origin> find_origin(Plan const& plan, OpenImage const& image);

// Pixels of the level that are looked at, whatever the sampling of chroma: at 4:2:0 its filter reaches twice as far.
Range reach_of(Axis const& axis);

// Bytes of the tiles that are held at once: those that one strip of the answer needs.
std::uint64_t tiles_memory(Origin const& origin, std::int64_t strip_rows);

}  // namespace triforium::image
