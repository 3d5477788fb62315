#include "image/plane_render.h"

#include <algorithm>

#include "codecs/plane_encoder.h"
#include "image/tile_rows.h"
#include "pixels/plane_resize.h"
#include "pixels/turn.h"

namespace triforium::image {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::int64_t kMostOutput = 16'000'000;  // pixels of an answer that is held as a whole
constexpr std::uint64_t kMostTiles = 96U << 20;   // bytes of tiles that are held at once
constexpr std::int64_t kStrip = 64;               // rows that are made at once: a multiple of every sampling

Turn turn_of(Plan const& plan) {
  auto const upright = turn_of_exif(static_cast<int>(plan.orientation));
  return compose(upright, exact_turn(plan.is_mirrored, plan.degrees.to_double()).turn);
}

// The window in its level, of which all neighbours count.
struct Axes {
  Axis across, down;
};
Axes luma_axes(Plan const& plan, PixelSize level) {
  auto const x = static_cast<double>(plan.read.x), y = static_cast<double>(plan.read.y);
  return {{level.width, x + plan.window.x, plan.window.width, plan.scaled.width},
          {level.height, y + plan.window.y, plan.window.height, plan.scaled.height}};
}

// JFIF 1.02: samples of chroma lie in the middle of the pixels that share them. So a window of chroma has the edges of
// luma's, divided by the sampling – but for the last sample, which may stand for pixels that are not there.
// A side that will be flipped begins with that one.
Axis chroma_axis(Axis const& luma, int stored, int wanted, bool is_flipped) {
  auto const samples = (luma.out + wanted - 1) / wanted;
  auto const pixels = static_cast<double>(samples * wanted);
  auto const start = luma.start - (is_flipped ? (pixels - static_cast<double>(luma.out)) * luma.reduction() : 0);
  return {(luma.in + stored - 1) / stored, start / stored, pixels * luma.reduction() / stored, samples};
}

// The pixels that these samples of chroma stand for, as far as there are any.
Range pixels_of(Range chroma, int sampling, std::int64_t length) {
  return {chroma.first * sampling, std::min(chroma.end * sampling, length)};
}
Range joined(Range a, Range b) {
  return {std::min(a.first, b.first), std::max(a.end, b.end)};
}
Range within(Range range, std::int64_t length) {
  return {range.first, std::min(range.end, length)};
}

bool is_gray_answer(Plan const& plan) {
  return plan.quality == Quality::gray;
}

// Pixels of the level that are looked at, whatever the sampling of chroma: at 4:2:0 its filter reaches twice as far.
Range reach_of(Axis const& axis) {
  constexpr int kMostSampling = 4;
  auto const reach = static_cast<std::int64_t>((axis.support() + 2) * kMostSampling);
  auto const first = static_cast<std::int64_t>(axis.start) - reach;
  auto const end = static_cast<std::int64_t>(axis.start + axis.length) + reach + 1;
  return {std::clamp<std::int64_t>(first, 0, axis.in - 1), std::clamp<std::int64_t>(end, 1, axis.in)};
}

// Bytes of the tiles that are held at once: those that one strip of the answer needs.
std::uint64_t tiles_memory(TileGrid const& grid, Axes const& axes) {
  auto const columns = grid.columns_of(reach_of(axes.across)).count();
  auto const all = reach_of(axes.down);
  if (grid.tile.height >= grid.size.height) {
    return 3 * static_cast<std::uint64_t>(columns * grid.tile.width * all.count());
  }
  auto strip = axes.down;
  strip.length = std::min(strip.length, static_cast<double>(kStrip) * strip.reduction());
  auto const rows = std::min(reach_of(strip).count() / grid.tile.height + 2, grid.rows_of(all).count());
  return 3 * static_cast<std::uint64_t>(columns * grid.tile.width * rows * grid.tile.height);
}

// The planes of an answer while they are made.
class PlaneMaker {
 public:
  PlaneMaker(Plan const& plan, OpenImage const& image, Sampling sampling, DecodedTiles& tiles, TileGrid const& grid)
      : plan_(plan),
        grid_(grid),
        turn_(turn_of(plan)),
        sampling_(turn_.swaps_sides() ? sampling.transposed() : sampling),
        axes_(luma_axes(plan, grid.size)),
        luma_(axes_.across, axes_.down),
        tile_rows_(image, grid, tiles, reach_of(axes_.down)) {}

  Result<std::optional<Planes>> make(std::function<Result<void>()> const& check) {
    auto const top = luma_.rows({0, 1}).first;
    TRIFORIUM_TRY(auto const kind, tile_rows_.blocking_look_at(luma_.columns().first, top));
    if (!kind) return std::nullopt;
    TRIFORIUM_CHECK(begin(*kind));
    for (std::int64_t y = 0; y < plan_.scaled.height; y += kStrip) {
      TRIFORIUM_CHECK(check());
      TRIFORIUM_TRY(bool const is_made, make_strip(within({y, y + kStrip}, plan_.scaled.height), check));
      if (!is_made) return std::nullopt;
    }
    if (turn_.is_identity()) return std::move(planes_);
    TRIFORIUM_TRY(auto upright, turned(planes_, turn_));
    return upright;
  }

 private:
  Result<void> begin(TileRows::Kind const& kind) {
    stored_ = kind.sampling;
    columns_ = luma_.columns();
    TRIFORIUM_TRY(planes_, make_planes(plan_.scaled, kind.is_gray, sampling_));
    if (kind.is_gray) return {};
    auto const flips = flips_of(turn_);
    chroma_.emplace(chroma_axis(axes_.across, stored_.across, sampling_.across, flips.across),
                    chroma_axis(axes_.down, stored_.down, sampling_.down, flips.down));
    columns_ = joined(columns_, pixels_of(chroma_->columns(), stored_.across, grid_.size.width));
    return {};
  }

  Result<bool> make_strip(Range strip, std::function<Result<void>()> const& check) {
    Range const chroma_strip{strip.first / sampling_.down, (strip.end + sampling_.down - 1) / sampling_.down};
    auto const luma_rows = luma_.rows(strip);
    auto const chroma_rows = chroma_ ? chroma_->rows(chroma_strip) : luma_rows;
    auto const rows = chroma_ ? joined(luma_rows, pixels_of(chroma_rows, stored_.down, grid_.size.height)) : luma_rows;
    TRIFORIUM_TRY(bool const is_there, tile_rows_.blocking_need(columns_, rows, check));
    if (!is_there) return false;
    luma_.make_rows(tile_rows_.rows_of(&Planes::y, luma_rows), strip, planes_.y.view());
    if (!chroma_) return true;
    chroma_->make_rows(tile_rows_.rows_of(&Planes::cb, chroma_rows), chroma_strip, planes_.cb.view());
    chroma_->make_rows(tile_rows_.rows_of(&Planes::cr, chroma_rows), chroma_strip, planes_.cr.view());
    return true;
  }

  Plan const& plan_;
  TileGrid const& grid_;
  Turn const turn_;
  Sampling const sampling_;  // before the turn
  Axes const axes_;
  PlaneResizer luma_;
  std::optional<PlaneResizer> chroma_;  // absent: gray
  TileRows tile_rows_;
  Sampling stored_;
  Range columns_;  // of pixels of the level
  Planes planes_;
};

}  // namespace

bool takes_planes(Plan const& plan, OpenImage const& image, RenderSettings const& settings) {
  bool const keeps_colours = image.stored_tiles != nullptr && plan.quality != Quality::bitonal;
  if (!keeps_colours || !codecs::plane_sampling(plan.format, settings.encode)) return false;
  if (plan.scaled.area() > kMostOutput || !exact_turn(plan.is_mirrored, plan.degrees.to_double()).is_exact)
    return false;
  auto const grid = find_tile_grid(image, plan.level);
  return grid && tiles_memory(*grid, luma_axes(plan, grid->size)) <= kMostTiles;
}

RenderCost cost_of_planes(Plan const& plan, OpenImage const& image, DecodedTiles const& tiles) {
  auto const output = static_cast<std::uint64_t>(plan.output.area());
  auto grid = find_tile_grid(image, plan.level);
  if (!grid) return {};
  grid->is_gray = is_gray_answer(plan);
  auto const axes = luma_axes(plan, grid->size);
  auto const columns = grid->columns_of(reach_of(axes.across)), rows = grid->rows_of(reach_of(axes.down));
  std::uint64_t pixels = 0;
  for (auto row = rows.first; row < rows.end; ++row) {
    for (auto column = columns.first; column < columns.end; ++column)
      if (!tiles.has(tile_key(image, *grid, column, row))) pixels += static_cast<std::uint64_t>(grid->tile.area());
  }
  RenderCost cost;
  cost.pixels = std::max(pixels, output);
  // Planes of the answer, once more when they are turned, and its bytes.
  cost.memory = tiles_memory(*grid, axes) + 8 * output + 2 * PlaneResizer::memory(axes.across, axes.down) +
                image.decoder->cost(plan.level, plan.read).memory;
  return cost;
}

Result<std::optional<Planes>> blocking_make_planes(Plan const& plan, OpenImage const& image, Sampling sampling,
                                                   DecodedTiles& tiles, std::stop_token stop,
                                                   Clock::time_point deadline) {
  auto grid = find_tile_grid(image, plan.level);
  if (!grid) return std::nullopt;
  grid->is_gray = is_gray_answer(plan);
  auto const check = [&]() -> Result<void> { return check_wanted(stop, deadline); };
  return PlaneMaker(plan, image, sampling, tiles, *grid).make(check);
}

Result<std::optional<Bytes>> blocking_render_planes(Plan const& plan, OpenImage const& image,
                                                    RenderSettings const& settings, DecodedTiles& tiles,
                                                    std::stop_token stop, Clock::time_point deadline) {
  auto const sampling = codecs::plane_sampling(plan.format, settings.encode);
  if (!sampling) return std::nullopt;
  TRIFORIUM_TRY(auto planes, blocking_make_planes(plan, image, *sampling, tiles, std::move(stop), deadline));
  if (!planes) return std::nullopt;
  codecs::BytesSink sink;
  sink.bytes.reserve(static_cast<std::size_t>(plan.output.area() / 4) + 4096);
  TRIFORIUM_CHECK(codecs::encode_planes(plan.format, std::move(*planes), settings.encode,
                                        accompaniment_of(plan, image, settings), sink));
  return std::move(sink.bytes);
}

}  // namespace triforium::image
