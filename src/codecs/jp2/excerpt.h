// A small codestream cut out of a large one: the code-blocks that an area needs, with packet headers of their own, in
// an image that ends where they do. What decodes it neither reads nor describes the rest.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "codecs/jp2/codestream.h"
#include "codecs/jp2/packet_index.h"
#include "storage/source.h"

namespace triforium::codecs::jp2 {

struct Excerpt {
  Bytes bytes;        // SOC … EOC
  Codestream stream;  // of `bytes`. Its samples, at full size, are those of the original's resolution.
};

// Where an excerpt is cut. All in samples of the resolution, counted as its components' are (T.800, equation B-14).
struct Cut {
  PixelRect area;        // what is wanted
  PixelRect image;       // what the excerpt's reference grid shows; ends where code-blocks or tiles do
  PixelRect first_tile;  // and how it is divided
  std::int64_t tiles_across = 1;
  std::int64_t tiles_down = 1;
  std::vector<std::size_t> tiles;  // the original's, row by row
};

// Of a stream that has_plain_packets. Absent if tiles do not begin on whole samples of the resolution, so that no
// regular grid divides it. Pure.
std::optional<Cut> find_cut(Codestream const& stream, int reduction, PixelRect area);

// The excerpt whose pixels in cut.area are those of the original, bit by bit; elsewhere they mean nothing. `indexes`
// are cut.tiles'. Blocks. Errors: too_large (more than `max_bytes`), and the source's own.
Result<Excerpt> make_excerpt(storage::Source const& source, Codestream const& stream, int reduction, Cut const& cut,
                             std::span<std::shared_ptr<PacketIndex const> const> indexes, std::uint64_t max_bytes);

}  // namespace triforium::codecs::jp2
