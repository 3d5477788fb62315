#include "codecs/decoder.h"

namespace triforium::codecs {

Orientation orientation_of(int number) {
  return number >= 1 && number <= 8 ? static_cast<Orientation>(number) : Orientation::upright;
}

Result<std::optional<StoredTile>> Decoder::stored_tile(std::size_t, std::int64_t, std::int64_t) const {
  return std::nullopt;
}

bool swaps_sides(Orientation orientation) {
  return static_cast<int>(orientation) >= 5;
}

}  // namespace triforium::codecs
