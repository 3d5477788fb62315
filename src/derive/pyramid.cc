#include "derive/pyramid.h"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <optional>
#include <utility>
#include <vector>

#include "derive/crew.h"
#include "derive/plane_source.h"
#include "derive/plane_strip.h"
#include "derive/pyramid_file.h"
#include "derive/pyramid_levels.h"
#include "derive/stored_tiles.h"
#include "derive/tile_coder.h"
#include "derive/tile_decoder.h"
#include "pixels/quality.h"

namespace triforium::derive {
namespace {

using Clock = std::chrono::steady_clock;

constexpr unsigned kMostThreads = 256;

Result<void> check(codecs::Header const& header, PyramidSettings const& settings) {
  if (!can_build_pyramid(header))
    return fail(ErrorKind::not_implemented, "No pyramid is built of an image with transparency.");
  auto const& encode = settings.encode;
  auto const tile = settings.tile;
  auto const threads = settings.threads;
  if (!is_tile_side(tile) || encode.jpeg_quality < 1 || encode.jpeg_quality > 100 || threads < 1 ||
      threads > kMostThreads) {
    return fail(ErrorKind::internal, "No pyramid can be built with these settings.",
                fmt::format("tile {}, quality {}, {} threads", tile, encode.jpeg_quality, threads));
  }
  return {};
}

bool keeps_colour(codecs::Header const& header, PyramidSettings const& settings) {
  auto const model = header.pixels.model;
  return settings.colour == ColourTarget::keep && (model == ColourModel::gray || model == ColourModel::rgb);
}

// As the encoder of JPEG has it: 4:4:4 for sharp edges of colour, 4:2:0 where the quality is low enough to hide it.
PlaneLayout layout_of(codecs::Header const& header, codecs::EncodeSettings const& encode) {
  if (header.pixels.model == ColourModel::gray) return {1, 0, 0};
  switch (encode.subsampling) {
    case codecs::Subsampling::s444:
      return {3, 0, 0};
    case codecs::Subsampling::s422:
      return {3, 1, 0};
    case codecs::Subsampling::s420:
      return {3, 1, 1};
    case codecs::Subsampling::automatic:
      break;
  }
  return encode.jpeg_quality < 90 ? PlaneLayout{3, 1, 1} : PlaneLayout{3, 0, 0};
}

Result<std::unique_ptr<PlaneSource>> open_source(codecs::Decoder const& source, PyramidSettings const& settings,
                                                 PlaneLayout layout) {
  auto const& header = source.header();
  TRIFORIUM_TRY(auto rows, source.read(0, PixelRect::whole(header.size)));
  if (!keeps_colour(header, settings)) rows = make_srgb(std::move(rows), view_of(header.icc), settings.conversion);
  return make_plane_source(make_8_bit(std::move(rows)), layout);
}

PyramidDescription describe(codecs::Header const& header, PyramidSettings const& settings, PlaneLayout layout) {
  PyramidDescription description;
  description.layout = layout;
  description.orientation = header.orientation;
  if (keeps_colour(header, settings)) description.icc = header.icc;
  description.xmp = header.metadata.xmp;
  description.iptc = header.metadata.iptc;
  return description;
}

std::uint64_t memory_of(std::vector<LevelGrid> const& levels, PlaneLayout layout, PyramidSettings const& settings) {
  auto memory = settings.threads * TileCoder::memory(levels.front().tile, layout);
  for (auto const& grid : levels) {
    auto const strip = PlaneStrip::memory(grid, layout);
    // A coded tile takes less room than its samples, except at the highest qualities of noise.
    memory += (grid.rows() > 1 ? 2 : 1) * strip + strip;
  }
  return memory;
}

// If the source's coefficients can be taken over, as far as can be told without looking; the sampling is not known
// then.
std::uint64_t memory_of_stored(codecs::Decoder const& source, PyramidSettings const& settings) {
  auto const& header = source.header();
  auto const tile = source.stored_tile(0, 0, 0);
  if (!tile || !*tile || (*tile)->coding != codecs::StoredTile::Coding::jpeg) return 0;
  auto const is_whole = (*tile)->size == header.size;
  // 16 bits each.
  auto const coefficients = static_cast<std::uint64_t>(header.size.area() * header.pixels.channels() * 2);
  auto const side = !is_whole && is_tile_side((*tile)->size.width) ? (*tile)->size.width : settings.tile;
  return (is_whole ? std::min(coefficients, settings.max_coefficients) : 0) +
         memory_of(pyramid_levels(header.size, side), {header.pixels.channels(), 0, 0}, settings);
}

// A row of tiles of some level.
struct TileRow {
  std::size_t level;
  std::int64_t row;
};

// What the largest level is made of: pixels, or tiles that stay as they are.
struct Origin {
  std::unique_ptr<PlaneSource> pixels;
  std::unique_ptr<StoredTiles> tiles;  // null: coded from `pixels`
};

// One pyramid in the making. The source's rows fill one strip while the tiles of the strip before are coded and halved;
// a row of tiles that has become complete in a larger level is coded with the next strip. So every level has two
// strips: one that fills, and one that is coded.
class Build {
 public:
  Build(std::vector<LevelGrid> grids, Origin origin, PyramidFile file, std::stop_token stop,
        std::function<void(double)> const& progress)
      : grids_(std::move(grids)),
        origin_(std::move(origin)),
        file_(std::move(file)),
        stop_(std::move(stop)),
        progress_(progress) {}

  Result<void> prepare(PyramidSettings const& settings, PlaneLayout layout) {
    for (auto const& grid : grids_) {
      auto& strips = strips_.emplace_back();
      for (auto& strip : strips) {
        TRIFORIUM_TRY(strip, PlaneStrip::create(grid, layout));
        if (grid.rows() == 1) break;
      }
    }
    for (unsigned i = 0; i < settings.threads; ++i) {
      coders_.emplace_back(grids_.front().tile, layout, settings.encode.jpeg_quality);
      if (!origin_.tiles) continue;
      auto const tables = view_of(origin_.tiles->tables());
      decoders_.emplace_back(Bytes(tables.begin(), tables.end()));
    }
    crew_.emplace(settings.threads - 1);
    return {};
  }

  Result<void> run() {
    auto const rows = grids_.front().rows();
    std::vector<TileRow> batch;
    TRIFORIUM_CHECK(fill(0));
    for (std::int64_t row = 0; row < rows || !batch.empty(); ++row) {
      if (row < rows) batch.push_back({0, row});
      begin(batch);
      if (row + 1 < rows) TRIFORIUM_CHECK(fill(row + 1));
      crew_->finish();
      TRIFORIUM_CHECK(write(batch));
      batch = completed_by(batch);
    }
    return {};
  }

  Result<std::uint64_t> finish(PyramidDescription description) {
    TRIFORIUM_TRY(auto tables, coders_.front().tables());
    description.tables = share(std::move(tables));
    description.whole_tables = origin_.tiles ? origin_.tiles->tables() : description.tables;
    return file_.finish(description);
  }

  std::chrono::duration<double> helpers_time() { return crew_->processor_time(); }

 private:
  PlaneStrip& strip_of(TileRow at) { return strips_[at.level][static_cast<std::size_t>(at.row % 2)]; }

  Result<void> fill(std::int64_t row) {
    auto const& grid = grids_.front();
    auto const height = grid.height_of(row);
    auto& strip = strip_of({0, row});
    for (std::int64_t y = 0; y < height && origin_.pixels; y += PlaneSource::kRowsAtOnce) {
      TRIFORIUM_CHECK(check_stop());
      TRIFORIUM_CHECK(origin_.pixels->read(strip, y, std::min(PlaneSource::kRowsAtOnce, height - y)));
    }
    if (progress_) progress_(static_cast<double>(row + 1) / static_cast<double>(grid.rows() + 1));
    return {};
  }

  Result<void> check_stop() const {
    if (stop_.stop_requested()) return fail(ErrorKind::cancelled, "The pyramid is not wanted any more.");
    return {};
  }

  void begin(std::vector<TileRow> const& batch) {
    pieces_.clear();
    for (auto const at : batch) {
      for (std::int64_t column = 0; column < grids_[at.level].columns(); ++column)
        pieces_.push_back({at, column});
    }
    streams_.assign(pieces_.size(), Bytes());
    crew_->begin(pieces_.size(), [this](std::size_t worker, std::size_t index) {
      streams_[index] = make_tile(worker, pieces_[index]);
    });
  }

  struct Piece {
    TileRow at;
    std::int64_t column;
  };

  Result<Bytes> make_tile(std::size_t worker, Piece const& piece) noexcept {
    try {
      auto const& grid = grids_[piece.at.level];
      auto& strip = strip_of(piece.at);
      TileInStrip const tile{piece.column, grid.tile, {grid.width_of(piece.column), grid.height_of(piece.at.row)}};
      auto const is_stored = piece.at.level == 0 && origin_.tiles;
      Bytes stream;
      if (is_stored) {
        TRIFORIUM_TRY(stream, origin_.tiles->stream(piece.column, piece.at.row));
        TRIFORIUM_CHECK(decoders_[worker].decode(stream, strip, piece.column, grid.tile));
      }
      pad_tile(strip, tile);
      if (piece.at.level + 1 < grids_.size())
        halve_tile(strip, tile, piece.at.row, strip_of({piece.at.level + 1, piece.at.row / 2}));
      if (is_stored) return stream;
      return coders_[worker].encode(strip, piece.column);
    } catch (std::exception const& e) {
      return fail(ErrorKind::busy, "The server has no memory left for this pyramid.", e.what());
    }
  }

  Result<void> write(std::vector<TileRow> const& batch) {
    TRIFORIUM_CHECK(check_stop());
    std::size_t index = 0;
    for (auto const at : batch) {
      for (std::int64_t column = 0; column < grids_[at.level].columns(); ++column) {
        TRIFORIUM_TRY(auto const stream, std::move(streams_[index++]));
        TRIFORIUM_CHECK(file_.add_tile(at.level, stream));
      }
    }
    return {};
  }

  // The rows of tiles in the next levels that lack nothing any more.
  std::vector<TileRow> completed_by(std::vector<TileRow> const& batch) const {
    std::vector<TileRow> completed;
    for (auto const [level, row] : batch) {
      auto const is_last = row + 1 == grids_[level].rows();
      if (level + 1 < grids_.size() && (row % 2 == 1 || is_last)) completed.push_back({level + 1, row / 2});
    }
    return completed;
  }

  std::vector<LevelGrid> grids_;
  Origin origin_;
  PyramidFile file_;
  std::stop_token stop_;
  std::function<void(double)> const& progress_;
  std::vector<std::array<PlaneStrip, 2>> strips_;  // of each level; row n of tiles is in strip n % 2
  std::vector<TileCoder> coders_;                  // of each worker
  std::vector<TileDecoder> decoders_;              // the same, where tiles are stored
  std::vector<Piece> pieces_;
  std::vector<Result<Bytes>> streams_;  // of each piece
  std::optional<Crew> crew_;            // last, so that its threads end before what they use
};

}  // namespace

bool can_build_pyramid(codecs::Header const& header) {
  return !header.pixels.has_alpha;
}

std::uint64_t pyramid_memory(codecs::Header const& header, PyramidSettings const& settings) {
  // The rows that are converted: as read, in sRGB, in 8 bits.
  auto const rows = static_cast<std::uint64_t>(PlaneSource::kRowsAtOnce * header.size.width) *
                    static_cast<std::uint64_t>(3 * header.pixels.bytes_per_pixel() + 3);
  return rows + memory_of(pyramid_levels(header.size, settings.tile), layout_of(header, settings.encode), settings);
}

codecs::Decoder::Cost pyramid_cost(codecs::Decoder const& source, PyramidSettings const& settings) {
  auto const& header = source.header();
  auto cost = source.cost(0, PixelRect::whole(header.size));
  cost.memory = std::max(cost.memory + pyramid_memory(header, settings), memory_of_stored(source, settings));
  cost.pixels += static_cast<std::uint64_t>(header.size.area()) / 3 * 4;
  return cost;
}

std::uint64_t expected_pyramid_bytes(codecs::Header const& header, PyramidSettings const& settings) {
  // Of scans and photographs a pixel takes about so much at quality 85, and half as much again for every ten more.
  auto const bits = settings.encode.jpeg_quality <= 85 ? 2 : settings.encode.jpeg_quality <= 95 ? 4 : 8;
  return static_cast<std::uint64_t>(header.size.area()) / 3 * 4 / 8 * static_cast<std::uint64_t>(bits) + (1U << 20);
}

namespace {

struct Stopwatch {
  Clock::time_point began = Clock::now();
  std::chrono::duration<double> used = processor_time_of_this_thread();
};

Result<Origin> open_pixels(codecs::Decoder const& source, PyramidSettings const& settings) {
  auto const layout = layout_of(source.header(), settings.encode);
  TRIFORIUM_TRY(auto pixels, open_source(source, settings, layout));
  return Origin{std::move(pixels), nullptr};
}

Result<PyramidReport> build(codecs::Decoder const& source, Origin origin, PyramidSettings const& settings,
                            std::filesystem::path const& to, std::stop_token stop,
                            std::function<void(double)> const& progress, Stopwatch const& watch) {
  auto const& header = source.header();
  auto const is_lossless = origin.tiles != nullptr;
  auto const layout = is_lossless ? origin.tiles->layout() : layout_of(header, settings.encode);
  auto const levels = pyramid_levels(header.size, is_lossless ? origin.tiles->side() : settings.tile);
  if (memory_of(levels, layout, settings) > settings.max_memory) {
    return fail(ErrorKind::too_large, "The image is too wide for a pyramid.",
                fmt::format("{} pixels in tiles of {}", header.size.width, levels.front().tile));
  }
  TRIFORIUM_TRY(auto file, PyramidFile::create(to, levels));

  Build build(levels, std::move(origin), std::move(file), std::move(stop), progress);
  TRIFORIUM_CHECK(build.prepare(settings, layout));
  TRIFORIUM_CHECK(build.run());
  TRIFORIUM_TRY(auto const bytes, build.finish(describe(header, settings, layout)));
  if (progress) progress(1);
  return PyramidReport{header.size,
                       static_cast<int>(levels.size()),
                       bytes,
                       is_lossless,
                       processor_time_of_this_thread() - watch.used + build.helpers_time(),
                       Clock::now() - watch.began};
}

bool converts_colour(codecs::Header const& header, PyramidSettings const& settings) {
  return !keeps_colour(header, settings) &&
         !make_colour_transform(header.pixels, view_of(header.icc), settings.conversion)->is_identity();
}

Result<std::unique_ptr<StoredTiles>> open_tiles(codecs::Decoder const& source, storage::Source const& bytes,
                                                PyramidSettings const& settings) {
  if (converts_colour(source.header(), settings)) return nullptr;
  TRIFORIUM_TRY(auto tiles, take_tiles(source, bytes));
  if (tiles) return tiles;
  return cut_coefficients(source, bytes, settings.tile, settings.max_coefficients);
}

// What the decoder of pixels may still be able to read.
bool is_worth_another_way(Error const& error) {
  return error.kind == ErrorKind::not_implemented || error.kind == ErrorKind::corrupt_source ||
         error.kind == ErrorKind::too_large;
}

}  // namespace

Result<PyramidReport> blocking_build_pyramid(codecs::Decoder const& source, PyramidSettings const& settings,
                                             std::filesystem::path const& to, std::stop_token stop,
                                             std::function<void(double)> const& progress) {
  Stopwatch const watch;
  TRIFORIUM_CHECK(check(source.header(), settings));
  TRIFORIUM_TRY(auto origin, open_pixels(source, settings));
  return build(source, std::move(origin), settings, to, std::move(stop), progress, watch);
}

Result<PyramidReport> blocking_build_pyramid(codecs::Decoder const& source, storage::Source const& bytes,
                                             PyramidSettings const& settings, std::filesystem::path const& to,
                                             std::stop_token stop, std::function<void(double)> const& progress) {
  Stopwatch const watch;
  TRIFORIUM_CHECK(check(source.header(), settings));
  auto tiles = open_tiles(source, bytes, settings);
  if (!tiles && !is_worth_another_way(tiles.error())) return fail(tiles);
  if (tiles && *tiles) {
    auto report = build(source, {nullptr, std::move(*tiles)}, settings, to, stop, progress, watch);
    if (report || !is_worth_another_way(report.error())) return report;
  }
  return blocking_build_pyramid(source, settings, to, std::move(stop), progress);
}

}  // namespace triforium::derive
