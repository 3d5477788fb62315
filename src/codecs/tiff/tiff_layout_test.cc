#include "codecs/tiff/tiff_layout.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <random>

namespace triforium::codecs::tiff {
namespace {

Page page_of(Photometric photometric, int bits, int samples, SampleKind kind = SampleKind::unsigned_integer) {
  Page page;
  page.photometric = photometric;
  page.bits = bits;
  page.samples = samples;
  page.kind = kind;
  page.grid.image = page.grid.chunk = {16, 1};
  return page;
}

SampleLayout layout_of(Page const& page) {
  auto const layout = make_layout(page);
  EXPECT_TRUE(layout) << layout.error().detail;
  return layout ? *layout : SampleLayout();
}

template <typename Sample>
std::vector<int> convert(SampleLayout const& layout, Bytes const& row, std::int64_t first, std::int64_t count) {
  EXPECT_EQ(sizeof(Sample), static_cast<std::size_t>(layout.pixels.bytes_per_sample()));
  std::vector<Sample> out(static_cast<std::size_t>(count * layout.pixels.channels()));
  StoredRow const stored{row, 0};
  convert_row(layout, {&stored, 1}, first, count, reinterpret_cast<std::uint8_t*>(out.data()));
  return {out.begin(), out.end()};
}

template <typename T>
Bytes bytes_of(std::vector<T> const& values) {
  Bytes bytes(values.size() * sizeof(T));
  std::memcpy(bytes.data(), values.data(), bytes.size());
  return bytes;
}

// The slow twin: one bit after the other.
unsigned bits_at(Bytes const& row, std::size_t index, int bits) {
  unsigned value = 0;
  for (std::size_t bit = index * static_cast<std::size_t>(bits); bit < (index + 1) * static_cast<std::size_t>(bits);
       ++bit) {
    value = value * 2 + (row[bit / 8] >> (7 - bit % 8) & 1);
  }
  return value;
}

TEST(TiffLayout, UnpacksEveryDepth) {
  std::mt19937 random(7);
  Bytes row(64);
  for (auto& byte : row)
    byte = static_cast<std::uint8_t>(random());
  for (int bits = 1; bits <= 15; ++bits) {
    auto const gray = layout_of(page_of(Photometric::min_is_black, bits, 1));
    auto const white = layout_of(page_of(Photometric::min_is_white, bits, 1));
    auto const top = bits <= 8 ? 255 : 65535;
    for (std::int64_t first = 0; first < 9; ++first) {
      auto const pixels =
          bits <= 8 ? convert<std::uint8_t>(gray, row, first, 20) : convert<std::uint16_t>(gray, row, first, 20);
      auto const inverted =
          bits <= 8 ? convert<std::uint8_t>(white, row, first, 20) : convert<std::uint16_t>(white, row, first, 20);
      for (std::size_t i = 0; i < 20; ++i) {
        auto const expected = std::round(bits_at(row, static_cast<std::size_t>(first) + i, bits) *
                                         static_cast<double>(top) / ((1 << bits) - 1));
        ASSERT_EQ(pixels[i], static_cast<int>(expected)) << bits << " bits, pixel " << i;
        ASSERT_EQ(inverted[i], top - static_cast<int>(expected)) << bits << " bits, pixel " << i;
      }
    }
  }
}

TEST(TiffLayout, LeavesUnspecifiedSamplesAsideAndFindsAlpha) {
  Bytes const row{1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
  auto page = page_of(Photometric::rgb, 8, 5);
  EXPECT_EQ(convert<std::uint8_t>(layout_of(page), row, 0, 2), (std::vector<int>{1, 2, 3, 6, 7, 8}));
  page.extra_samples = {0, 2};
  auto const layout = layout_of(page);
  EXPECT_TRUE(layout.pixels.has_alpha);
  EXPECT_FALSE(layout.pixels.is_premultiplied);
  EXPECT_EQ(convert<std::uint8_t>(layout, row, 0, 2), (std::vector<int>{1, 2, 3, 5, 6, 7, 8, 10}));
  page.extra_samples = {1, 0};
  EXPECT_TRUE(layout_of(page).pixels.is_premultiplied);
}

TEST(TiffLayout, LooksColoursUpInThePalette) {
  auto layout = layout_of(page_of(Photometric::palette, 4, 1));
  layout.palette = make_palette({0, 65535, 257, 10, 20, 30 * 257, 0, 128 * 257, 65535});
  EXPECT_EQ(convert<std::uint8_t>(layout, {0x01, 0x2F}, 0, 4),
            (std::vector<int>{0, 0, 0, 255, 0, 128, 1, 30, 255, 0, 0, 0}));
  auto const lie = make_palette({0, 255, 7, 8, 9, 10});
  EXPECT_EQ(lie[1], (std::array<std::uint8_t, 3>{255, 8, 10}));
}

// TIFF 6.0, section 23: a* = -1 is 0xFF in 8 bits, 0xFF00 in 16.
TEST(TiffLayout, GivesLabTheIccEncoding) {
  auto const lab8 = layout_of(page_of(Photometric::cielab, 8, 3));
  EXPECT_EQ(convert<std::uint8_t>(lab8, {255, 0, 0xFF}, 0, 1), (std::vector<int>{255, 128, 127}));
  auto const lab16 = layout_of(page_of(Photometric::cielab, 16, 3));
  EXPECT_EQ(convert<std::uint16_t>(lab16, bytes_of<std::uint16_t>({65535, 0, 0xFF00, 0, 0x8000, 0x7F00}), 0, 2),
            (std::vector<int>{65535, 32896, 32896 - 257, 0, 0, 65535}));
  auto const icc16 = layout_of(page_of(Photometric::icclab, 16, 3));
  EXPECT_EQ(convert<std::uint16_t>(icc16, bytes_of<std::uint16_t>({0xFF00, 0x8000, 0}), 0, 1),
            (std::vector<int>{65535, 32896, 0}));
}

TEST(TiffLayout, ConvertsYcbcrByTheReferenceFormula) {
  auto page = page_of(Photometric::ycbcr, 8, 3);
  page.compression = Compression::lzw;
  page.subsampling_x = page.subsampling_y = 1;
  auto const layout = layout_of(page);
  std::mt19937 random(3);
  for (int i = 0; i < 2000; ++i) {
    Bytes const row{static_cast<std::uint8_t>(random()), static_cast<std::uint8_t>(random()),
                    static_cast<std::uint8_t>(random())};
    auto const y = row[0], cb = static_cast<std::uint8_t>(row[1]), cr = row[2];
    auto const clamped = [](double value) { return std::clamp(value, 0.0, 255.0); };
    auto const pixels = convert<std::uint8_t>(layout, row, 0, 1);
    EXPECT_NEAR(pixels[0], clamped(y + 1.402 * (cr - 128)), 0.51);
    EXPECT_NEAR(pixels[1], clamped(y - 0.344136 * (cb - 128) - 0.714136 * (cr - 128)), 0.51);
    EXPECT_NEAR(pixels[2], clamped(y + 1.772 * (cb - 128)), 0.51);
  }
}

TEST(TiffLayout, TakesDataUnitsApart) {
  // 3 × 3 pixels in units of 2 × 2: Y Y Y Y Cb Cr, four of them.
  Bytes const clumps{1, 2, 4, 5, 100, 101, 3, 0, 6, 0, 102, 103, 7, 8, 0, 0, 104, 105, 9, 0, 0, 0, 106, 107};
  ASSERT_EQ(clumped_bytes(2, 2, 3, 3), clumps.size());
  Bytes row(9);
  expand_clumps(clumps, 2, 2, 3, 1, row);
  EXPECT_EQ(row, (Bytes{4, 100, 101, 5, 100, 101, 6, 102, 103}));
  expand_clumps(clumps, 2, 2, 3, 2, row);
  EXPECT_EQ(row, (Bytes{7, 104, 105, 8, 104, 105, 9, 106, 107}));
}

TEST(TiffLayout, StretchesRanges) {
  auto layout = layout_of(page_of(Photometric::min_is_black, 32, 1, SampleKind::floating));
  ASSERT_TRUE(layout.has_range);
  layout.range = {-1, 3};
  EXPECT_EQ(convert<std::uint16_t>(layout, bytes_of<float>({-1, 3, 1, 99, -99, NAN, INFINITY}), 0, 7),
            (std::vector<int>{0, 65535, 32768, 65535, 0, 0, 65535}));
  auto shorts = layout_of(page_of(Photometric::min_is_black, 16, 1, SampleKind::signed_integer));
  shorts.range = {-32768, 32767};
  EXPECT_EQ(convert<std::uint16_t>(shorts, bytes_of<std::int16_t>({-32768, 0, 32767}), 0, 3),
            (std::vector<int>{0, 32768, 65535}));
}

TEST(TiffLayout, ReadsHalfFloats) {
  auto const half = layout_of(page_of(Photometric::min_is_black, 16, 1, SampleKind::floating));
  auto const value = [&](std::uint16_t bits) { return sample_value(half, bytes_of<std::uint16_t>({bits}).data(), 0); };
  EXPECT_EQ(value(0x3C00), 1);
  EXPECT_EQ(value(0xC000), -2);
  EXPECT_EQ(value(0x0001), std::ldexp(1, -24));
  EXPECT_EQ(value(0x7BFF), 65504);
  EXPECT_TRUE(std::isinf(value(0x7C00)));
  EXPECT_TRUE(std::isnan(value(0x7C01)));
  auto const three = layout_of(page_of(Photometric::min_is_black, 24, 1, SampleKind::floating));
  EXPECT_EQ(sample_value(three, Bytes{0x00, 0x80, 0x3F}.data(), 0), 1.5);
}

TEST(TiffLayout, ChoosesOneRangeByWhatIsSeen) {
  auto const floats = layout_of(page_of(Photometric::min_is_black, 32, 1, SampleKind::floating));
  auto const expect = [](SampleLayout const& layout, double least, double greatest, double low, double high) {
    auto const range = choose_range(layout, least, greatest);
    EXPECT_EQ(range.low, low) << least << " … " << greatest;
    EXPECT_EQ(range.high, high) << least << " … " << greatest;
  };
  expect(floats, 0.1, 1.0000002, 0, 1);
  expect(floats, -0.01, 0.5, 0, 1);
  expect(floats, 0, 200, 0, 255);
  expect(floats, 0, 60000, 0, 65535);
  expect(floats, -3000, 70000, -3000, 70000);
  expect(floats, HUGE_VAL, -HUGE_VAL, 0, 1);
  auto const longs = layout_of(page_of(Photometric::min_is_black, 32, 1));
  expect(longs, 0, 255, 0, 255);
  expect(longs, 0, 70000, 0, 4294967295.0);
  auto const shorts = layout_of(page_of(Photometric::min_is_black, 16, 1, SampleKind::signed_integer));
  expect(shorts, 0, 5000, 0, 32767);
  expect(shorts, -1, 5000, -32768, 32767);
}

TEST(TiffLayout, RefusesWhatItCannotRead) {
  auto const refused = [](Page const& page) {
    auto const layout = make_layout(page);
    return !layout && layout.error().kind == ErrorKind::not_implemented;
  };
  EXPECT_TRUE(refused(page_of(Photometric::itulab, 8, 3)));
  EXPECT_TRUE(refused(page_of(Photometric::rgb, 8, 2)));
  EXPECT_TRUE(refused(page_of(Photometric::rgb, 17, 3)));
  EXPECT_TRUE(refused(page_of(Photometric::min_is_black, 8, 1, SampleKind::floating)));
  EXPECT_TRUE(refused(page_of(Photometric::cielab, 12, 3)));
  EXPECT_TRUE(refused(page_of(static_cast<Photometric>(32803), 16, 1)));
  auto mixed = page_of(Photometric::rgb, 5, 3);
  mixed.has_mixed_bits = true;
  EXPECT_TRUE(refused(mixed));
}

}  // namespace
}  // namespace triforium::codecs::tiff
