// Answers made of stored JPEG tiles in the compressed domain: edge tiles cut to their real size, quarter turns and
// mirrors, gray, and neighbouring tiles as one picture.
#pragma once

#include <cstdint>
#include <optional>

#include "base/bytes.h"
#include "codecs/encoder.h"
#include "image/open_images.h"
#include "image/patience.h"
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
  std::uint64_t memory() const;         // bytes, at most
  std::uint64_t stream_memory() const;  // the same, where it is written as a stream
};

// Absent where the plan resizes, rotates by odd angles, wants another format, or covers too much of too few blocks; and
// where samples are not those of an answer. What the streams hold is not known yet. Pure.
std::optional<AssemblyPlan> plan_assembly(Plan const& plan, OpenImage const& image);

// Absent where the tiles are not stored as JPEG, cannot be put together without loss, or do not decode cleanly: then
// they are decoded, and if the file is at fault, that tells what is wrong. Blocks.
std::optional<Bytes> blocking_assemble(AssemblyPlan const& assembly, OpenImage const& image);

// The same for any number of whole tiles that are not turned: as a stream, for which a row of tiles is held. Absent
// where a row is too much. Pure.
std::optional<AssemblyPlan> plan_stitching(Plan const& plan, OpenImage const& image);

// False, and nothing is written, where blocking_assemble would give nothing as far as the heads of the tiles tell.
// Blocks.
Result<bool> blocking_stitch(AssemblyPlan const& assembly, OpenImage const& image, Patience const& patience,
                             codecs::ByteSink& out);

}  // namespace triforium::image
