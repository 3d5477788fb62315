#include "pixels/resize.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <random>

#include "pixels/test_pixels.h"

namespace triforium {
namespace {

using namespace test;

constexpr PixelFormat kGray{.model = ColourModel::gray};
constexpr PixelFormat kRgb{};
constexpr PixelFormat kRgba{.has_alpha = true};
constexpr PixelFormat kRgb16{.type = SampleType::u16};
constexpr PixelFormat kCmyka16{.model = ColourModel::cmyk, .has_alpha = true, .type = SampleType::u16};

PixelFormat const kAllFormats[] = {
    kGray,
    {.model = ColourModel::gray, .has_alpha = true},
    kRgb,
    kRgba,
    {.model = ColourModel::rgb, .has_alpha = true, .is_premultiplied = true},
    {.model = ColourModel::cmyk},
    {.model = ColourModel::cmyk, .has_alpha = true},
    {.model = ColourModel::gray, .type = SampleType::u16},
    kRgb16,
    {.has_alpha = true, .type = SampleType::u16},
    kCmyka16,
};

// ---- The slow twin: every output sample by the formula, in two dimensions at once. ----

double reference_filter(double distance, double reduction) {
  auto const x = std::abs(distance) / std::max(reduction, 1.0);
  if (reduction < 1) {
    if (x >= 2) return 0;
    return x < 1 ? 1.5 * x * x * x - 2.5 * x * x + 1 : -0.5 * x * x * x + 2.5 * x * x - 4 * x + 2;
  }
  if (x >= 3) return 0;
  if (x == 0) return 1;
  auto const angle = std::numbers::pi * x;
  return 3 * std::sin(angle) * std::sin(angle / 3) / (angle * angle);
}

// A sample of the input as it is resampled: colours times alpha.
double reference_sample(ConstPixelsView in, std::int64_t x, std::int64_t y, int c) {
  double const value = sample_at(in, x, y, c);
  auto const colours = in.format.colours();
  if (!in.format.has_alpha || in.format.is_premultiplied || c == colours) return value;
  return value * sample_at(in, x, y, colours) / full_of(in.format);
}

double reference_value(ConstPixelsView in, Window window, PixelSize out, std::int64_t x, std::int64_t y, int c) {
  auto const rx = window.width / static_cast<double>(out.width), ry = window.height / static_cast<double>(out.height);
  auto const cx = window.x + (static_cast<double>(x) + 0.5) * rx, cy = window.y + (static_cast<double>(y) + 0.5) * ry;
  auto const reach_x = 3 * std::max(rx, 1.0) + 1, reach_y = 3 * std::max(ry, 1.0) + 1;
  double sum = 0, weights = 0;
  for (auto j = std::max(0.0, std::floor(cy - reach_y)); j < std::min<double>(in.size.height, cy + reach_y); ++j) {
    auto const wy = reference_filter(j + 0.5 - cy, ry);
    for (auto i = std::max(0.0, std::floor(cx - reach_x)); i < std::min<double>(in.size.width, cx + reach_x); ++i) {
      auto const weight = wy * reference_filter(i + 0.5 - cx, rx);
      sum += weight * reference_sample(in, static_cast<std::int64_t>(i), static_cast<std::int64_t>(j), c);
      weights += weight;
    }
  }
  return sum / weights;
}

Pixels reference_resize(ConstPixelsView in, Window window, PixelSize out) {
  auto const full = static_cast<double>(full_of(in.format));
  auto const colours = in.format.colours();
  auto const rounded = [](double value) { return static_cast<std::uint32_t>(value + 0.5); };
  return make_pixels(out, in.format, [&](auto x, auto y, int c) {
    auto const value = reference_value(in, window, out, x, y, c);
    if (!in.format.has_alpha) return rounded(std::clamp(value, 0.0, full));
    auto const alpha = std::clamp(reference_value(in, window, out, x, y, colours), 0.0, full);
    if (c == colours) return rounded(alpha);
    if (in.format.is_premultiplied) return rounded(std::clamp(value, 0.0, alpha));
    return alpha < 0.5 ? 0U : rounded(std::clamp(value * full / alpha, 0.0, full));
  });
}

Pixels resize(Pixels const& in, Window window, PixelSize out, std::int64_t rows_at_once = 7) {
  return drain(make_resizer(reader_of(in), window, out).value(), rows_at_once);
}

Window whole(PixelSize size) {
  return {0, 0, static_cast<double>(size.width), static_cast<double>(size.height)};
}

// ---- ----

// Where alpha is faint, unpremultiplied colours amplify the rounding of both; alpha of random pictures is not.
std::uint32_t tolerance(PixelFormat format) {
  return format.type == SampleType::u8 ? 1 : format.has_alpha ? 3 : 1;
}

TEST(Resize, EqualsTheSlowTwinOnRandomWindows) {
  std::mt19937 random(1);
  auto const below = [&](std::int64_t limit) {
    return static_cast<std::int64_t>(random() % static_cast<unsigned>(limit));
  };
  for (int round = 0; round < 160; ++round) {
    auto const format = kAllFormats[static_cast<std::size_t>(round) % std::size(kAllFormats)];
    PixelSize const size{1 + below(60), 1 + below(60)}, out{1 + below(40), 1 + below(40)};
    auto const in = make_pixels(size, format, [&](auto, auto, int c) {
      auto const full = full_of(format);
      return c == format.colours() ? full / 4 + random() % (full - full / 4) : random() % (full / 4);
    });
    auto const left = static_cast<double>(below(100 * size.width)) / 100,
               top = static_cast<double>(below(100 * size.height)) / 100;
    Window const window{left, top, (static_cast<double>(size.width) - left) * static_cast<double>(1 + below(100)) / 100,
                        (static_cast<double>(size.height) - top) * static_cast<double>(1 + below(100)) / 100};
    EXPECT_LE(difference(resize(in, window, out), reference_resize(in.view(), window, out)), tolerance(format))
        << "round " << round << ": " << size.width << "x" << size.height << " at " << left << "," << top << " "
        << window.width << "x" << window.height << " to " << out.width << "x" << out.height;
  }
}

TEST(Resize, EqualsTheSlowTwinWhereRowsAreManyToOne) {
  auto const in = random_pixels({150, 700}, kRgb, 2);
  EXPECT_LE(difference(resize(in, whole(in.size()), {3, 5}), reference_resize(in.view(), whole(in.size()), {3, 5})),
            1U);
  EXPECT_LE(difference(resize(in, whole(in.size()), {40, 1}), reference_resize(in.view(), whole(in.size()), {40, 1})),
            1U);
}

TEST(Resize, EqualsTheSlowTwinWhereEnlarging) {
  auto const in = random_pixels({7, 5}, kRgba, 3);
  Window const part{1.25, 0.5, 3.5, 2.75};
  EXPECT_LE(difference(resize(in, part, {90, 70}), reference_resize(in.view(), part, {90, 70})), 2U);
}

TEST(Resize, DoesNotDependOnHowManyRowsAreAskedFor) {
  auto const in = random_pixels({50, 90}, kRgb, 4);
  EXPECT_EQ(difference(resize(in, whole(in.size()), {20, 33}, 1), resize(in, whole(in.size()), {20, 33}, 33)), 0U);
}

TEST(Resize, KeepsAConstantPicture) {
  for (auto const format : kAllFormats) {
    auto const in = make_pixels(
        {61, 47}, format, [&](auto, auto, int c) { return full_of(format) / 7 * (c == format.colours() ? 7 : 2); });
    for (auto const out : {PixelSize{1, 1}, {13, 9}, {60, 46}, {100, 200}, {5, 150}}) {
      auto const result = resize(in, {0.3, 0.7, 60, 46}, out);
      for (std::int64_t y = 0; y < out.height; ++y) {
        for (std::int64_t x = 0; x < out.width; ++x)
          ASSERT_EQ(samples_of_pixel(result, x, y), samples_of_pixel(in, 0, 0));
      }
    }
  }
}

TEST(Resize, CopiesWindowsOfWholePixels) {
  auto const in = picture({"ABCDE", "FGHIJ", "KLMNO", "PQRST"});
  EXPECT_EQ(draw(resize(in, {0, 0, 5, 4}, {5, 4})), draw(in));
  EXPECT_EQ(draw(resize(in, {1, 2, 3, 2}, {3, 2})), (Picture{"LMN", "QRS"}));
  EXPECT_EQ(draw(resize(in, {4, 3, 1, 1}, {1, 1})), (Picture{"T"}));
}

TEST(Resize, HandsTheWholePictureThroughUntouched) {
  auto reader = reader_of(picture({"AB"}));
  auto const* const before = reader.get();
  EXPECT_EQ(make_resizer(std::move(reader), {0, 0, 2, 1}, {2, 1}).value().get(), before);
}

TEST(Resize, IsExactWhereOneAxisStays) {
  // Width 4 to 4, height 2 to 1: columns must not mix.
  auto const result =
      resize(make_pixels({4, 2}, kGray, [](auto x, auto, int) { return x % 2 == 0 ? 255 : 0; }), {0, 0, 4, 2}, {4, 1});
  EXPECT_EQ(samples_of_pixel(result, 0, 0), std::vector<std::uint32_t>{255});
  EXPECT_EQ(samples_of_pixel(result, 1, 0), std::vector<std::uint32_t>{0});
}

TEST(Resize, ReducesByArea) {
  // Every source pixel counts: a picture of thin lines becomes their mean, not some of them.
  auto const lines = make_pixels({640, 640}, kGray, [](auto x, auto, int) { return x % 8 == 0 ? 255 : 0; });
  auto const result = resize(lines, whole(lines.size()), {20, 20});
  for (std::int64_t x = 3; x < 17; ++x)
    EXPECT_NEAR(sample_at(result.view(), x, 10, 0), 255.0 / 8, 1.0);
}

TEST(Resize, WhatIsTransparentDoesNotBleed) {
  // Left half opaque red, right half transparent green.
  auto const in = make_pixels({16, 4}, kRgba, [](auto x, auto, int c) {
    if (c == 3) return x < 8 ? 255 : 0;
    return c == (x < 8 ? 0 : 1) ? 255 : 0;
  });
  for (auto const out : {PixelSize{5, 2}, PixelSize{50, 9}}) {
    auto const result = resize(in, {0, 0, 16, 4}, out);
    for (std::int64_t x = 0; x < out.width; ++x) {
      auto const pixel = samples_of_pixel(result, x, 1);
      EXPECT_EQ(pixel[1], 0U) << x;
      EXPECT_EQ(pixel[0], pixel[3] == 0 ? 0U : 255U) << x;
    }
  }
}

TEST(Resize, TilesFitTogetherWithoutSeam) {
  constexpr PixelSize kFull{211, 157};
  auto const in = random_pixels(kFull, kRgb, 5);
  for (auto const out : {PixelSize{211, 157}, {106, 79}, {50, 30}, {13, 9}, {300, 230}}) {
    auto const at_once = resize(in, whole(kFull), out);
    auto const rx = static_cast<double>(kFull.width) / static_cast<double>(out.width);
    auto const ry = static_cast<double>(kFull.height) / static_cast<double>(out.height);
    for (std::int64_t y = 0; y < out.height; y += 64) {
      for (std::int64_t x = 0; x < out.width; x += 64) {
        PixelSize const tile{std::min<std::int64_t>(64, out.width - x), std::min<std::int64_t>(64, out.height - y)};
        Window window{static_cast<double>(x) * rx, static_cast<double>(y) * ry, static_cast<double>(tile.width) * rx,
                      static_cast<double>(tile.height) * ry};
        auto const mx = filter_margin(rx), my = filter_margin(ry);
        auto const left = static_cast<std::int64_t>(std::floor(window.x)) - mx,
                   top = static_cast<std::int64_t>(std::floor(window.y)) - my;
        auto const right = static_cast<std::int64_t>(std::ceil(window.x + window.width)) + mx;
        auto const bottom = static_cast<std::int64_t>(std::ceil(window.y + window.height)) + my;
        auto const read = PixelRect{left, top, right - left, bottom - top}.intersection(PixelRect::whole(kFull));
        window.x -= static_cast<double>(read.x);
        window.y -= static_cast<double>(read.y);
        auto const part = resize(in,
                                 {static_cast<double>(read.x), static_cast<double>(read.y),
                                  static_cast<double>(read.width), static_cast<double>(read.height)},
                                 read.size());
        auto const resized = resize(part, window, tile);
        auto const expected = resize(at_once,
                                     {static_cast<double>(x), static_cast<double>(y), static_cast<double>(tile.width),
                                      static_cast<double>(tile.height)},
                                     tile);
        EXPECT_LE(difference(resized, expected), 1U) << out.width << " at " << x << "," << y;
      }
    }
  }
}

TEST(Resize, MarginIsJustEnough) {
  EXPECT_EQ(filter_margin(0.1), 3);
  EXPECT_EQ(filter_margin(1), 3);
  EXPECT_EQ(filter_margin(2), 6);
  EXPECT_EQ(filter_margin(7.5), 20);
  EXPECT_GT(filter_margin(1e300), 0);
}

TEST(Resize, RefusesWindowsThatAreNone) {
  auto const refused = [](Window window, PixelSize out) {
    return !make_resizer(reader_of(picture({"AB", "CD"})), window, out);
  };
  EXPECT_TRUE(refused({0, 0, 0, 2}, {1, 1}));
  EXPECT_TRUE(refused({0, 0, 2, -1}, {1, 1}));
  EXPECT_TRUE(refused({-2, 0, 2, 2}, {1, 1}));
  EXPECT_TRUE(refused({0, 0, 2, 4}, {1, 1}));
  EXPECT_TRUE(refused({std::nan(""), 0, 2, 2}, {1, 1}));
  EXPECT_TRUE(refused({0, 0, INFINITY, 2}, {1, 1}));
  EXPECT_TRUE(refused({0, 0, 2, 2}, {0, 1}));
  EXPECT_FALSE(refused({-1e-9, 0, 2 + 1e-9, 2}, {1, 1}));
}

TEST(Resize, HandsErrorsOn) {
  auto resizer =
      make_resizer(std::make_unique<FailingReader>(PixelSize{40, 40}, kRgb, 20), {0, 0, 40, 40}, {9, 9}).value();
  auto const result = read_all(*resizer);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, ErrorKind::corrupt_source);
}

TEST(Resize, DoesNotReadBehindWhatItNeeds) {
  // Rows behind the window and the filter may not exist yet, or cost a codec much.
  auto resizer =
      make_resizer(std::make_unique<FailingReader>(PixelSize{40, 400}, kRgb, 100), {0, 0, 40, 80}, {20, 40}).value();
  EXPECT_TRUE(read_all(*resizer));
}

TEST(Resize, HoldsFewRows) {
  auto const memory = resizer_memory({60'000, 60'000}, kRgb, {0, 0, 60'000, 60'000}, {600, 600});
  EXPECT_LT(memory, 40U << 20);
  EXPECT_GT(memory, 60'000U * 3 * 4 * 8);
  EXPECT_LT(resizer_memory({512, 512}, kRgb, {0, 0, 512, 512}, {256, 256}), 400U << 10);
}

}  // namespace
}  // namespace triforium
