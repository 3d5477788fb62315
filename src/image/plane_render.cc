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

// Where the answer comes from, exactly: the window in the pixels of a grid of tiles, of which all count as neighbours.
struct Origin {
  TileGrid grid;
  Axis across, down;
};

Origin stored_origin(Plan const& plan, TileGrid const& grid) {
  auto const x = static_cast<double>(plan.read.x), y = static_cast<double>(plan.read.y);
  return {grid,
          {grid.size.width, x + plan.window.x, plan.window.width, plan.scaled.width},
          {grid.size.height, y + plan.window.y, plan.window.height, plan.scaled.height}};
}

// The inverse DCT reduces as a box does, with steps and false patterns; a good filter after it hides them only if much
// is left for it to do. Measured on photographs against Lanczos from all pixels: 23 … 35 dB with nothing left, above 42
// dB with a factor of two.
int reduction_for(PixelRect region, PixelSize scaled) {
  constexpr int kLeft = 2;
  for (int const by : {8, 4, 2}) {
    if (scaled.width * by * kLeft <= region.width && scaled.height * by * kLeft <= region.height) return by;
  }
  return 1;
}

Axis reduced_axis(std::int64_t size, std::int64_t first, std::int64_t length, int by, std::int64_t out) {
  return {size, static_cast<double>(first) / by, static_cast<double>(length) / by, out};
}

std::optional<Origin> find_origin(Plan const& plan, OpenImage const& image) {
  std::optional<Origin> origin;
  if (image.shape.levels[plan.level].is_stored) {
    if (auto const grid = find_tile_grid(image, plan.level)) origin = stored_origin(plan, *grid);
  } else {
    auto const region = to_stored(plan.region, image.shape.stored, plan.orientation);
    auto const by = reduction_for(region, plan.scaled);
    if (auto const grid = find_reduced_grid(image, by)) {
      origin = {*grid, reduced_axis(grid->size.width, region.x, region.width, by, plan.scaled.width),
                reduced_axis(grid->size.height, region.y, region.height, by, plan.scaled.height)};
    }
  }
  if (origin) origin->grid.is_gray = plan.quality == Quality::gray;
  return origin;
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

// Pixels of the level that are looked at, whatever the sampling of chroma: at 4:2:0 its filter reaches twice as far.
Range reach_of(Axis const& axis) {
  constexpr int kMostSampling = 4;
  auto const reach = static_cast<std::int64_t>((axis.support() + 2) * kMostSampling);
  auto const first = static_cast<std::int64_t>(axis.start) - reach;
  auto const end = static_cast<std::int64_t>(axis.start + axis.length) + reach + 1;
  return {std::clamp<std::int64_t>(first, 0, axis.in - 1), std::clamp<std::int64_t>(end, 1, axis.in)};
}

// Bytes of the tiles that are held at once: those that one strip of the answer needs.
std::uint64_t tiles_memory(Origin const& origin) {
  auto const& grid = origin.grid;
  auto const columns = grid.columns_of(reach_of(origin.across)).count();
  auto const all = reach_of(origin.down);
  if (grid.tile.height >= grid.size.height) {
    return 3 * static_cast<std::uint64_t>(columns * grid.tile.width * all.count());
  }
  auto strip = origin.down;
  strip.length = std::min(strip.length, static_cast<double>(kStrip) * strip.reduction());
  auto const rows = std::min(reach_of(strip).count() / grid.tile.height + 2, grid.rows_of(all).count());
  return 3 * static_cast<std::uint64_t>(columns * grid.tile.width * rows * grid.tile.height);
}

// The planes of an answer while they are made.
class PlaneMaker {
 public:
  PlaneMaker(Plan const& plan, OpenImage const& image, Sampling sampling, DecodedTiles& tiles, Origin const& origin)
      : plan_(plan),
        origin_(origin),
        turn_(turn_of(plan)),
        sampling_(turn_.swaps_sides() ? sampling.transposed() : sampling),
        luma_(origin.across, origin.down),
        tile_rows_(image, origin.grid, tiles, reach_of(origin.down)) {}

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
    chroma_.emplace(chroma_axis(origin_.across, stored_.across, sampling_.across, flips.across),
                    chroma_axis(origin_.down, stored_.down, sampling_.down, flips.down));
    columns_ = joined(columns_, pixels_of(chroma_->columns(), stored_.across, origin_.grid.size.width));
    return {};
  }

  Result<bool> make_strip(Range strip, std::function<Result<void>()> const& check) {
    Range const chroma_strip{strip.first / sampling_.down, (strip.end + sampling_.down - 1) / sampling_.down};
    auto const luma_rows = luma_.rows(strip);
    auto const chroma_rows = chroma_ ? chroma_->rows(chroma_strip) : luma_rows;
    auto const rows =
        chroma_ ? joined(luma_rows, pixels_of(chroma_rows, stored_.down, origin_.grid.size.height)) : luma_rows;
    TRIFORIUM_TRY(bool const is_there, tile_rows_.blocking_need(columns_, rows, check));
    if (!is_there) return false;
    luma_.make_rows(tile_rows_.rows_of(&Planes::y, luma_rows), strip, planes_.y.view());
    if (!chroma_) return true;
    chroma_->make_rows(tile_rows_.rows_of(&Planes::cb, chroma_rows), chroma_strip, planes_.cb.view());
    chroma_->make_rows(tile_rows_.rows_of(&Planes::cr, chroma_rows), chroma_strip, planes_.cr.view());
    return true;
  }

  Plan const& plan_;
  Origin const& origin_;
  Turn const turn_;
  Sampling const sampling_;  // before the turn
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
  auto const origin = find_origin(plan, image);
  return origin && tiles_memory(*origin) <= kMostTiles;
}

RenderCost cost_of_planes(Plan const& plan, OpenImage const& image, DecodedTiles const& tiles) {
  auto const output = static_cast<std::uint64_t>(plan.output.area());
  auto const origin = find_origin(plan, image);
  if (!origin) return {};
  auto const& grid = origin->grid;
  auto const columns = grid.columns_of(reach_of(origin->across)), rows = grid.rows_of(reach_of(origin->down));
  std::uint64_t pixels = 0;
  for (auto row = rows.first; row < rows.end; ++row) {
    for (auto column = columns.first; column < columns.end; ++column)
      if (!tiles.has(tile_key(image, grid, column, row)))
        pixels += static_cast<std::uint64_t>(grid.tile.area() * grid.reduction * grid.reduction);
  }
  RenderCost cost;
  cost.pixels = std::max(pixels, output);
  cost.answer = output;
  // A strip needs few rows of the only tile, but a tile to be kept is decoded as a whole.
  auto const whole = is_worth_keeping(grid.tile, tiles) ? 3 * static_cast<std::uint64_t>(grid.tile.area()) : 0;
  // Planes of the answer, once more when they are turned.
  cost.memory = std::max(tiles_memory(*origin), whole) + 6 * output +
                2 * PlaneResizer::memory(origin->across, origin->down) +
                image.decoder->cost(plan.level, plan.read).memory;
  return cost;
}

Result<std::optional<Planes>> blocking_make_planes(Plan const& plan, OpenImage const& image, Sampling sampling,
                                                   DecodedTiles& tiles, std::stop_token stop,
                                                   Clock::time_point deadline) {
  auto const origin = find_origin(plan, image);
  if (!origin) return std::nullopt;
  auto const check = [&]() -> Result<void> { return check_wanted(stop, deadline); };
  return PlaneMaker(plan, image, sampling, tiles, *origin).make(check);
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
  // The answer may be kept: what it does not fill goes back.
  sink.bytes.shrink_to_fit();
  return std::move(sink.bytes);
}

}  // namespace triforium::image
