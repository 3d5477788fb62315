#include "image/tile_rows.h"

#include <fmt/compile.h>
#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace triforium::image {
namespace {

using codecs::StoredTile;

// What a decoder may hold besides the planes: the coefficients of progressive tiles.
constexpr std::uint64_t kMostDecoderMemory = 128ULL << 20;

PixelSize reduced(PixelSize size, int by) {
  return {(size.width + by - 1) / by, (size.height + by - 1) / by};
}

bool is_decodable(StoredTile const& tile) {
  return tile.coding == StoredTile::Coding::jpeg && tile.colours != StoredTile::Colours::rgb;
}

std::optional<StoredTile> stored_tile(OpenImage const& image, std::size_t level, std::int64_t column,
                                      std::int64_t row) {
  auto const tile = image.decoder->stored_tile(level, column, row);
  return tile && *tile && is_decodable(**tile) ? *tile : std::nullopt;
}

// Samples of a tile that the level has.
Range samples_of(std::int64_t column, std::int64_t tile, std::int64_t level, int sampling) {
  return {column * tile / sampling, (std::min((column + 1) * tile, level) + sampling - 1) / sampling};
}

}  // namespace

std::optional<TileGrid> find_tile_grid(OpenImage const& image, std::size_t level) {
  auto const& stored = image.shape.levels[level];
  auto const tile = stored_tile(image, level, 0, 0);
  if (!stored.is_stored || !tile || tile->size.is_empty()) return std::nullopt;
  return TileGrid{level, stored.size, tile->size};
}

std::optional<TileGrid> find_reduced_grid(OpenImage const& image, int reduction) {
  auto const tile = stored_tile(image, 0, 0, 0);
  auto const whole = image.shape.levels[0].size;
  if (!tile || tile->size != whole) return std::nullopt;
  return TileGrid{0, reduced(whole, reduction), reduced(whole, reduction), reduction};
}

bool is_worth_keeping(PixelSize tile, DecodedTiles const& tiles) {
  // As most are, at 4:2:0.
  return static_cast<std::uint64_t>(tile.area()) * 3 / 2 <= tiles.largest();
}

std::string tile_key(OpenImage const& image, TileGrid const& grid, std::int64_t column, std::int64_t row) {
  return fmt::format(FMT_COMPILE("{}\n{}/{}/{}/{}{}"), image.state, grid.level, grid.reduction, column, row,
                     grid.is_gray ? "g" : "");
}

Result<std::optional<TileRows::Kind>> TileRows::blocking_look_at(std::int64_t x, std::int64_t y) {
  first_column_ = x / grid_.tile.width;
  first_row_ = y / grid_.tile.height;
  TRIFORIUM_TRY(first_, blocking_decode(first_column_, first_row_));
  if (!first_) return std::nullopt;
  kind_ = {first_->planes.is_gray(), first_->planes.sampling};
  return kind_;
}

Result<bool> TileRows::blocking_need(Range columns, Range pixels, std::function<Result<void>()> const& check) {
  columns_ = grid_.columns_of(columns);
  auto const wanted = grid_.rows_of(pixels);
  std::erase_if(rows_, [&](Row const& row) { return row.number < wanted.first; });
  for (auto row = rows_.empty() ? wanted.first : rows_.back().number + 1; row < wanted.end; ++row) {
    TRIFORIUM_TRY(bool const is_loaded, blocking_load(row, check));
    if (!is_loaded) return false;
  }
  return true;
}

Result<bool> TileRows::blocking_load(std::int64_t row, std::function<Result<void>()> const& check) {
  Row loaded{row, {}};
  for (auto column = columns_.first; column < columns_.end; ++column) {
    TRIFORIUM_CHECK(check());
    TRIFORIUM_TRY(auto tile, blocking_tile(column, row));
    if (!tile || !fits(tile->planes)) return false;
    loaded.tiles.push_back(std::move(tile));
  }
  rows_.push_back(std::move(loaded));
  return true;
}

// All of one kind; and where tiles meet, no sample of chroma is shared.
bool TileRows::fits(Planes const& planes) const {
  auto const sampling = kind_.sampling;
  return planes.is_gray() == kind_.is_gray && planes.sampling == sampling &&
         (grid_.tile.width >= grid_.size.width || grid_.tile.width % sampling.across == 0) &&
         (grid_.tile.height >= grid_.size.height || grid_.tile.height % sampling.down == 0);
}

Result<SharedTile> TileRows::blocking_tile(std::int64_t column, std::int64_t row) {
  if (first_ && column == first_column_ && row == first_row_) return std::exchange(first_, nullptr);
  return blocking_decode(column, row);
}

// A tile that is worth keeping is decoded as a whole; of another, only the rows that are wanted.
Result<SharedTile> TileRows::blocking_decode(std::int64_t column, std::int64_t row) const {
  auto const stored = stored_tile(image_, grid_.level, column, row);
  if (!stored) return SharedTile();
  auto const size = reduced(stored->size, grid_.reduction);
  auto const top = row * grid_.tile.height;
  codecs::jpeg::PlanesPart part{grid_.reduction, 0, size.height, grid_.is_gray};
  auto const decode = [&]() -> Result<std::optional<codecs::jpeg::DecodedPart>> {
    auto decoded = codecs::jpeg::decode_planes(*image_.source, *stored, part, kMostDecoderMemory);
    // The long way may take more.
    if (!decoded && decoded.error().kind == ErrorKind::too_large) return std::nullopt;
    return decoded;
  };
  if (is_worth_keeping(size, tiles_)) {
    return tiles_.blocking_get(tile_key(image_, grid_, column, row), decode);
  }
  part.first_row = std::clamp<std::int64_t>(pixels_.first - top, 0, size.height - 1);
  part.end_row = std::clamp<std::int64_t>(pixels_.end - top, part.first_row + 1, size.height);
  TRIFORIUM_TRY(auto decoded, decode());
  if (!decoded) return SharedTile();
  return std::make_shared<codecs::jpeg::DecodedPart const>(std::move(*decoded));
}

PlaneRows TileRows::rows_of(Plane Planes::*plane, Range rows) const {
  auto const sampling = plane == &Planes::y ? Sampling{} : kind_.sampling;
  auto const height = grid_.tile.height / sampling.down;
  PlaneRows found{rows.first, {}};
  found.columns.resize(static_cast<std::size_t>(columns_.count()));
  for (std::size_t i = 0; i < found.columns.size(); ++i) {
    auto& column = found.columns[i];
    column.samples =
        samples_of(columns_.first + static_cast<std::int64_t>(i), grid_.tile.width, grid_.size.width, sampling.across);
    column.rows.reserve(static_cast<std::size_t>(rows.count()));
    for (auto y = rows.first; y < rows.end; ++y) {
      // A tile of an odd height, which has none below it, has one row of chroma more than half.
      auto const number = std::min(y / height, rows_.back().number);
      auto const& tile = *rows_[static_cast<std::size_t>(number - rows_.front().number)].tiles[i];
      auto const top = number * height + tile.first_row / sampling.down;
      column.rows.push_back((tile.planes.*plane).view().row(y - top));
    }
  }
  return found;
}

}  // namespace triforium::image
