#include "image/assembly.h"

#include "codecs/coefficients/coefficients.h"
#include "codecs/coefficients/stitching.h"

namespace triforium::image {
namespace {

using codecs::StoredTile;

constexpr std::int64_t kMostPixels = 64'000'000;  // of the tiles: 128 to 384 MB of coefficients
constexpr std::int64_t kMostInRow = 32'000'000;   // of a row of tiles: 64 to 192 MB
constexpr std::int64_t kMostWaste = 8;            // pixels of tiles that are decoded for one that is wanted
constexpr std::int64_t kSmallTile = 1024 * 1024;
constexpr std::int64_t kBlock = 8;

// A level without tiles counts as one.
PixelSize tile_of(codecs::Level const& level) {
  return level.tile.area() > 0 ? level.tile : level.size;
}

struct Tiles {
  std::vector<Bytes> streams;
  std::vector<SharedBytes> tables;
  StoredTile::Colours colours = StoredTile::Colours::ycbcr;
};

// Where there is no whole tile at its place, nothing can be put together.
std::optional<StoredTile> jpeg_tile(AssemblyPlan const& plan, OpenImage const& image, std::int64_t column,
                                    std::int64_t row) {
  auto const tile = image.decoder->stored_tile(plan.level, plan.first_column + column, plan.first_row + row);
  if (!tile || !*tile || (*tile)->coding != StoredTile::Coding::jpeg || (*tile)->size != plan.tile) return std::nullopt;
  return *tile;
}

codecs::Accompaniment accompaniment_of(AssemblyPlan const& plan, OpenImage const& image) {
  auto with = image.stored_tiles->accompaniment();
  if (plan.is_gray) with.icc = nullptr;  // it is one for colours
  return with;
}

std::optional<Tiles> blocking_read(AssemblyPlan const& plan, OpenImage const& image) {
  Tiles tiles;
  for (std::int64_t i = 0; i < plan.rows * plan.columns; ++i) {
    auto const tile = jpeg_tile(plan, image, i % plan.columns, i / plan.columns);
    if (!tile) return std::nullopt;
    auto stream = storage::read_exactly(*image.source, tile->offset, tile->length);
    if (!stream) return std::nullopt;
    tiles.streams.push_back(std::move(*stream));
    tiles.tables.push_back(tile->tables);
    tiles.colours = tile->colours;
  }
  return tiles;
}

// Whatever the size.
std::optional<AssemblyPlan> plan_blocks(Plan const& plan, OpenImage const& image) {
  auto const exact = exact_turn(plan.is_mirrored, plan.degrees.to_double());
  bool const keeps_samples = image.stored_tiles != nullptr && plan.is_identity_scale && exact.is_exact;
  bool const is_kept_quality = plan.quality == Quality::standard || plan.quality == Quality::gray;
  if (!keeps_samples || !is_kept_quality || plan.format != Format::jpg) return std::nullopt;
  if (plan.read.x % kBlock != 0 || plan.read.y % kBlock != 0) return std::nullopt;

  auto const tile = tile_of(image.shape.levels[plan.level]);
  AssemblyPlan assembly;
  assembly.level = plan.level;
  assembly.tile = tile;
  assembly.first_column = plan.read.x / tile.width;
  assembly.first_row = plan.read.y / tile.height;
  assembly.columns = ceil_div(plan.read.right(), tile.width) - assembly.first_column;
  assembly.rows = ceil_div(plan.read.bottom(), tile.height) - assembly.first_row;
  assembly.crop = plan.read;
  assembly.crop.x -= assembly.first_column * tile.width;
  assembly.crop.y -= assembly.first_row * tile.height;
  assembly.turn = compose(turn_of_exif(static_cast<int>(plan.orientation)), exact.turn);
  assembly.is_gray = plan.quality == Quality::gray;
  // Gray in another colour space than that of the answer is not its luma.
  if (assembly.is_gray && !image.to_srgb->is_identity()) return std::nullopt;
  return assembly;
}

}  // namespace

std::uint64_t AssemblyPlan::stream_memory() const {
  return static_cast<std::uint64_t>(columns * tile.area()) * 7 + (1U << 20);
}

std::uint64_t AssemblyPlan::memory() const {
  // Three components of 16-bit coefficients, for the tiles and for the answer; and about a byte a pixel of streams.
  return pixels() * 7 + static_cast<std::uint64_t>(crop.size().area()) * 7;
}

std::optional<AssemblyPlan> plan_assembly(Plan const& plan, OpenImage const& image) {
  auto const assembly = plan_blocks(plan, image);
  if (!assembly) return std::nullopt;
  // An edge tile may be narrow; but a corner of a picture that is stored whole is cheaper decoded as far as it goes.
  auto const pixels = assembly->columns * assembly->rows * assembly->tile.area();
  bool const is_wasteful = pixels > kMostWaste * plan.read.size().area() && assembly->tile.area() > kSmallTile;
  if (pixels > kMostPixels || is_wasteful) return std::nullopt;
  return assembly;
}

std::optional<AssemblyPlan> plan_stitching(Plan const& plan, OpenImage const& image) {
  auto const assembly = plan_blocks(plan, image);
  if (!assembly || !assembly->turn.is_identity() || assembly->rows == 1) return std::nullopt;
  if (assembly->columns * assembly->tile.area() > kMostInRow) return std::nullopt;
  return assembly;
}

std::optional<Bytes> blocking_assemble(AssemblyPlan const& plan, OpenImage const& image) {
  auto const tiles = blocking_read(plan, image);
  if (!tiles) return std::nullopt;
  codecs::Assembly assembly;
  for (std::size_t i = 0; i < tiles->streams.size(); ++i)
    assembly.tiles.push_back({view_of(tiles->tables[i]), tiles->streams[i]});
  assembly.columns = plan.columns;
  assembly.tile = plan.tile;
  assembly.colours = tiles->colours;
  assembly.crop = plan.crop;
  assembly.turn = plan.turn;
  assembly.is_gray = plan.is_gray;
  auto made = codecs::assemble(assembly, accompaniment_of(plan, image), plan.memory());
  if (!made || !*made) return std::nullopt;
  return std::move(**made);
}

Result<bool> blocking_stitch(AssemblyPlan const& plan, OpenImage const& image, Patience const& patience,
                             codecs::ByteSink& out) {
  auto const first = jpeg_tile(plan, image, 0, 0);
  if (!first) return false;
  codecs::Stitching const stitching{plan.columns, plan.rows, plan.tile, first->colours, plan.crop, plan.is_gray};
  auto const read_tile = [&](std::int64_t column, std::int64_t row, std::uint64_t most) -> Result<codecs::TileStream> {
    TRIFORIUM_CHECK(patience.check());
    auto const tile = jpeg_tile(plan, image, column, row);
    if (!tile || tile->colours != first->colours) return codecs::TileStream{};
    TRIFORIUM_TRY(auto bytes, storage::read_exactly(*image.source, tile->offset, std::min(tile->length, most)));
    return codecs::TileStream{tile->tables, std::move(bytes)};
  };
  return codecs::stitch(stitching, read_tile, accompaniment_of(plan, image), out);
}

}  // namespace triforium::image
