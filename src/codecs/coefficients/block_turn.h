// One block of DCT coefficients, mirrored and transposed as the pixels it stands for would be.
#pragma once

#include "pixels/turn.h"

#include <cstdint>

namespace triforium::codecs {

// Mirrored along these sides first, then rows laid as columns.
struct BlockTurn {
  bool mirrors_across = false;
  bool mirrors_down = false;
  bool transposes = false;

  bool is_identity() const { return !mirrors_across && !mirrors_down && !transposes; }
};
BlockTurn block_turn_of(Turn turn);

// Both of 64, row by row: [v * 8 + u] belongs to cos((2x+1)uπ/16) · cos((2y+1)vπ/16). They may not overlap.
void turn_block(std::int16_t const* from, std::int16_t* to, BlockTurn turn);

}  // namespace triforium::codecs
