// JPEG 2000's packet headers, the excerpts that are made of what they tell, and the index as it is kept on disk: as it
// is, and with one byte changed.
#include <array>
#include <cstddef>
#include <cstdint>

#include "codecs/jp2/excerpt.h"
#include "codecs/jp2/jp2_budget.h"
#include "codecs/jp2/packet_index_file.h"
#include "codecs/jp2/pixel_plan.h"

namespace {

constexpr std::uint64_t kMost = 16 << 20;

void try_kept(triforium::codecs::jp2::PacketIndex const& index, triforium::codecs::jp2::Codestream const& stream,
              std::size_t tile, std::size_t size, std::uint8_t change) {
  using namespace triforium::codecs::jp2;
  auto kept = write_packet_index(index);
  auto const again = parse_packet_index(kept, stream, tile, kMost);
  if (!again || write_packet_index(*again) != kept) __builtin_trap();
  kept[(size * 31 + change) % kept.size()] ^= static_cast<std::uint8_t>(change | 1);
  (void)parse_packet_index(kept, stream, tile, kMost);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace triforium;
  using namespace triforium::codecs::jp2;
  auto const source = storage::make_memory_source("fuzz", Bytes(data, data + size));
  auto const stream = parse_codestream(*source, 0, size);
  if (!stream || !check_budget(*stream, {}) || !has_plain_packets(*stream)) return 0;
  for (int reduction = 0; reduction < stream->resolutions(); ++reduction) {
    auto const level = component_extent(stream->image, pixel_grid(*stream), reduction);
    if (level.is_empty()) continue;
    PixelRect const area{level.x + level.width / 2, level.y + level.height / 2, 1, 1};
    auto const cut = find_cut(*stream, reduction, area);
    if (!cut || !stream->tiles[cut->tiles.front()].is_complete) continue;
    auto index = read_packet_index(*source, *stream, cut->tiles.front(), kMost);
    if (!index) return 0;
    try_kept(*index, *stream, cut->tiles.front(), size, data[size - 1]);
    std::array const indexes{std::make_shared<PacketIndex const>(std::move(*index))};
    auto const excerpt = make_excerpt(*source, *stream, reduction, *cut, indexes, kMost);
    if (excerpt && !parse_codestream(*storage::make_memory_source("excerpt", excerpt->bytes), 0, excerpt->bytes.size()))
      __builtin_trap();
  }
  return 0;
}
