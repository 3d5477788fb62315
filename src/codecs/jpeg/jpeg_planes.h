// JPEG to planes: what libjpeg has after the inverse DCT, before it interpolates chroma and makes RGB.
#pragma once

#include <cstdint>
#include <optional>

#include "codecs/decoder.h"
#include "pixels/planes.h"
#include "storage/source.h"

namespace triforium::codecs::jpeg {

struct PlanesPart {
  int reduction = 1;  // 1, 2, 4 or 8, by the inverse DCT; sizes are divided and rounded up
  // Rows of the reduced picture that are wanted.
  std::int64_t first_row = 0;
  std::int64_t end_row = 0;
  bool is_gray = false;  // luma alone
};

struct DecodedPart {
  Planes planes;
  std::int64_t first_row = 0;  // of the picture: the planes' first; no later than the first that was wanted
};

// Decodes the rows of a stored tile (of Coding::jpeg), or of a whole file. Chroma may come with another sampling than
// it was stored with: reduced pictures keep as much of it as there is. Absent where this is not the way to decode it:
// colours that are neither gray nor YCbCr, odd samplings, a size that is not the tile's. Blocks; holds no more than
// about `max_memory` besides the planes. Errors: corrupt_source, too_large, the source's.
Result<std::optional<DecodedPart>> decode_planes(storage::Source const& source, StoredTile const& tile,
                                                 PlanesPart const& part, std::uint64_t max_memory);

}  // namespace triforium::codecs::jpeg
