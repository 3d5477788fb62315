// For tests of pictures that are made of planes: images, and both ways to make an answer of them.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <vips/vips.h>

#include <algorithm>
#include <cmath>

#include "codecs/registry.h"
#include "image/plane_render.h"
#include "image/test_shapes.h"
#include "pixels/turn.h"

namespace triforium::image {

inline constexpr auto kNever = std::chrono::steady_clock::time_point::max();

// ---- Images ---------------------------------------------------------------------------------------------------------

inline std::shared_ptr<OpenImage const> open_image(Bytes bytes) {
  auto image = std::make_shared<OpenImage>();
  image->source = storage::make_memory_source("test", std::move(bytes));
  image->decoder = codecs::open(image->source, {}).value();
  image->shape = shape_of(image->decoder->header());
  image->state = fmt::format("test {}", static_cast<void const*>(image.get()));
  image->to_srgb = make_colour_transform(image->shape.pixels, {});
  image->stored_tiles = std::make_unique<StoredTiles const>(image->source, image->decoder, codecs::Accompaniment{});
  return image;
}

struct Unref {
  void operator()(VipsImage* image) const { g_object_unref(image); }
};
using Vips = std::unique_ptr<VipsImage, Unref>;

// Colours in waves that are wide enough for halved chroma; nowhere the same.
inline Vips waves(PixelSize size, int bands = 3) {
  EXPECT_EQ(VIPS_INIT("plane_render_test"), 0);
  Bytes bytes;
  for (std::int64_t y = 0; y < size.height; ++y) {
    for (std::int64_t x = 0; x < size.width; ++x) {
      auto const u = static_cast<double>(x), v = static_cast<double>(y);
      for (int band = 0; band < bands; ++band)
        bytes.push_back(static_cast<std::uint8_t>(128 + 55 * std::sin((u + band * 40) / 23) +
                                                  55 * std::cos((v - u / 3) / (31 + band * 6))));
    }
  }
  auto* const memory = vips_image_new_from_memory_copy(bytes.data(), bytes.size(), static_cast<int>(size.width),
                                                       static_cast<int>(size.height), bands, VIPS_FORMAT_UCHAR);
  VipsImage* copy = nullptr;
  EXPECT_EQ(vips_copy(memory, &copy, "interpretation", bands == 1 ? VIPS_INTERPRETATION_B_W : VIPS_INTERPRETATION_sRGB,
                      nullptr),
            0);
  g_object_unref(memory);
  return Vips(copy);
}

inline Bytes save(VipsImage* image, std::string const& suffix) {
  void* memory = nullptr;
  std::size_t size = 0;
  EXPECT_EQ(vips_image_write_to_buffer(image, suffix.c_str(), &memory, &size, nullptr), 0) << vips_error_buffer();
  auto const* const first = static_cast<std::uint8_t const*>(memory);
  Bytes bytes(first, first + size);
  g_free(memory);
  return bytes;
}

inline constexpr char const* kPyramid = ".tif[tile,pyramid,tile-width=256,tile-height=256,compression=jpeg,Q=85]";
inline constexpr char const* kStrips = ".tif[compression=jpeg,Q=85]";
inline constexpr char const* kFile = ".jpg[Q=88]";
inline constexpr char const* kFullChromaFile = ".jpg[Q=92]";
inline constexpr char const* kProgressiveFile = ".jpg[Q=85,interlace]";

// ---- Both ways ------------------------------------------------------------------------------------------------------

inline Plan plan_for(OpenImage const& image, std::string const& parameters) {
  Policy policy;
  policy.formats = {Format::jpg, Format::png, Format::webp};
  auto plan = plan_of(Version::v3_0, "cat/" + parameters, image.shape, policy);
  EXPECT_TRUE(plan) << parameters << ": " << plan.error().message;
  return *plan;
}

struct Tiles {
  Metrics metrics;
  DecodedTiles cache;
  explicit Tiles(std::uint64_t bytes = 32U << 20) : cache(bytes, metrics) {}
};

// JFIF 1.02, "Conversion to and from RGB".
inline Pixels rgb_of(Planes const& planes) {
  auto pixels = Pixels::create(planes.size(), {}).value();
  auto const sample = [](double value) { return static_cast<std::uint8_t>(std::clamp(value + 0.5, 0.0, 255.0)); };
  for (std::int64_t y = 0; y < pixels.size().height; ++y) {
    auto* row = pixels.view().row(y);
    for (std::int64_t x = 0; x < pixels.size().width; ++x, row += 3) {
      double const luma = planes.y.view().row(y)[x];
      auto const cx = x / planes.sampling.across, cy = y / planes.sampling.down;
      double const cb = planes.is_gray() ? 0 : planes.cb.view().row(cy)[cx] - 128.0;
      double const cr = planes.is_gray() ? 0 : planes.cr.view().row(cy)[cx] - 128.0;
      row[0] = sample(luma + 1.402 * cr);
      row[1] = sample(luma - 0.344136 * cb - 0.714136 * cr);
      row[2] = sample(luma + 1.772 * cb);
    }
  }
  return pixels;
}

inline Pixels short_way(OpenImage const& image, Plan const& plan, Sampling sampling = {}) {
  Tiles tiles;
  EXPECT_TRUE(takes_planes(plan, image, {}));
  auto planes = blocking_make_planes(plan, image, {}, sampling, tiles.cache, {}, kNever);
  EXPECT_TRUE(planes) << planes.error().detail;
  EXPECT_TRUE(*planes);
  EXPECT_EQ((*planes)->size(), plan.output);
  return rgb_of(**planes);
}

// The slow twin: everything decoded to RGB, then Lanczos in floating point, from a level as it is stored.
inline Pixels long_way(OpenImage const& image, Plan plan) {
  if (!image.shape.levels[plan.level].is_stored) {
    plan.level = 0;
    plan.read = PixelRect::whole(image.shape.stored);
    auto const region = to_stored(plan.region, image.shape.stored, plan.orientation);
    plan.window = {static_cast<double>(region.x), static_cast<double>(region.y), static_cast<double>(region.width),
                   static_cast<double>(region.height)};
  }
  auto rows = image.decoder->read(plan.level, plan.read).value();
  rows = make_resizer(std::move(rows), plan.window, plan.scaled).value();
  rows = make_turned(make_rgb(std::move(rows)), turn_of_exif(static_cast<int>(plan.orientation)));
  rows = make_rotated(std::move(rows), plan.is_mirrored, plan.degrees.to_double(), kWhite);
  if (plan.quality == Quality::gray) rows = make_gray(std::move(rows));
  if (plan.quality == Quality::bitonal)
    rows = make_bitonal(std::move(rows), blocking_threshold_of(image, Patience({}, kNever)).value());
  rows = make_rgb(std::move(rows));
  return read_all(*rows).value();
}

// ---- How alike ------------------------------------------------------------------------------------------------------

inline double psnr(ConstPixelsView a, ConstPixelsView b) {
  double sum = 0;
  for (std::int64_t y = 0; y < a.size.height; ++y) {
    for (std::size_t i = 0; i < a.row_bytes(); ++i) {
      double const difference = double{static_cast<double>(a.row(y)[i])} - b.row(y)[i];
      sum += difference * difference;
    }
  }
  auto const samples = static_cast<double>(a.row_bytes()) * static_cast<double>(a.size.height);
  return 10 * std::log10(255.0 * 255.0 / std::max(sum / samples, 1e-9));
}

}  // namespace triforium::image
