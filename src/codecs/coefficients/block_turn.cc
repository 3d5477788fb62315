#include "codecs/coefficients/block_turn.h"

namespace triforium::codecs {

BlockTurn block_turn_of(Turn turn) {
  return {turn.is_mirrored != (turn.quarters >= 2), turn.quarters == 1 || turn.quarters == 2, turn.swaps_sides()};
}

// T.81, A.3.3: a block's samples are sums of cos((2x+1)uπ/16). Read from the other end, x becomes 7−x, and the cosine
// of every odd u changes its sign.
void turn_block(std::int16_t const* from, std::int16_t* to, BlockTurn turn) {
  for (int v = 0; v < 8; ++v) {
    for (int u = 0; u < 8; ++u) {
      bool const is_negated = (turn.mirrors_across && u % 2 != 0) != (turn.mirrors_down && v % 2 != 0);
      auto const value = from[v * 8 + u];
      to[turn.transposes ? u * 8 + v : v * 8 + u] = static_cast<std::int16_t>(is_negated ? -value : value);
    }
  }
}

}  // namespace triforium::codecs
