#include "codecs/jp2/area_decoder.h"

#include <fmt/format.h>

#include <algorithm>

#include "codecs/jp2/packet_index_file.h"
#include "codecs/jp2/pixel_plan.h"

namespace triforium::codecs::jp2 {
namespace {

constexpr std::uint64_t kMostExcerptBytes = 32 << 20;

// About what the indexes will take: each block, and a chunk for each layer, of which the lowest mostly leave out the
// most blocks. Each index counts for itself while it is read.
std::uint64_t expected_memory(Codestream const& stream, std::size_t tiles) {
  auto const& style = stream.styles.front();
  auto const blocks = (std::min(stream.first_tile.width, stream.image.width) >> style.block_width_log2) *
                      (std::min(stream.first_tile.height, stream.image.height) >> style.block_height_log2);
  auto const each = sizeof(CodeBlock) + static_cast<std::uint64_t>(std::min(stream.layers, 4)) * sizeof(Chunk);
  return tiles * static_cast<std::uint64_t>(blocks) * stream.components.size() * each;
}

// Whether the reason will be the same next time.
bool is_lasting(Error const& error) {
  return error.kind == ErrorKind::corrupt_source || error.kind == ErrorKind::not_implemented ||
         error.kind == ErrorKind::too_large;
}

// The number is that of the form in which indexes are written.
std::string kept_name(storage::Source const& source, std::size_t tile) {
  return fmt::format("jp2-packets\n1\n{}\n{}", source.identity().tag, tile);
}

// The index of a tile that is quickly read is read again at the next start; and without an identity nothing tells one
// state of a source from the next.
bool is_worth_keeping(storage::Source const& source, Codestream const& stream, std::size_t tile) {
  constexpr std::uint64_t kLeastBytes = 256 << 10;
  return stream.tiles[tile].bytes >= kLeastBytes && !source.identity().tag.empty();
}

Result<PacketIndex> find_or_read(storage::Source const& source, Codestream const& stream, std::size_t tile,
                                 storage::IndexStore* kept) {
  if (kept == nullptr || !is_worth_keeping(source, stream, tile))
    return read_packet_index(source, stream, tile, PacketIndexCache::kMostOfOneStream);
  auto const name = kept_name(source, tile);
  if (auto const bytes = kept->load(name)) {
    auto index = parse_packet_index(*bytes, stream, tile, PacketIndexCache::kMostOfOneStream);
    if (index) return std::move(*index);
  }
  auto index = read_packet_index(source, stream, tile, PacketIndexCache::kMostOfOneStream);
  if (index) kept->save(name, write_packet_index(*index));
  return index;
}

}  // namespace

PacketIndexes::PacketIndexes(std::shared_ptr<PacketIndexCache> cache)
    : cache_(cache ? std::move(cache) : std::make_shared<PacketIndexCache>(PacketIndexCache::kMostOfOneStream)),
      owner_(cache_->make_owner()) {}

std::optional<PacketIndexes::Found> PacketIndexes::find(storage::Source const& source, Codestream const& stream,
                                                        std::vector<std::size_t> const& tiles) {
  if (expected_memory(stream, tiles.size()) > PacketIndexCache::kMostOfOneStream) return std::nullopt;
  Found found;
  for (auto const tile : tiles) {
    if (!stream.tiles[tile].is_complete) return std::nullopt;
    auto index = find_one(source, stream, tile);
    if (!index) return std::nullopt;
    found.push_back(std::move(index));
  }
  return found;
}

std::shared_ptr<PacketIndex const> PacketIndexes::find_one(storage::Source const& source, Codestream const& stream,
                                                           std::size_t tile) {
  if (auto known = cache_->find(owner_, tile)) return known;
  std::lock_guard const lock(reading_);
  if (auto known = cache_->find(owner_, tile); known || refused_.contains(tile)) return known;
  auto read = find_or_read(source, stream, tile, cache_->kept());
  if (!read) {
    if (is_lasting(read.error())) refused_.insert(tile);
    return nullptr;
  }
  auto index = std::make_shared<PacketIndex const>(std::move(*read));
  cache_->insert(owner_, tile, index);
  return index;
}

AreaDecoder::AreaDecoder(storage::Source const& source, Codestream const& stream,
                         std::shared_ptr<PacketIndexCache> cache)
    : source_(source), stream_(stream), has_plain_packets_(has_plain_packets(stream)), indexes_(std::move(cache)) {}

std::uint64_t AreaDecoder::memory() const {
  if (!has_plain_packets_) return 0;
  return std::min(kMostExcerptBytes, stream_.length) +
         std::min(PacketIndexCache::kMostOfOneStream, expected_memory(stream_, stream_.tiles.size()));
}

std::optional<Excerpt> AreaDecoder::cut_out(int reduction, PixelRect area, Cut& cut) const {
  auto const origin = component_extent(stream_.image, pixel_grid(stream_), reduction);
  auto const found = find_cut(stream_, reduction, {origin.x + area.x, origin.y + area.y, area.width, area.height});
  if (!found) return std::nullopt;
  cut = *found;
  auto const indexes = indexes_.find(source_, stream_, cut.tiles);
  if (!indexes) return std::nullopt;
  auto excerpt = make_excerpt(source_, stream_, reduction, cut, *indexes, kMostExcerptBytes);
  return excerpt ? std::optional(std::move(*excerpt)) : std::nullopt;
}

Result<Planes> AreaDecoder::decode(int reduction, PixelRect area) const {
  Cut cut;
  if (has_plain_packets_) {
    if (auto excerpt = cut_out(reduction, area, cut)) {
      auto const bytes = storage::make_memory_source(source_.name(), std::move(excerpt->bytes));
      PixelRect const inside{cut.area.x - cut.image.x, cut.area.y - cut.image.y, area.width, area.height};
      if (auto planes = decode_area(*bytes, excerpt->stream, 0, inside)) return planes;
    }
  }
  return decode_area(source_, stream_, reduction, area);
}

}  // namespace triforium::codecs::jp2
