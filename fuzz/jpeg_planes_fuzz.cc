// Any bytes as a stored JPEG tile: decoded to planes as a whole and in part, at every reduction, with and without
// colour.
#include "codecs/jpeg/jpeg_head.h"
#include "codecs/jpeg/jpeg_planes.h"

namespace {

using namespace triforium;

void decode(storage::Source const& source, codecs::StoredTile const& tile, codecs::jpeg::PlanesPart const& part) {
  auto const decoded = codecs::jpeg::decode_planes(source, tile, part, 8U << 20);
  if (!decoded || !*decoded) return;
  auto const& planes = (*decoded)->planes;
  auto const view = planes.y.view();
  if (view.row(view.size.height - 1)[view.size.width - 1] == 1 && planes.memory() == 0) __builtin_trap();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  constexpr std::int64_t kMostPixels = 1 << 20;
  auto const source = storage::make_memory_source("fuzz", Bytes(data, data + size));
  auto const head = codecs::jpeg::read_head(*source, 0, size);
  if (!head || head->size.is_empty() || head->size.area() > kMostPixels) return 0;
  codecs::StoredTile tile;
  tile.colours = head->components == 1 ? codecs::StoredTile::Colours::gray : codecs::StoredTile::Colours::ycbcr;
  tile.size = head->size;
  tile.length = size;
  for (int const reduction : {1, 2, 8}) {
    decode(*source, tile, {reduction, 0, tile.size.height, false});
    decode(*source, tile, {reduction, tile.size.height / 2, tile.size.height / 2 + 1, true});
  }
  return 0;
}
