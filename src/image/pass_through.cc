#include "image/pass_through.h"

#include <chrono>

#include "codecs/jpeg/jpeg_head.h"
#include "codecs/webp/webp_container.h"

namespace triforium::image {
namespace {

using codecs::StoredTile;

constexpr std::int64_t kMostRemembered = 65'536;  // tiles of a level: 512 KB
constexpr std::uint32_t kStaysWarm = 10;          // seconds that pages which were just used stay in memory, at least

std::uint32_t seconds_now() {
  auto const now = std::chrono::steady_clock::now().time_since_epoch();
  return static_cast<std::uint32_t>(std::chrono::duration_cast<std::chrono::seconds>(now).count()) | 1;
}

bool asks_for_pixels_as_stored(Plan const& plan) {
  return plan.is_identity_scale && plan.orientation == codecs::Orientation::upright && !plan.is_mirrored &&
         compare(plan.degrees, 0) == 0 && plan.quality == Quality::standard;
}

StoredTile::Coding coding_of(Format format) {
  return format == Format::webp ? StoredTile::Coding::webp : StoredTile::Coding::jpeg;
}

std::int64_t tiles_along(std::int64_t level, std::int64_t tile) {
  return (level + tile - 1) / tile;
}

}  // namespace

StoredTiles::StoredTiles(std::shared_ptr<storage::Source const> source, std::shared_ptr<codecs::Decoder const> decoder,
                         codecs::Accompaniment accompaniment)
    : source_(std::move(source)),
      decoder_(std::move(decoder)),
      accompaniment_(std::move(accompaniment)),
      levels_(decoder_->header().levels.size()) {
  for (std::size_t i = 0; i < levels_.size(); ++i) {
    auto const size = decoder_->header().levels[i].size;
    auto const count = tiles_along(size.width, tile_of(i).width) * tiles_along(size.height, tile_of(i).height);
    if (count <= kMostRemembered) levels_[i].tiles = std::vector<TileState>(static_cast<std::size_t>(count));
  }
}

std::uint64_t StoredTiles::held_bytes() const {
  std::uint64_t tiles = 0;
  for (auto const& level : levels_)
    tiles += level.tiles.size();
  return tiles * sizeof(TileState);
}

// A level without tiles counts as one.
PixelSize StoredTiles::tile_of(std::size_t level) const {
  auto const& stored = decoder_->header().levels[level];
  return stored.tile.area() > 0 ? stored.tile : stored.size;
}

bool StoredTiles::covers(Plan const& plan) const {
  if (plan.format != Format::jpg && plan.format != Format::webp) return false;
  if (!asks_for_pixels_as_stored(plan)) return false;
  auto const tile = tile_of(plan.level);
  return plan.read.size() == tile && plan.read.x % tile.width == 0 && plan.read.y % tile.height == 0;
}

StoredTiles::Place StoredTiles::place_of(Plan const& plan) const {
  auto const tile = tile_of(plan.level);
  auto const column = plan.read.x / tile.width, row = plan.read.y / tile.height;
  auto const columns = tiles_along(decoder_->header().levels[plan.level].size.width, tile.width);
  return {plan.level, column, row, static_cast<std::size_t>(row * columns + column)};
}

std::optional<StoredTile> StoredTiles::tile_at(Place const& place) const {
  auto const tile = decoder_->stored_tile(place.level, place.column, place.row);
  return tile ? *tile : std::nullopt;
}

std::optional<Passage> StoredTiles::find(Plan const& plan) const {
  auto const place = place_of(plan);
  auto const& tiles = levels_[place.level].tiles;
  if (place.index >= tiles.size()) return std::nullopt;
  auto const look = tiles[place.index].look.load(std::memory_order_relaxed);
  if (look == kUnknown || look == kUnfit) return std::nullopt;
  auto const tile = tile_at(place);
  if (!tile || tile->coding != coding_of(plan.format)) return std::nullopt;
  auto passage = passage_of(place, *tile, look);
  auto const warm_at = tiles[place.index].warm_at.load(std::memory_order_relaxed);
  if (passage) passage->is_warm = warm_at != 0 && seconds_now() - warm_at < kStaysWarm;
  return passage;
}

void StoredTiles::mark_warm(Plan const& plan) const {
  auto const place = place_of(plan);
  auto& tiles = levels_[place.level].tiles;
  if (place.index < tiles.size()) tiles[place.index].warm_at.store(seconds_now(), std::memory_order_relaxed);
}

std::optional<Passage> StoredTiles::blocking_find(Plan const& plan) const {
  auto const place = place_of(plan);
  auto const tile = tile_at(place);
  if (!tile || tile->coding != coding_of(plan.format) || tile->size != plan.read.size()) return std::nullopt;
  auto const look =
      tile->coding == StoredTile::Coding::jpeg ? blocking_look_at_jpeg(*tile) : blocking_look_at_webp(*tile);
  auto& tiles = levels_[place.level].tiles;
  if (place.index < tiles.size()) tiles[place.index].look.store(look, std::memory_order_relaxed);
  return look == kUnfit ? std::nullopt : passage_of(place, *tile, look);
}

// Where the stream's own markers would contradict ours, or not every browser reads it, the tile is decoded.
StoredTiles::Look StoredTiles::blocking_look_at_jpeg(StoredTile const& tile) const {
  auto const head = codecs::jpeg::read_head(*source_, tile.offset, tile.length);
  if (!head || !head->is_common || head->has_late_markers || head->size != tile.size) return kUnfit;
  auto const is_gray = tile.colours == StoredTile::Colours::gray;
  if (head->components != (is_gray ? 1 : 3)) return kUnfit;
  // Subsampled RGB does not exist: that is YCbCr under a wrong name.
  if (tile.colours == StoredTile::Colours::rgb && head->is_subsampled) return kUnfit;
  return head->body < kUnfit ? static_cast<Look>(head->body) : kUnfit;
}

StoredTiles::Look StoredTiles::blocking_look_at_webp(StoredTile const& tile) const {
  auto const head = codecs::read_webp_head(*source_, tile.offset, tile.length);
  if (!head || head->size != tile.size || (has_metadata() && !head->is_simple)) return kUnfit;
  // Where the file says that nothing is transparent, the picture's alpha does not count.
  if (head->has_alpha && !tile.has_alpha) return kUnfit;
  auto const trailing = tile.length - head->length;
  return trailing + 1 < kUnfit ? static_cast<Look>(trailing + 1) : kUnfit;
}

std::optional<Passage> StoredTiles::passage_of(Place const& place, StoredTile const& tile, Look look) const {
  if (tile.coding == StoredTile::Coding::jpeg) {
    auto head = jpeg_head_of(place.level, tile);
    if (!head) return std::nullopt;
    return Passage{std::move(head), tile.offset + look, tile.length - look, nullptr};
  }
  auto const length = tile.length - (look - 1);
  if (!has_metadata()) return Passage{nullptr, tile.offset, length, nullptr};
  auto wrapping = codecs::wrap_webp({length, tile.size, tile.has_alpha, true}, accompaniment_);
  return Passage{share(std::move(wrapping.head)), tile.offset + codecs::kWebpChunk, length - codecs::kWebpChunk,
                 share(std::move(wrapping.tail))};
}

// One for all tiles of a level: they share tables, colours and metadata.
SharedBytes StoredTiles::jpeg_head_of(std::size_t level, StoredTile const& tile) const {
  auto const& state = levels_[level];
  std::call_once(state.is_headed, [&] {
    auto head = codecs::jpeg::make_head(tile.colours, view_of(tile.tables), accompaniment_);
    if (head) state.head = share(std::move(*head));
  });
  return state.head;
}

}  // namespace triforium::image
