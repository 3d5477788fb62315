#include "codecs/plane_encoder.h"

#include <gtest/gtest.h>

#include <cmath>

#include "codecs/encode/read_back.h"

namespace triforium::codecs {
namespace {

using test::read_back;

std::uint8_t shade(std::int64_t x, std::int64_t y) {
  return static_cast<std::uint8_t>((x * x + 3 * y * x + 5 * y) % 256);
}

// Gray shades, as planes with flat chroma and as rows of RGB.
Planes gray_shades(PixelSize size, bool is_gray, Sampling sampling) {
  auto planes = make_planes(size, is_gray, sampling).value();
  for (std::int64_t y = 0; y < size.height; ++y) {
    for (std::int64_t x = 0; x < size.width; ++x)
      planes.y.view().row(y)[x] = shade(x, y);
  }
  for (auto* const plane : {&planes.cb, &planes.cr}) {
    for (std::int64_t y = 0; y < plane->size().height; ++y)
      std::fill_n(plane->view().row(y), plane->size().width, std::uint8_t{128});
  }
  return planes;
}
Pixels gray_pixels(PixelSize size, ColourModel model) {
  auto pixels = Pixels::create(size, {.model = model}).value();
  auto const channels = pixels.format().channels();
  for (std::int64_t y = 0; y < size.height; ++y) {
    for (std::int64_t x = 0; x < size.width; ++x)
      std::fill_n(pixels.view().row(y) + x * channels, channels, shade(x, y));
  }
  return pixels;
}

// The slow twin: rows of RGB.
TEST(EncodePlanes, WritesTheSameJpegAsRowsDo) {
  for (auto const subsampling : {Subsampling::s444, Subsampling::s422, Subsampling::s420}) {
    for (PixelSize const size : {PixelSize{1, 1}, {16, 16}, {203, 157}, {65, 9}}) {
      for (bool const is_progressive : {false, true}) {
        EncodeSettings settings;
        settings.subsampling = subsampling;
        settings.is_progressive = is_progressive;
        Accompaniment with;
        with.xmp = share({'<', 'x', '/', '>'});
        for (bool const is_gray : {false, true}) {
          auto const sampling = plane_sampling(OutputFormat::jpg, settings).value();
          BytesSink planes, rows;
          ASSERT_TRUE(encode_planes(OutputFormat::jpg, gray_shades(size, is_gray, sampling), settings, with, planes));
          auto const reader = make_reader(gray_pixels(size, is_gray ? ColourModel::gray : ColourModel::rgb));
          ASSERT_TRUE(encode(OutputFormat::jpg, *reader, settings, with, rows));
          EXPECT_EQ(planes.bytes, rows.bytes) << size.width << "×" << size.height << (is_gray ? " gray" : "");
        }
      }
    }
  }
}

// From row `y` on, so many rows.
PlaneViews cut(Planes& planes, std::int64_t y, std::int64_t rows) {
  PlaneViews strip{planes.y.view(), planes.cb.view(), planes.cr.view()};
  for (std::size_t i = 0; i < (planes.is_gray() ? 1U : 3U); ++i) {
    auto const down = i == 0 ? 1 : planes.sampling.down;
    strip[i] = from_row(strip[i], y / down);
    strip[i].size.height = std::min<std::int64_t>(strip[i].size.height, (rows + down - 1) / down);
  }
  return strip;
}

// Progressive: by libjpeg alone.
TEST(EncodePlanes, WritesTheSameJpegFromStrips) {
  for (PixelSize const size : {PixelSize{1, 1}, {203, 157}, {65, 32}, {300, 33}}) {
    for (bool const is_progressive : {false, true}) {
      for (bool const is_gray : {false, true}) {
        EncodeSettings settings;
        settings.is_progressive = is_progressive;
        auto const sampling = plane_sampling(OutputFormat::jpg, settings).value();
        BytesSink whole, strips;
        ASSERT_TRUE(encode_planes(OutputFormat::jpg, gray_shades(size, is_gray, sampling), settings, {}, whole));
        auto planes = gray_shades(size, is_gray, sampling);
        auto const writer = start_planes(OutputFormat::jpg, size, is_gray, settings, {}, strips).value();
        for (std::int64_t y = 0; y < size.height; y += 2 * PlaneWriter::kRows)
          ASSERT_TRUE(writer->write(cut(planes, y, 2 * PlaneWriter::kRows)));
        ASSERT_TRUE(writer->finish());
        EXPECT_EQ(strips.bytes, whole.bytes) << size.width << "×" << size.height << (is_gray ? " gray" : "");
      }
    }
  }
}

struct Rgb {
  double r, g, b;
};
// JFIF 1.02, "Conversion to and from RGB".
Rgb rgb_of(double y, double cb, double cr) {
  return {y + 1.402 * (cr - 128), y - 0.34414 * (cb - 128) - 0.71414 * (cr - 128), y + 1.772 * (cb - 128)};
}

// Flat colours, so that nothing but the conversion counts.
TEST(EncodePlanes, KeepsColours) {
  for (auto const format : {OutputFormat::jpg, OutputFormat::webp}) {
    for (auto const& [luma, cb, cr] :
         {std::array{128, 128, 128}, {0, 128, 128}, {255, 128, 128}, {100, 150, 110}, {90, 100, 190}}) {
      EncodeSettings settings;
      auto planes = make_planes({33, 17}, false, plane_sampling(format, settings).value()).value();
      for (auto const& [plane, value] : {std::pair{&planes.y, luma}, {&planes.cb, cb}, {&planes.cr, cr}}) {
        for (std::int64_t y = 0; y < plane->size().height; ++y)
          std::fill_n(plane->view().row(y), plane->size().width, static_cast<std::uint8_t>(value));
      }
      BytesSink sink;
      Accompaniment with;
      with.xmp = share({'<', 'x', '/', '>'});
      ASSERT_TRUE(encode_planes(format, std::move(planes), settings, with, sink));
      auto const found = read_back(sink.bytes);
      ASSERT_TRUE(found);
      EXPECT_EQ(found->size, (PixelSize{33, 17}));
      EXPECT_EQ(found->xmp, "<x/>");
      auto const wanted = rgb_of(luma, cb, cr);
      auto const* const last = found->rgba.data() + found->rgba.size() - 4;
      EXPECT_NEAR(last[0], wanted.r, 4);
      EXPECT_NEAR(last[1], wanted.g, 4);
      EXPECT_NEAR(last[2], wanted.b, 4);
    }
  }
}

TEST(EncodePlanes, WritesGrayWebp) {
  BytesSink sink;
  ASSERT_TRUE(encode_planes(OutputFormat::webp, gray_shades({64, 64}, true, {}), {}, {}, sink));
  auto const found = read_back(sink.bytes);
  ASSERT_TRUE(found);
  double difference = 0;
  for (std::size_t i = 0; i < 64 * 64; ++i) {
    for (std::size_t c = 0; c < 3; ++c)
      difference += std::abs(found->rgba[4 * i + c] -
                             shade(static_cast<std::int64_t>(i % 64), static_cast<std::int64_t>(i / 64)));
  }
  EXPECT_LT(difference / (64 * 64 * 3), 12);
}

TEST(EncodePlanes, RefusesWhatTheFormatDoesNotTake) {
  EncodeSettings settings;
  BytesSink sink;
  EXPECT_FALSE(plane_sampling(OutputFormat::png, settings));
  EXPECT_FALSE(encode_planes(OutputFormat::png, gray_shades({8, 8}, false, {2, 2}), settings, {}, sink));
  EXPECT_FALSE(encode_planes(OutputFormat::jpg, gray_shades({8, 8}, false, {1, 1}), settings, {}, sink));
  settings.webp_quality = 101;
  EXPECT_FALSE(plane_sampling(OutputFormat::webp, settings));
  EXPECT_FALSE(encode_planes(OutputFormat::webp, gray_shades({20'000, 8}, false, {2, 2}), {}, {}, sink));
  EXPECT_TRUE(sink.bytes.empty());
}

TEST(EncodePlanes, TakesStripsForJpegAlone) {
  BytesSink sink;
  EXPECT_EQ(start_planes(OutputFormat::webp, {8, 8}, false, {}, {}, sink).value(), nullptr);
  EXPECT_FALSE(start_planes(OutputFormat::jpg, {70'000, 8}, false, {}, {}, sink));
}

}  // namespace
}  // namespace triforium::codecs
