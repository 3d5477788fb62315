#include "derive/stored_tiles.h"
#include "derive/tile_decoder.h"

namespace triforium::derive {
namespace {

using codecs::StoredTile;

Failure unsuitable(char const* what) {
  return fail(ErrorKind::not_implemented, "The source's tiles cannot be taken over.", what);
}

class TakenTiles final : public StoredTiles {
 public:
  TakenTiles(codecs::Decoder const& decoder, storage::Source const& source, std::int64_t side, PlaneLayout layout,
             StoredTile const& first)
      : StoredTiles(side, layout, first.tables), decoder_(decoder), source_(source), first_(first) {}

  Result<Bytes> stream(std::int64_t column, std::int64_t row) const override {
    TRIFORIUM_TRY(auto const tile, decoder_.stored_tile(0, column, row));
    if (!tile || tile->coding != first_.coding || tile->colours != first_.colours || tile->tables != first_.tables)
      return unsuitable("a tile that is not stored as the first");
    return read(source_, *tile);
  }

  static Result<Bytes> read(storage::Source const& source, StoredTile const& tile) {
    // No sensible stream is larger than the pixels that it holds.
    auto const most = static_cast<std::uint64_t>(4 * tile.size.area() + 65536);
    if (tile.length > most) return unsuitable("a tile of too many bytes");
    return storage::read_exactly(source, tile.offset, static_cast<std::size_t>(tile.length));
  }

 private:
  codecs::Decoder const& decoder_;
  storage::Source const& source_;
  StoredTile first_;
};

bool is_suitable(std::optional<StoredTile> const& tile, PixelSize grid) {
  return tile && tile->coding == StoredTile::Coding::jpeg && tile->colours != StoredTile::Colours::rgb &&
         tile->size == grid;
}

}  // namespace

Result<std::unique_ptr<StoredTiles>> take_tiles(codecs::Decoder const& decoder, storage::Source const& source) {
  auto const grid = decoder.header().levels.front().tile;
  if (grid.width != grid.height || !is_tile_side(grid.width)) return nullptr;
  TRIFORIUM_TRY(auto const first, decoder.stored_tile(0, 0, 0));
  if (!is_suitable(first, grid)) return nullptr;
  auto const stream = TakenTiles::read(source, *first);
  if (!stream) return nullptr;
  auto const tables = view_of(first->tables);
  auto const layout = TileDecoder(Bytes(tables.begin(), tables.end())).layout_of(*stream, grid.width);
  if (!layout) return nullptr;
  auto const is_gray = decoder.header().pixels.model == ColourModel::gray;
  if (is_gray != (layout->planes == 1)) return nullptr;
  return std::make_unique<TakenTiles>(decoder, source, grid.width, *layout, *first);
}

}  // namespace triforium::derive
