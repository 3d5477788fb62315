#include "codecs/webp/webp.h"

#include <gtest/gtest.h>
#include <webp/encode.h>

#include "codecs/test_reading.h"
#include "support/data.h"

namespace triforium::codecs {
namespace {

namespace fs = std::filesystem;
using test::difference_from_vips, test::first_difference, test::load, test::open_bytes, test::read_level,
    test::read_part, test::sample_areas;

// RGBA that changes from pixel to pixel; opaque if asked for.
Bytes make_webp(int width, int height, bool is_lossless, bool is_opaque) {
  Bytes pixels(std::size_t{4} * static_cast<std::size_t>(width * height));
  for (std::size_t i = 0; i < pixels.size(); ++i)
    pixels[i] = i % 4 == 3 && is_opaque ? 255 : static_cast<std::uint8_t>(i * i / 9 + i / 70);
  std::uint8_t* memory = nullptr;
  auto const size = is_lossless ? WebPEncodeLosslessRGBA(pixels.data(), width, height, width * 4, &memory)
                                : WebPEncodeRGBA(pixels.data(), width, height, width * 4, 80, &memory);
  Bytes bytes(memory, memory + size);
  WebPFree(memory);
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

TEST(Webp, DeliversOfEachPartThePixelsOfTheWhole) {
  for (bool const is_lossless : {false, true}) {
    for (bool const is_opaque : {false, true}) {
      auto const decoder = open_bytes(make_webp(151, 93, is_lossless, is_opaque));
      ASSERT_TRUE(decoder);
      EXPECT_EQ((*decoder)->header().pixels.has_alpha, !is_opaque);
      auto const whole = read_level(**decoder, 0);
      ASSERT_TRUE(whole);
      expect_parts_of_whole(**decoder, *whole);
    }
  }
}

TEST(Webp, RefusesWhatEndsEarly) {
  for (bool const is_lossless : {false, true}) {
    auto const bytes = make_webp(151, 93, is_lossless, true);
    for (auto const size : {bytes.size() / 4, bytes.size() / 2, bytes.size() - 20}) {
      auto const decoder = open_bytes(Bytes(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size)));
      EXPECT_TRUE(!decoder || !read_level(**decoder, 0)) << size;
    }
  }
}

TEST(Webp, RefusesBeforeItAllocates) {
  OpenOptions options;
  options.limits.max_area = 151 * 93 - 1;
  auto const decoder = open_bytes(make_webp(151, 93, true, true), options);
  ASSERT_FALSE(decoder);
  EXPECT_EQ(decoder.error().kind, ErrorKind::too_large);
  options.limits = {};
  options.limits.max_memory = 1000;  // half of which is for the file
  auto const file = open_bytes(make_webp(151, 93, true, true), options);
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().kind, ErrorKind::too_large);
}

TEST(WebpFiles, AgreeWithAnotherReader) {
  auto const data = triforium::test::shared_data();
  if (!data) GTEST_SKIP() << triforium::test::kNoData;
  int seen = 0;
  for (auto const* folder : {"zoo/webp", "zoo/webp/orientation", "zoo/derived"}) {
    for (auto const& entry : fs::directory_iterator(*data / folder)) {
      auto bytes = entry.is_regular_file() ? load(entry.path()) : Bytes();
      if (!sniff_webp(bytes)) continue;
      SCOPED_TRACE(entry.path().string());
      auto const decoder = open_bytes(std::move(bytes));
      ASSERT_TRUE(decoder) << decoder.error().detail;
      auto const pixels = read_level(**decoder, 0);
      ASSERT_TRUE(pixels) << pixels.error().detail;
      auto const difference = difference_from_vips(entry.path(), *pixels);
      ASSERT_TRUE(difference);
      EXPECT_LT(*difference, 0.002);
      if (pixels->size().area() < 300'000) expect_parts_of_whole(**decoder, *pixels);
      ++seen;
    }
  }
  EXPECT_GT(seen, 15);
}

TEST(WebpFiles, KeepTheirOrientation) {
  auto const data = triforium::test::shared_data();
  if (!data) GTEST_SKIP() << triforium::test::kNoData;
  for (int i = 2; i <= 8; ++i) {
    auto const path = *data / ("zoo/webp/orientation/hopper_orientation_" + std::to_string(i) + ".webp");
    EXPECT_EQ((*open_bytes(load(path)))->header().orientation, orientation_of(i)) << i;
  }
}

TEST(WebpFiles, ShowTheFirstFrameOfATallAnimationAndRefuseACutFile) {
  auto const data = triforium::test::shared_data();
  if (!data) GTEST_SKIP() << triforium::test::kNoData;
  auto const tall = open_bytes(load(*data / "zoo/limits/big-height.webp"));
  ASSERT_TRUE(tall);
  EXPECT_EQ((*tall)->header().size, (PixelSize{13, 169}));
  EXPECT_TRUE(read_level(**tall, 0));
  auto const cut = open_bytes(load(*data / "zoo/corrupt/truncated/webp_lossless_trunc.webp"));
  EXPECT_TRUE(!cut || !read_level(**cut, 0));
}

}  // namespace
}  // namespace triforium::codecs
