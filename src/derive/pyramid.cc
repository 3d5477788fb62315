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
#include "derive/tile_coder.h"
#include "pixels/quality.h"

namespace triforium::derive {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::int64_t kMostSide = 0xffff'ffff;  // TIFF 6.0: ImageWidth is a LONG
constexpr unsigned kMostThreads = 256;

Result<void> check(codecs::Header const& header, PyramidSettings const& settings) {
  if (header.pixels.has_alpha)
    return fail(ErrorKind::not_implemented, "No pyramid is built of an image with transparency.");
  if (!can_build_pyramid(header)) return fail(ErrorKind::too_large, "The image is too large for a pyramid.");
  auto const& [tile, encode, threads, colour, conversion] = settings;
  if (tile < 64 || tile > 4096 || tile % 16 != 0 || encode.jpeg_quality < 1 || encode.jpeg_quality > 100 ||
      threads < 1 || threads > kMostThreads) {
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

// A row of tiles of some level.
struct TileRow {
  std::size_t level;
  std::int64_t row;
};

// One pyramid in the making. The source's rows fill one strip while the tiles of the strip before are coded and halved;
// a row of tiles that has become complete in a larger level is coded with the next strip. So every level has two
// strips: one that fills, and one that is coded.
class Build {
 public:
  Build(std::vector<LevelGrid> grids, std::unique_ptr<PlaneSource> source, PyramidFile file, std::stop_token stop,
        std::function<void(double)> const& progress)
      : grids_(std::move(grids)),
        source_(std::move(source)),
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
    for (unsigned i = 0; i < settings.threads; ++i)
      coders_.emplace_back(settings.tile, layout, settings.encode.jpeg_quality);
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
    description.jpeg_tables = share(std::move(tables));
    return file_.finish(description);
  }

  std::chrono::duration<double> helpers_time() { return crew_->processor_time(); }

 private:
  PlaneStrip& strip_of(TileRow at) { return strips_[at.level][static_cast<std::size_t>(at.row % 2)]; }

  Result<void> fill(std::int64_t row) {
    auto const& grid = grids_.front();
    auto const height = grid.height_of(row);
    auto& strip = strip_of({0, row});
    for (std::int64_t y = 0; y < height; y += PlaneSource::kRowsAtOnce) {
      TRIFORIUM_CHECK(check_stop());
      TRIFORIUM_CHECK(source_->read(strip, y, std::min(PlaneSource::kRowsAtOnce, height - y)));
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
      pad_tile(strip, tile);
      if (piece.at.level + 1 < grids_.size())
        halve_tile(strip, tile, piece.at.row, strip_of({piece.at.level + 1, piece.at.row / 2}));
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
  std::unique_ptr<PlaneSource> source_;
  PyramidFile file_;
  std::stop_token stop_;
  std::function<void(double)> const& progress_;
  std::vector<std::array<PlaneStrip, 2>> strips_;  // of each level; row n of tiles is in strip n % 2
  std::vector<TileCoder> coders_;                  // of each worker
  std::vector<Piece> pieces_;
  std::vector<Result<Bytes>> streams_;  // of each piece
  std::optional<Crew> crew_;            // last, so that its threads end before what they use
};

}  // namespace

bool can_build_pyramid(codecs::Header const& header) {
  return !header.pixels.has_alpha && !header.size.is_empty() &&
         std::max(header.size.width, header.size.height) <= kMostSide;
}

std::uint64_t pyramid_memory(codecs::Header const& header, PyramidSettings const& settings) {
  auto const layout = layout_of(header, settings.encode);
  auto const samples = static_cast<std::uint64_t>(PlaneSource::kRowsAtOnce * header.size.width);
  // The rows that are converted (read, in sRGB, in 8 bits), and the coders.
  auto memory = samples * static_cast<std::uint64_t>(3 * header.pixels.bytes_per_pixel() + 3) +
                settings.threads * TileCoder::memory(settings.tile, layout);
  for (auto const& grid : pyramid_levels(header.size, settings.tile)) {
    auto const strip = PlaneStrip::memory(grid, layout);
    // A coded tile takes less room than its samples, except at the highest qualities of noise.
    memory += (grid.rows() > 1 ? 2 : 1) * strip + strip;
  }
  return memory;
}

codecs::Decoder::Cost pyramid_cost(codecs::Decoder const& source, PyramidSettings const& settings) {
  auto const& header = source.header();
  auto cost = source.cost(0, PixelRect::whole(header.size));
  cost.memory += pyramid_memory(header, settings);
  cost.pixels += static_cast<std::uint64_t>(header.size.area()) / 3 * 4;
  return cost;
}

std::uint64_t expected_pyramid_bytes(codecs::Header const& header, PyramidSettings const& settings) {
  // Of scans and photographs a pixel takes about so much at quality 85, and half as much again for every ten more.
  auto const bits = settings.encode.jpeg_quality <= 85 ? 2 : settings.encode.jpeg_quality <= 95 ? 4 : 8;
  return static_cast<std::uint64_t>(header.size.area()) / 3 * 4 / 8 * static_cast<std::uint64_t>(bits) + (1U << 20);
}

Result<PyramidReport> blocking_build_pyramid(codecs::Decoder const& source, PyramidSettings const& settings,
                                             std::filesystem::path const& to, std::stop_token stop,
                                             std::function<void(double)> const& progress) {
  auto const began = Clock::now();
  auto const used_before = processor_time_of_this_thread();
  auto const& header = source.header();
  TRIFORIUM_CHECK(check(header, settings));
  auto const layout = layout_of(header, settings.encode);
  auto const levels = pyramid_levels(header.size, settings.tile);
  TRIFORIUM_TRY(auto planes, open_source(source, settings, layout));
  TRIFORIUM_TRY(auto file, PyramidFile::create(to, levels));

  Build build(levels, std::move(planes), std::move(file), std::move(stop), progress);
  TRIFORIUM_CHECK(build.prepare(settings, layout));
  TRIFORIUM_CHECK(build.run());
  TRIFORIUM_TRY(auto const bytes, build.finish(describe(header, settings, layout)));
  if (progress) progress(1);
  return PyramidReport{header.size, static_cast<int>(levels.size()), bytes,
                       processor_time_of_this_thread() - used_before + build.helpers_time(), Clock::now() - began};
}

}  // namespace triforium::derive
