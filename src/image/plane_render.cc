#include "image/plane_render.h"

#include <algorithm>

#include "codecs/plane_encoder.h"
#include "image/plane_origin.h"
#include "pixels/plane_resize.h"
#include "pixels/plane_rotate.h"
#include "pixels/turn.h"

namespace triforium::image {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::int64_t kMostOutput = 16'000'000;  // pixels of an answer that is held as a whole
constexpr std::uint64_t kMostTiles = 96U << 20;   // bytes of tiles that are held at once
constexpr std::int64_t kStrip = 64;               // rows that are made at once: a multiple of every sampling

// Where it is rotated, what sets it upright.
Turn turn_of(Plan const& plan) {
  auto const upright = turn_of_exif(static_cast<int>(plan.orientation));
  return compose(upright, exact_turn(plan.is_mirrored, plan.degrees.to_double()).turn);
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

using Check = std::function<Result<void>()>;
using StartWriter = std::function<Result<std::unique_ptr<codecs::PlaneWriter>>(bool is_gray)>;
static_assert(kStrip % codecs::PlaneWriter::kRows == 0);

// What is done to planes of the right size.
struct Finish {
  Colour ground;      // around what is rotated
  int threshold = 0;  // of bitonal
};
Result<Finish> blocking_find_finish(Plan const& plan, OpenImage const& image, RenderSettings const& settings,
                                    Patience const& patience) {
  Finish finish{settings.background};
  if (plan.quality == Quality::bitonal) {
    TRIFORIUM_TRY(finish.threshold, blocking_threshold_of(image, patience));
  }
  return finish;
}

// The planes of an answer while they are made.
class PlaneMaker {
 public:
  PlaneMaker(Plan const& plan, OpenImage const& image, Finish finish, Sampling sampling, DecodedTiles& tiles,
             Origin const& origin)
      : plan_(plan),
        finish_(finish),
        origin_(origin),
        turn_(turn_of(plan)),
        sampling_(turn_.swaps_sides() ? sampling.transposed() : sampling),
        luma_(origin.across, origin.down),
        tile_rows_(image, origin.grid, tiles, reach_of(origin.down)) {}

  Result<std::optional<Planes>> blocking_make(Check const& check) {
    TRIFORIUM_TRY(bool const has_begun, blocking_begin(plan_.scaled.height));
    if (!has_begun) return std::nullopt;
    for (std::int64_t y = 0; y < plan_.scaled.height; y += kStrip) {
      TRIFORIUM_TRY(bool const is_made, blocking_make_strip(y, from(y), check));
      if (!is_made) return std::nullopt;
    }
    TRIFORIUM_CHECK(finish(check));
    return std::move(planes_);
  }

  // Each strip is written while it is still near the processor, and makes room for the next one. Not for turns. False:
  // the tiles are not of this kind, and what was written is nothing.
  Result<bool> blocking_write(StartWriter const& start, Check const& check) {
    TRIFORIUM_TRY(bool const has_begun, blocking_begin(std::min(kStrip, plan_.scaled.height)));
    if (!has_begun) return false;
    TRIFORIUM_TRY(auto const writer, start(planes_.is_gray()));
    for (std::int64_t y = 0; y < plan_.scaled.height; y += kStrip) {
      auto const strip = strip_of(std::min(kStrip, plan_.scaled.height - y));
      TRIFORIUM_TRY(bool const is_made, blocking_make_strip(y, strip, check));
      if (!is_made) return false;
      if (plan_.quality == Quality::bitonal) make_bitonal(strip[0], finish_.threshold);
      TRIFORIUM_CHECK(writer->write(strip));
    }
    TRIFORIUM_CHECK(writer->finish());
    return true;
  }

 private:
  // With room for so many rows. False: the tiles are not of this kind.
  Result<bool> blocking_begin(std::int64_t height) {
    auto const top = luma_.rows({0, 1}).first;
    TRIFORIUM_TRY(auto const kind, tile_rows_.blocking_look_at(luma_.columns().first, top));
    if (!kind) return false;
    stored_ = kind->sampling;
    columns_ = luma_.columns();
    TRIFORIUM_TRY(planes_, make_planes({plan_.scaled.width, height}, kind->is_gray, sampling_));
    if (!kind->is_gray) begin_chroma();
    return true;
  }

  // In the order of the specification: https://iiif.io/api/image/3.0/#46-order-of-implementation
  Result<void> finish(Check const& check) {
    if (!turn_.is_identity()) {
      TRIFORIUM_TRY(planes_, turned(planes_, turn_));
    }
    TRIFORIUM_CHECK(check());
    if (is_rotated(plan_)) {
      TRIFORIUM_TRY(planes_, rotated(planes_, plan_.is_mirrored, plan_.degrees.to_double(), finish_.ground));
    }
    if (plan_.quality == Quality::bitonal) make_bitonal(planes_.y.view(), finish_.threshold);
    return {};
  }

  void begin_chroma() {
    auto const flips = flips_of(turn_);
    chroma_.emplace(chroma_axis(origin_.across, stored_.across, sampling_.across, flips.across),
                    chroma_axis(origin_.down, stored_.down, sampling_.down, flips.down));
    columns_ = joined(columns_, pixels_of(chroma_->columns(), stored_.across, origin_.grid.size.width));
  }

  // The planes from a row of luma on.
  codecs::PlaneViews from(std::int64_t y) {
    if (planes_.is_gray()) return {from_row(planes_.y.view(), y), {}, {}};
    auto const chroma = y / sampling_.down;
    return {from_row(planes_.y.view(), y), from_row(planes_.cb.view(), chroma), from_row(planes_.cr.view(), chroma)};
  }
  // The first rows.
  codecs::PlaneViews strip_of(std::int64_t height) {
    auto strip = from(0);
    strip[0].size.height = height;
    for (auto* const chroma : {&strip[1], &strip[2]})
      chroma->size.height = planes_.is_gray() ? 0 : (height + sampling_.down - 1) / sampling_.down;
    return strip;
  }

  // The rows from `y` on. False: the tiles are not of one kind.
  Result<bool> blocking_make_strip(std::int64_t y, codecs::PlaneViews const& to, Check const& check) {
    TRIFORIUM_CHECK(check());
    auto const strip = within({y, y + kStrip}, plan_.scaled.height);
    Range const chroma_strip{strip.first / sampling_.down, (strip.end + sampling_.down - 1) / sampling_.down};
    auto const luma_rows = luma_.rows(strip);
    auto const chroma_rows = chroma_ ? chroma_->rows(chroma_strip) : luma_rows;
    auto const rows =
        chroma_ ? joined(luma_rows, pixels_of(chroma_rows, stored_.down, origin_.grid.size.height)) : luma_rows;
    TRIFORIUM_TRY(bool const is_there, tile_rows_.blocking_need(columns_, rows, check));
    if (!is_there) return false;
    luma_.make_rows(tile_rows_.rows_of(&Planes::y, luma_rows), strip, to[0]);
    if (!chroma_) return true;
    chroma_->make_rows(tile_rows_.rows_of(&Planes::cb, chroma_rows), chroma_strip, to[1]);
    chroma_->make_rows(tile_rows_.rows_of(&Planes::cr, chroma_rows), chroma_strip, to[2]);
    return true;
  }

  Plan const& plan_;
  Finish const finish_;
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

// Whether the answer is encoded while it is made.
bool takes_strips(Plan const& plan) {
  return plan.format == codecs::OutputFormat::jpg && turn_of(plan).is_identity() && !is_rotated(plan);
}

// False: the tiles are not of this kind.
Result<bool> blocking_write_strips(PlaneMaker& maker, Plan const& plan, RenderSettings const& settings,
                                   codecs::Accompaniment const& with, Check const& check, codecs::ByteSink& out) {
  auto const start = [&](bool is_gray) {
    return codecs::start_planes(plan.format, plan.output, is_gray, settings.encode, with, out);
  };
  return maker.blocking_write(start, check);
}

Result<bool> blocking_write_whole(PlaneMaker& maker, Plan const& plan, RenderSettings const& settings,
                                  codecs::Accompaniment const& with, Check const& check, codecs::ByteSink& out) {
  TRIFORIUM_TRY(auto planes, maker.blocking_make(check));
  if (!planes) return false;
  TRIFORIUM_CHECK(codecs::encode_planes(plan.format, std::move(*planes), settings.encode, with, out));
  return true;
}

// Whether what comes after scaling can be done to planes, for that format.
bool finishes_planes(Plan const& plan, Sampling sampling) {
  if (plan.format != codecs::OutputFormat::jpg) return plan.quality != Quality::bitonal && !is_rotated(plan);
  return !is_rotated(plan) || is_luma_alone(plan) || sampling.across == sampling.down;
}

// Planes of the answer – all, and once more when they are turned, or a strip of them and the file. Rotated, they have a
// larger size, and the file comes when those before have not gone yet.
std::uint64_t planes_memory(Plan const& plan) {
  auto const output = static_cast<std::uint64_t>(plan.output.area());
  if (is_rotated(plan)) return 6 * static_cast<std::uint64_t>(plan.scaled.area()) + 5 * output;
  if (!takes_strips(plan)) return 6 * output;
  return 3 * static_cast<std::uint64_t>(plan.output.width * std::min(kStrip, plan.output.height)) + 2 * output;
}

}  // namespace

bool takes_planes(Plan const& plan, OpenImage const& image, RenderSettings const& settings) {
  auto const sampling = codecs::plane_sampling(plan.format, settings.encode);
  if (image.stored_tiles == nullptr || !sampling || !finishes_planes(plan, *sampling)) return false;
  if (std::max(plan.scaled.area(), plan.output.area()) > kMostOutput) return false;
  auto const origin = find_origin(plan, image);
  return origin && tiles_memory(*origin, kStrip) <= kMostTiles;
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
  cost.memory = std::max(tiles_memory(*origin, kStrip), whole) + planes_memory(plan) +
                2 * PlaneResizer::memory(origin->across, origin->down) +
                image.decoder->cost(plan.level, plan.read).memory;
  if (plan.quality == Quality::bitonal) {
    auto const overview = threshold_cost(image);
    cost.memory = std::max(cost.memory, overview.memory);
    cost.pixels += overview.pixels;
  }
  return cost;
}

Result<std::optional<Planes>> blocking_make_planes(Plan const& plan, OpenImage const& image,
                                                   RenderSettings const& settings, Sampling sampling,
                                                   DecodedTiles& tiles, std::stop_token stop,
                                                   Clock::time_point deadline) {
  auto const origin = find_origin(plan, image);
  if (!origin) return std::nullopt;
  auto const check = [&]() -> Result<void> { return check_wanted(stop, deadline); };
  TRIFORIUM_TRY(auto const finish, blocking_find_finish(plan, image, settings, {stop, deadline}));
  return PlaneMaker(plan, image, finish, sampling, tiles, *origin).blocking_make(check);
}

Result<std::optional<Bytes>> blocking_render_planes(Plan const& plan, OpenImage const& image,
                                                    RenderSettings const& settings, DecodedTiles& tiles,
                                                    std::stop_token stop, Clock::time_point deadline) {
  auto const sampling = codecs::plane_sampling(plan.format, settings.encode);
  auto const origin = find_origin(plan, image);
  if (!sampling || !origin) return std::nullopt;
  Check const check = [&]() -> Result<void> { return check_wanted(stop, deadline); };
  auto const with = accompaniment_of(plan, image, settings);
  TRIFORIUM_TRY(auto const finish, blocking_find_finish(plan, image, settings, {stop, deadline}));
  PlaneMaker maker(plan, image, finish, *sampling, tiles, *origin);
  codecs::BytesSink sink;
  sink.bytes.reserve(static_cast<std::size_t>(plan.output.area() / 4) + 4096);
  TRIFORIUM_TRY(bool const is_written, takes_strips(plan)
                                           ? blocking_write_strips(maker, plan, settings, with, check, sink)
                                           : blocking_write_whole(maker, plan, settings, with, check, sink));
  if (!is_written) return std::nullopt;
  // The answer may be kept: what it does not fill goes back.
  sink.bytes.shrink_to_fit();
  return std::move(sink.bytes);
}

}  // namespace triforium::image
