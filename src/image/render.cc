#include "image/render.h"

#include <algorithm>

#include "image/plane_render.h"
#include "pixels/row_step.h"
#include "pixels/turn.h"

namespace triforium::image {
namespace {

// Hands rows on in strips, and looks up between them whether they are still wanted.
class InterruptibleReader final : public RowReader {
 public:
  // `patience` outlives this.
  InterruptibleReader(std::unique_ptr<RowReader> in, Patience const& patience)
      : in_(std::move(in)), patience_(patience) {}

  PixelSize size() const override { return in_->size(); }
  PixelFormat format() const override { return in_->format(); }
  Result<void> read(PixelsView rows) override {
    constexpr std::int64_t kStrip = 64;
    for (std::int64_t y = 0; y < rows.size.height; y += kStrip) {
      TRIFORIUM_CHECK(patience_.check());
      TRIFORIUM_CHECK(in_->read(rows.rows(y, std::min(kStrip, rows.size.height - y))));
    }
    return {};
  }

 private:
  std::unique_ptr<RowReader> in_;
  Patience const& patience_;
};

bool is_gray_quality(Quality quality) {
  return quality == Quality::gray || quality == Quality::bitonal;
}

// Formats hold gray and RGB; so what is neither is converted even where colours are kept.
bool converts_colour(Plan const& plan, OpenImage const& image, RenderSettings const& settings) {
  auto const model = image.shape.pixels.model;
  bool const is_kept =
      settings.colour == ColourTarget::keep && (model == ColourModel::gray || model == ColourModel::rgb);
  return !is_kept || is_gray_quality(plan.quality);
}

Turn upright_turn(Plan const& plan) {
  return turn_of_exif(static_cast<int>(plan.orientation));
}

// The level from which the threshold is taken: small, but not so small that lettering has faded to gray.
std::size_t overview_level(OpenImage const& image) {
  constexpr std::int64_t kEnough = 512;
  std::size_t chosen = 0;
  for (std::size_t i = 0; i < image.shape.levels.size(); ++i) {
    auto const size = image.shape.levels[i].size;
    if (std::max(size.width, size.height) >= kEnough) chosen = i;
  }
  return chosen;
}

// Upright, mirrored and rotated as the plan says; after scaling, and before the quality.
// https://iiif.io/api/image/3.0/#46-order-of-implementation
std::unique_ptr<RowReader> turned(std::unique_ptr<RowReader> rows, Plan const& plan, Background const& ground) {
  auto const degrees = plan.degrees.to_double();
  auto const exact = exact_turn(plan.is_mirrored, degrees);
  if (exact.is_exact) return make_turned(std::move(rows), compose(upright_turn(plan), exact.turn));
  return make_rotated(make_turned(std::move(rows), upright_turn(plan)), plan.is_mirrored, degrees, ground);
}

// What the format cannot hold is laid on the ground, or rounded.
std::unique_ptr<RowReader> fitted(std::unique_ptr<RowReader> rows, codecs::OutputFormatTraits const& traits,
                                  Colour ground) {
  if (!traits.has_alpha) rows = make_flattened(std::move(rows), ground);
  if (!traits.has_16_bit) rows = make_8_bit(std::move(rows));
  return make_straight(std::move(rows));
}

}  // namespace

// Otsu's, of an overview.
Result<int> blocking_threshold_of(OpenImage const& image, Patience const& patience) {
  constexpr std::int64_t kOverview = 1024;
  if (int const known = image.bitonal_threshold.load(); known >= 0) return known;
  auto const level = overview_level(image);
  auto const size = image.shape.levels[level].size;
  TRIFORIUM_TRY(auto rows, image.decoder->read(level, PixelRect::whole(size)));
  rows = std::make_unique<InterruptibleReader>(std::move(rows), patience);
  if (std::max(size.width, size.height) > kOverview) {
    auto const longest = std::max(size.width, size.height);
    PixelSize const small{std::max<std::int64_t>(1, size.width * kOverview / longest),
                          std::max<std::int64_t>(1, size.height * kOverview / longest)};
    Window const whole{0, 0, static_cast<double>(size.width), static_cast<double>(size.height)};
    TRIFORIUM_TRY(rows, make_resizer(std::move(rows), whole, small));
  }
  rows = make_8_bit(make_gray(make_flattened(make_srgb(std::move(rows), image.to_srgb), kWhite)));
  TRIFORIUM_TRY(auto const pixels, read_all(*rows));
  int const threshold = otsu_threshold(pixels.view());
  image.bitonal_threshold = threshold;
  return threshold;
}

codecs::Decoder::Cost threshold_cost(OpenImage const& image) {
  if (image.bitonal_threshold >= 0) return {};
  auto const level = overview_level(image);
  return image.decoder->cost(level, PixelRect::whole(image.shape.levels[level].size));
}

codecs::Accompaniment accompaniment_of(Plan const& plan, OpenImage const& image, RenderSettings const& settings) {
  codecs::Accompaniment with;
  with.xmp = image.xmp;
  with.is_bitonal = plan.quality == Quality::bitonal;
  if (!converts_colour(plan, image, settings)) with.icc = image.decoder->header().icc;
  return with;
}

RenderCost cost_of_rows(Plan const& plan, OpenImage const& image, RenderSettings const& settings) {
  auto const decode = image.decoder->cost(plan.level, plan.read);
  auto format = image.shape.pixels;
  RenderCost cost;
  cost.memory = decode.memory;
  cost.pixels = std::max<std::uint64_t>(decode.pixels, static_cast<std::uint64_t>(plan.output.area()));
  if (!plan.is_identity_scale) cost.memory += resizer_memory(plan.read.size(), format, plan.window, plan.scaled);
  if (converts_colour(plan, image, settings)) format = image.to_srgb->output();
  cost.memory += turn_memory(plan.scaled, format, upright_turn(plan));
  cost.memory += rotation_memory(plan.size, format, plan.degrees.to_double());
  if (plan.quality == Quality::bitonal) {
    auto const overview = threshold_cost(image);
    cost.memory = std::max(cost.memory, overview.memory);
    cost.pixels += overview.pixels;
  }
  bool const is_bitonal = plan.quality == Quality::bitonal;
  cost.memory += codecs::encoder_memory(plan.format, plan.output, format, settings.encode, is_bitonal);
  // About a byte a pixel.
  cost.answer = static_cast<std::uint64_t>(plan.output.area());
  return cost;
}

RenderCost cost_of(Plan const& plan, OpenImage const& image, RenderSettings const& settings,
                   DecodedTiles const& tiles) {
  if (takes_planes(plan, image, settings)) return cost_of_planes(plan, image, tiles);
  return cost_of_rows(plan, image, settings);
}

Result<void> blocking_render_into(Plan const& plan, OpenImage const& image, RenderSettings const& settings,
                                  Patience const& patience, codecs::ByteSink& out) {
  int threshold = 0;
  if (plan.quality == Quality::bitonal) {
    TRIFORIUM_TRY(threshold, blocking_threshold_of(image, patience));
  }
  TRIFORIUM_TRY(auto rows, image.decoder->read(plan.level, plan.read));
  rows = std::make_unique<InterruptibleReader>(std::move(rows), patience);
  if (!plan.is_identity_scale) {
    TRIFORIUM_TRY(rows, make_resizer(std::move(rows), plan.window, plan.scaled));
  }
  if (converts_colour(plan, image, settings)) rows = make_srgb(std::move(rows), image.to_srgb);

  auto const& traits = codecs::traits_of(plan.format);
  bool const stays_transparent = traits.has_alpha && plan.quality != Quality::bitonal;
  // Image API 3.0, section 4.3: "For rotations which are not multiples of 90 degrees, it is recommended that the client
  // request the image in a format that supports transparency … and that the server return the image with a transparent
  // background."
  rows = turned(std::move(rows), plan, stays_transparent ? Background() : Background(settings.background));
  if (plan.quality == Quality::gray) rows = make_gray(std::move(rows));
  if (plan.quality == Quality::bitonal) rows = make_bitonal(std::move(rows), threshold);
  rows = fitted(std::move(rows), traits, settings.background);
  // Once more at the end: where a few rows of the source become thousands, the reader at the beginning is asked rarely.
  rows = std::make_unique<InterruptibleReader>(std::move(rows), patience);
  return codecs::encode(plan.format, *rows, settings.encode, accompaniment_of(plan, image, settings), out);
}

Result<Bytes> blocking_render(Plan const& plan, OpenImage const& image, RenderSettings const& settings,
                              DecodedTiles& tiles, std::stop_token stop, Patience::Clock::time_point deadline) {
  if (takes_planes(plan, image, settings)) {
    TRIFORIUM_TRY(auto bytes, blocking_render_planes(plan, image, settings, tiles, stop, deadline));
    if (bytes) return std::move(*bytes);
  }
  codecs::BytesSink sink;
  TRIFORIUM_CHECK(blocking_render_into(plan, image, settings, Patience(std::move(stop), deadline), sink));
  // The answer may be kept: what it does not fill goes back.
  sink.bytes.shrink_to_fit();
  return std::move(sink.bytes);
}

}  // namespace triforium::image
