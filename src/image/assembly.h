// Answers made of stored JPEG tiles in the compressed domain: edge tiles cut to their real size, quarter turns and
// mirrors, gray, and neighbouring tiles as one picture.
#pragma once

#include <cstdint>
#include <optional>

#include "base/bytes.h"
#include "image/open_images.h"
#include "image/plan.h"
#include "pixels/turn.h"

namespace triforium::image {

// Which stored tiles, and what to make of them.
struct AssemblyPlan {
  std::size_t level = 0;
  std::int64_t first_column = 0;
  std::int64_t first_row = 0;
  std::int64_t columns = 0;
  std::int64_t rows = 0;
  PixelSize tile;
  PixelRect crop;  // of those tiles
  Turn turn;
  bool is_gray = false;

  std::uint64_t pixels() const { return static_cast<std::uint64_t>(columns * rows * tile.area()); }
  std::uint64_t memory() const;  // bytes, at most
};

// Absent where the plan resizes, rotates by odd angles, wants another format, or covers too much of too few blocks; and
// where samples are not those of an answer. What the streams hold is not known yet. Pure.
std::optional<AssemblyPlan> plan_assembly(Plan const& plan, OpenImage const& image);

// Absent where the tiles are not stored as JPEG, cannot be put together without loss, or do not decode cleanly: then
// they are decoded, and if the file is at fault, that tells what is wrong. Blocks.
std::optional<Bytes> blocking_assemble(AssemblyPlan const& assembly, OpenImage const& image);

}  // namespace triforium::image
