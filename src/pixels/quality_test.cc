#include "pixels/quality.h"

#include <gtest/gtest.h>

#include <cmath>

#include "pixels/row_step.h"
#include "pixels/srgb_curve.h"
#include "pixels/test_pixels.h"

namespace triforium {
namespace {

using namespace test;
using Samples = std::vector<std::uint32_t>;

constexpr PixelFormat kGray{.model = ColourModel::gray};
constexpr PixelFormat kGrayAlpha{.model = ColourModel::gray, .has_alpha = true};
constexpr PixelFormat kGray16{.model = ColourModel::gray, .type = SampleType::u16};
constexpr PixelFormat kRgb{};
constexpr PixelFormat kRgba{.has_alpha = true};
constexpr PixelFormat kRgb16{.type = SampleType::u16};
constexpr PixelFormat kRgba16{.has_alpha = true, .type = SampleType::u16};

Samples only_pixel(std::unique_ptr<RowReader> reader) {
  return samples_of_pixel(drain(std::move(reader)), 0, 0);
}

TEST(Gray, LeavesEveryGrayAsItIs) {
  auto const in = make_pixels({256, 1}, kRgb, [](auto x, auto, int) { return static_cast<std::uint32_t>(x); });
  auto const gray = drain(make_gray(reader_of(in)));
  EXPECT_EQ(gray.format(), kGray);
  for (std::uint32_t x = 0; x < 256; ++x)
    EXPECT_EQ(sample_at(gray.view(), x, 0, 0), x);

  auto const in16 = make_pixels({65536, 1}, kRgb16, [](auto x, auto, int) { return static_cast<std::uint32_t>(x); });
  EXPECT_LE(
      difference(drain(make_gray(reader_of(in16))),
                 make_pixels({65536, 1}, kGray16, [](auto x, auto, int) { return static_cast<std::uint32_t>(x); })),
      1U);
}

TEST(Gray, IsTheLumaOfJpeg) {
  auto const in = random_pixels({40, 40}, kRgb, 1);
  auto const gray = drain(make_gray(reader_of(in)));
  for (std::int64_t y = 0; y < 40; ++y) {
    for (std::int64_t x = 0; x < 40; ++x) {
      auto const rgb = samples_of_pixel(in, x, y);
      auto const luma = 0.299 * rgb[0] + 0.587 * rgb[1] + 0.114 * rgb[2];
      EXPECT_NEAR(sample_at(gray.view(), x, y, 0), luma, 0.51);
    }
  }
}

TEST(Gray, KeepsAlphaAndDepth) {
  EXPECT_EQ(only_pixel(make_gray(make_reader(one_pixel(kRgba, {255, 255, 255, 77})))), (Samples{255, 77}));
  EXPECT_EQ(only_pixel(make_gray(make_reader(one_pixel(kRgba16, {40000, 40000, 40000, 7})))), (Samples{40000, 7}));
  EXPECT_EQ(only_pixel(make_gray(make_reader(one_pixel(kGrayAlpha, {3, 4})))), (Samples{3, 4}));
}

TEST(Gray, TakesPremultipliedColourForWhatItIs) {
  PixelFormat const premultiplied{.has_alpha = true, .is_premultiplied = true};
  EXPECT_EQ(only_pixel(make_gray(make_reader(one_pixel(premultiplied, {60, 60, 60, 120})))), (Samples{128, 120}));
  EXPECT_EQ(only_pixel(make_gray(make_reader(one_pixel(premultiplied, {0, 0, 0, 0})))), (Samples{0, 0}));
}

TEST(Straight, UndoesPremultiplication) {
  PixelFormat const premultiplied{.has_alpha = true, .is_premultiplied = true, .type = SampleType::u16};
  EXPECT_EQ(only_pixel(make_straight(make_reader(one_pixel(premultiplied, {100, 50, 200, 100})))),
            (Samples{65535, 32768, 65535, 100}));
}

TEST(Bitonal, IsWhiteFromTheThresholdOn) {
  auto const in = make_pixels({256, 1}, kGray, [](auto x, auto, int) { return static_cast<std::uint32_t>(x); });
  auto const result = drain(make_bitonal(reader_of(in), 100));
  EXPECT_EQ(result.format(), kGray);
  for (std::uint32_t x = 0; x < 256; ++x)
    EXPECT_EQ(sample_at(result.view(), x, 0, 0), x >= 100 ? 255U : 0U);
}

TEST(Bitonal, TakesEveryFormat) {
  EXPECT_EQ(only_pixel(make_bitonal(make_reader(one_pixel(kRgb, {255, 255, 0})), 128)), Samples{255});
  EXPECT_EQ(only_pixel(make_bitonal(make_reader(one_pixel(kRgb, {0, 0, 255})), 128)), Samples{0});
  EXPECT_EQ(only_pixel(make_bitonal(make_reader(one_pixel(kRgb16, {65535, 65535, 65535})), 255)), Samples{255});
  // Transparent black lies on white.
  EXPECT_EQ(only_pixel(make_bitonal(make_reader(one_pixel(kRgba, {0, 0, 0, 0})), 128)), Samples{255});
  EXPECT_EQ(only_pixel(make_bitonal(make_reader(one_pixel(kGrayAlpha, {0, 255})), 128)), Samples{0});
}

TEST(Otsu, SeparatesInkFromPaper) {
  auto const page = make_pixels({100, 100}, kGray, [](auto x, auto y, int) {
    return static_cast<std::uint32_t>((x * 7 + y * 13) % 10 < 2 ? 40 + (x + y) % 20 : 190 + (x * y) % 40);
  });
  auto const threshold = otsu_threshold(page.view());
  EXPECT_GT(threshold, 60);
  EXPECT_LE(threshold, 190);
}

TEST(Otsu, AgreesWithTheDefinitionOnRandomHistograms) {
  std::mt19937 random(3);
  for (int round = 0; round < 50; ++round) {
    Histogram histogram{};
    for (auto& count : histogram)
      count = random() % (round % 2 == 0 ? 1000 : 2);
    auto const variance = [&](int threshold) {
      double n[2] = {}, sum[2] = {};
      for (int i = 0; i < 256; ++i) {
        n[i >= threshold] += static_cast<double>(histogram[static_cast<std::size_t>(i)]);
        sum[i >= threshold] += static_cast<double>(histogram[static_cast<std::size_t>(i)]) * i;
      }
      if (n[0] == 0 || n[1] == 0) return 0.0;
      return n[0] * n[1] * std::pow(sum[0] / n[0] - sum[1] / n[1], 2);
    };
    double best = 0;
    for (int threshold = 1; threshold < 256; ++threshold)
      best = std::max(best, variance(threshold));
    EXPECT_GE(variance(otsu_threshold(histogram)), best * (1 - 1e-9)) << round;
  }
}

TEST(Otsu, IsInTheMiddleOfTwoTones) {
  Histogram histogram{};
  histogram[10] = 5;
  histogram[200] = 900;
  EXPECT_EQ(otsu_threshold(histogram), 106);
}

TEST(Otsu, LeavesFlatPicturesAsTheyAre) {
  EXPECT_EQ(otsu_threshold(Histogram{}), 128);
  auto const white = one_pixel(kGray, {255});
  EXPECT_EQ(only_pixel(make_bitonal(reader_of(white), otsu_threshold(white.view()))), Samples{255});
  auto const dark = one_pixel(kGray16, {3000});
  EXPECT_EQ(only_pixel(make_bitonal(reader_of(dark), otsu_threshold(dark.view()))), Samples{0});
}

TEST(Flattened, MixesByAlpha) {
  EXPECT_EQ(only_pixel(make_flattened(make_reader(one_pixel(kRgba, {200, 100, 0, 0})), {1, 2, 3})), (Samples{1, 2, 3}));
  EXPECT_EQ(only_pixel(make_flattened(make_reader(one_pixel(kRgba, {200, 100, 0, 255})), {1, 2, 3})),
            (Samples{200, 100, 0}));
  EXPECT_EQ(only_pixel(make_flattened(make_reader(one_pixel(kRgba, {200, 100, 0, 51})), kWhite)),
            (Samples{244, 224, 204}));
  EXPECT_EQ(only_pixel(make_flattened(make_reader(one_pixel(kRgba16, {65535, 0, 0, 32768})), {0, 0, 0})),
            (Samples{32768, 0, 0}));
  EXPECT_EQ(only_pixel(make_flattened(make_reader(one_pixel(kGrayAlpha, {9, 0})), kWhite)), (Samples{255}));
}

TEST(Flattened, DoesNotMultiplyTwice) {
  PixelFormat const premultiplied{.has_alpha = true, .is_premultiplied = true};
  auto const result = drain(make_flattened(make_reader(one_pixel(premultiplied, {100, 0, 0, 100})), kWhite));
  EXPECT_EQ(result.format(), kRgb);
  EXPECT_EQ(samples_of_pixel(result, 0, 0), (Samples{255, 155, 155}));
}

TEST(Flattened, KnowsTheGroundInEveryModel) {
  EXPECT_EQ(samples_of(kWhite, ColourModel::cmyk), (std::array<float, 4>{0, 0, 0, 0}));
  EXPECT_EQ(samples_of({0, 0, 0}, ColourModel::cmyk), (std::array<float, 4>{0, 0, 0, 1}));
  EXPECT_EQ(samples_of({255, 0, 0}, ColourModel::cmyk), (std::array<float, 4>{0, 1, 1, 0}));
  EXPECT_NEAR(samples_of({128, 128, 128}, ColourModel::gray)[0], 128 / 255.0, 1e-5);
  auto const white = samples_of(kWhite, ColourModel::lab);
  EXPECT_NEAR(white[0], 1, 1e-3);
  EXPECT_NEAR(white[1], 128 / 255.0, 1e-3);
  EXPECT_NEAR(white[2], 128 / 255.0, 1e-3);
  // sRGB's red is L 54.3, a 80.8, b 69.9 under D50.
  auto const red = samples_of({255, 0, 0}, ColourModel::lab);
  EXPECT_NEAR(red[0] * 100, 54.3, 0.3);
  EXPECT_NEAR(red[1] * 255 - 128, 80.8, 0.5);
  EXPECT_NEAR(red[2] * 255 - 128, 69.9, 0.5);
}

TEST(EightBit, RoundsEveryValue) {
  auto const in = make_pixels({65536, 1}, kGray16, [](auto x, auto, int) { return static_cast<std::uint32_t>(x); });
  auto const result = drain(make_8_bit(reader_of(in)));
  EXPECT_EQ(result.format(), kGray);
  for (std::uint32_t x = 0; x < 65536; ++x)
    ASSERT_EQ(sample_at(result.view(), x, 0, 0), (x + 128) / 257) << x;
}

TEST(Rgb, RepeatsGray) {
  EXPECT_EQ(only_pixel(make_rgb(make_reader(one_pixel(kGrayAlpha, {7, 8})))), (Samples{7, 7, 7, 8}));
  EXPECT_EQ(only_pixel(make_rgb(make_reader(one_pixel(kGray16, {700})))), (Samples{700, 700, 700}));
}

TEST(Steps, PassThroughWhatNeedsNothing) {
  auto reader = make_reader(one_pixel(kRgb, {1, 2, 3}));
  auto const* const before = reader.get();
  reader = make_rgb(make_8_bit(make_flattened(make_straight(std::move(reader)), kWhite)));
  EXPECT_EQ(reader.get(), before);
}

TEST(Steps, HandErrorsOn) {
  auto const reader = make_gray(std::make_unique<FailingReader>(PixelSize{3, 50}, kRgb, 40));
  EXPECT_FALSE(read_all(*reader));
}

}  // namespace
}  // namespace triforium
