// Any bytes as two stored JPEG tiles with shared tables: laid side by side, cut, turned, made gray. The first bytes say
// how.
#include <algorithm>

#include "codecs/coefficients/coefficients.h"
#include "codecs/coefficients/stitching.h"

#include "codecs/jpeg/jpeg_head.h"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace triforium;
  constexpr std::size_t kHead = 4;
  if (size < kHead) return 0;
  ByteView const stream{data + kHead, size - kHead};
  auto const source = storage::make_memory_source("fuzz", Bytes(stream.begin(), stream.end()));
  auto const head = codecs::jpeg::read_head(*source, 0, stream.size());
  if (!head) return 0;
  codecs::Assembly assembly;
  assembly.tile = head->size;
  assembly.colours = head->components == 1 ? codecs::StoredTile::Colours::gray : codecs::StoredTile::Colours::ycbcr;
  assembly.columns = 1 + data[0] % 2;
  assembly.tiles.assign(static_cast<std::size_t>(assembly.columns), {{}, stream});
  assembly.turn = {(data[0] & 4) != 0, data[0] >> 6};
  assembly.is_gray = (data[0] & 8) != 0;
  auto const x = data[1] * 8, y = data[2] * 8;
  assembly.crop = {x, y, assembly.tile.width * assembly.columns - x - data[3] / 16,
                   assembly.tile.height - y - data[3] % 16};
  (void)codecs::assemble(assembly, {}, 8U << 20);

  constexpr std::int64_t kMostPixels = 1 << 20;  // a plan bounds them
  if (assembly.tile.area() > kMostPixels) return 0;
  auto const rows = 1 + data[0] / 2 % 2;
  auto crop = assembly.crop;
  crop.height += (rows - 1) * assembly.tile.height;
  codecs::Stitching const stitching{assembly.columns, rows, assembly.tile, assembly.colours, crop, assembly.is_gray};
  auto const read_tile = [&](std::int64_t, std::int64_t, std::uint64_t most) -> Result<codecs::TileStream> {
    auto const part = stream.first(static_cast<std::size_t>(std::min<std::uint64_t>(most, stream.size())));
    return codecs::TileStream{nullptr, Bytes(part.begin(), part.end())};
  };
  codecs::BytesSink sink;
  (void)codecs::stitch(stitching, read_tile, {}, sink);
  return 0;
}
