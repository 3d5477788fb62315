#include "codecs/png/png.h"

#include <gtest/gtest.h>
#include <spng.h>

#include <cstdlib>

#include "codecs/test_reading.h"
#include "support/data.h"

namespace triforium::codecs {
namespace {

namespace fs = std::filesystem;
using test::difference_from_vips, test::first_difference, test::load, test::open_bytes, test::read_level,
    test::read_part, test::sample_areas;

// An RGB image of 8 bits, rows of which can be told apart.
Bytes make_png(std::uint32_t width, std::uint32_t height) {
  spng_ctx* const context = spng_ctx_new(SPNG_CTX_ENCODER);
  spng_ihdr header{width, height, 8, SPNG_COLOR_TYPE_TRUECOLOR, 0, 0, 0};
  spng_set_option(context, SPNG_ENCODE_TO_BUFFER, 1);
  spng_set_ihdr(context, &header);
  Bytes pixels(std::size_t{3} * width * height);
  for (std::size_t i = 0; i < pixels.size(); ++i)
    pixels[i] = static_cast<std::uint8_t>(i * i / 3 + i / 100);
  spng_encode_image(context, pixels.data(), pixels.size(), SPNG_FMT_PNG, SPNG_ENCODE_FINALIZE);
  std::size_t size = 0;
  int error = 0;
  auto* const memory = static_cast<std::uint8_t*>(spng_get_png_buffer(context, &size, &error));
  Bytes bytes(memory, memory + size);
  std::free(memory);
  spng_ctx_free(context);
  return bytes;
}

void expect_parts_of_whole(Decoder const& decoder, Pixels const& whole) {
  for (auto const area : sample_areas(whole.size())) {
    auto const part = read_part(decoder, 0, area);
    ASSERT_TRUE(part) << part.error().detail;
    EXPECT_EQ(first_difference(whole, *part, area), std::nullopt)
        << area.x << "," << area.y << "," << area.width << "," << area.height;
  }
}

TEST(Png, DeliversOfEachPartThePixelsOfTheWhole) {
  auto const decoder = open_bytes(make_png(150, 90));
  ASSERT_TRUE(decoder);
  auto const whole = read_level(**decoder, 0);
  ASSERT_TRUE(whole);
  expect_parts_of_whole(**decoder, *whole);
}

TEST(Png, RefusesWhatEndsEarlyAndWhatIsDamaged) {
  auto const bytes = make_png(150, 90);
  for (auto const size : {bytes.size() / 3, bytes.size() / 2, bytes.size() - 30}) {
    auto const decoder = open_bytes(Bytes(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size)));
    ASSERT_TRUE(decoder);
    auto const pixels = read_level(**decoder, 0);
    ASSERT_FALSE(pixels) << size;
    EXPECT_EQ(pixels.error().kind, ErrorKind::corrupt_source);
  }
  auto damaged = bytes;
  damaged[bytes.size() / 2] ^= 0x55;
  EXPECT_FALSE(read_level(**open_bytes(damaged), 0));
  damaged = bytes;
  damaged[17] ^= 1;  // the width, which the checksum of IHDR covers
  EXPECT_FALSE(open_bytes(damaged));
}

TEST(Png, RefusesBeforeItAllocates) {
  OpenOptions options;
  options.limits.max_area = 150 * 90 - 1;
  auto const decoder = open_bytes(make_png(150, 90), options);
  ASSERT_FALSE(decoder);
  EXPECT_EQ(decoder.error().kind, ErrorKind::too_large);
  options.limits = {};
  options.limits.max_undivided_area = 150 * 10;
  auto const deep = open_bytes(make_png(150, 90), options);
  ASSERT_TRUE(deep);
  EXPECT_TRUE((*deep)->read(0, {0, 0, 150, 10}));
  EXPECT_FALSE((*deep)->read(0, {0, 0, 1, 11}));
}

TEST(PngFiles, AgreeWithAnotherReader) {
  auto const data = triforium::test::shared_data();
  if (!data) GTEST_SKIP() << triforium::test::kNoData;
  int seen = 0;
  for (auto const* folder : {"zoo/png", "zoo/png/pngsuite", "zoo/derived", "zoo/matrix_64x56", "zoo/metadata"}) {
    for (auto const& entry : fs::directory_iterator(*data / folder)) {
      auto bytes = entry.is_regular_file() ? load(entry.path()) : Bytes();
      if (!sniff_png(bytes)) continue;
      SCOPED_TRACE(entry.path().string());
      auto const decoder = open_bytes(std::move(bytes));
      auto const pixels = decoder ? read_level(**decoder, 0) : Result<Pixels>(fail(decoder));
      // PngSuite: "x" are the broken ones.
      if (entry.path().filename().string().starts_with("x") && fs::path(folder).filename() == "pngsuite") {
        EXPECT_FALSE(pixels);
        continue;
      }
      ASSERT_TRUE(pixels) << pixels.error().detail;
      auto const difference = difference_from_vips(entry.path(), *pixels);
      ASSERT_TRUE(difference);
      EXPECT_EQ(*difference, 0);
      if (pixels->size().area() < 100'000) expect_parts_of_whole(**decoder, *pixels);
      ++seen;
    }
  }
  EXPECT_GT(seen, 150);
}

TEST(PngFiles, KeepTheirMetadata) {
  auto const data = triforium::test::shared_data();
  if (!data) GTEST_SKIP() << triforium::test::kNoData;
  auto const header_of = [&](char const* name) { return (*open_bytes(load(*data / "zoo" / name)))->header(); };
  EXPECT_TRUE(header_of("metadata/png-xmp.png").metadata.xmp);
  EXPECT_TRUE(header_of("png/p3.png").icc);
  EXPECT_NE(header_of("metadata/png-rotated.png").orientation, Orientation::upright);
}

TEST(PngFiles, RefuseFourGigapixelsInHalfAMegabyte) {
  auto const data = triforium::test::shared_data();
  if (!data) GTEST_SKIP() << triforium::test::kNoData;
  auto const decoder = open_bytes(load(*data / "zoo/limits/65536-uint32-limit.png"));
  ASSERT_TRUE(decoder);
  auto const reader = (*decoder)->read(0, PixelRect::whole((*decoder)->header().size));
  ASSERT_FALSE(reader);
  EXPECT_EQ(reader.error().kind, ErrorKind::too_large);
  EXPECT_TRUE(read_part(**decoder, 0, {60000, 10, 20, 20}));
}

}  // namespace
}  // namespace triforium::codecs
