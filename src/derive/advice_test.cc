#include "derive/advice.h"

#include <gtest/gtest.h>

#include "derive/pyramid.h"
#include "derive/test_source.h"

namespace triforium::derive {
namespace {

// A header without pixels, and costs as a codec with those tiles and levels has them.
class Described final : public codecs::Decoder {
 public:
  Described(PixelSize size, PixelSize tile, int levels) : tile_(tile) {
    header_.format = "described";
    header_.size = size;
    for (int i = 0; i < levels; ++i) {
      header_.levels.push_back({size, tile, true});
      size = {(size.width + 1) / 2, (size.height + 1) / 2};
    }
  }
  codecs::Header const& header() const override { return header_; }
  codecs::Header& change() { return header_; }
  Result<std::unique_ptr<RowReader>> read(std::size_t, PixelRect) const override {
    return fail(ErrorKind::internal, "Advice decodes nothing.");
  }
  Cost cost(std::size_t level, PixelRect area) const override {
    auto const& size = header_.levels[level].size;
    if (tile_.is_empty()) return {0, static_cast<std::uint64_t>(size.area())};
    auto const along = [](std::int64_t first, std::int64_t last, std::int64_t tile) {
      return ((last + tile - 1) / tile - first / tile) * tile;
    };
    auto const width = along(area.x, area.right(), tile_.width), height = along(area.y, area.bottom(), tile_.height);
    return {0, static_cast<std::uint64_t>(width * height)};
  }

 private:
  codecs::Header header_;
  PixelSize tile_;
};

TEST(Advice, APyramidIsGoodAsItIs) {
  auto const advice = advise(Described({12800, 9600}, {512, 512}, 6), 512);
  EXPECT_EQ(advice.tiling, Tiling::tiles);
  EXPECT_EQ(advice.stored_levels, 6);
  EXPECT_EQ(advice.tile_pixels, 512U * 512);
  EXPECT_FALSE(advice.is_slow);
  EXPECT_FALSE(advice.pyramid_would_help);
  EXPECT_EQ(advice.sentence, "good as it is");
}

TEST(Advice, OneStreamIsSlowWhereverItIsRead) {
  auto const advice = advise(Described({5000, 4000}, {}, 1), 512);
  EXPECT_EQ(advice.tiling, Tiling::whole);
  EXPECT_EQ(advice.tile_pixels, 20'000'000U);
  EXPECT_TRUE(advice.pyramid_would_help);
  EXPECT_EQ(advice.sentence, "has neither tiles nor levels: a pyramid makes its tiles fast");
}

TEST(Advice, TilesWithoutLevelsAreSlowWhenZoomedOut) {
  auto const advice = advise(Described({5000, 4000}, {256, 256}, 1), 256);
  EXPECT_GE(advice.tile_pixels, 20'000'000U);
  EXPECT_TRUE(advice.pyramid_would_help);
  EXPECT_EQ(advice.sentence, "has tiles, but no smaller levels: a pyramid makes its tiles fast");
}

// Levels and tiles it has; but what a viewer waits for is its codec.
TEST(Advice, Jpeg2000IsSlowHoweverItIsStored) {
  for (std::int64_t const tile : {256, 512, 1024}) {
    Described image({12800, 9600}, {tile, tile}, 6);
    image.change().format = "jp2";
    auto const advice = advise(image, tile);
    EXPECT_TRUE(advice.pyramid_would_help) << tile;
    EXPECT_EQ(advice.sentence, "is JPEG 2000, which takes long to decode: a pyramid makes its tiles fast");
  }
  Described small({2000, 2000}, {512, 512}, 3);
  small.change().format = "jp2";
  EXPECT_FALSE(advise(small, 512).is_slow);
}

TEST(Advice, SmallImagesNeedNothing) {
  EXPECT_FALSE(advise(Described({2000, 2000}, {}, 1), 512).is_slow);
  EXPECT_TRUE(advise(Described({2001, 2000}, {}, 1), 512).is_slow);
}

TEST(Advice, NamesWhatNoPyramidCanHelp) {
  Described image({5000, 4000}, {}, 1);
  image.change().pixels.has_alpha = true;
  auto const advice = advise(image, 512);
  EXPECT_TRUE(advice.is_slow);
  EXPECT_FALSE(advice.pyramid_would_help);
  EXPECT_EQ(advice.sentence, "has neither tiles nor levels; no pyramid is built of images with transparency");
  EXPECT_EQ(advice.colour, "rgb, 8 bit, alpha");
}

TEST(Advice, TakesAnySize) {
  for (PixelSize const size : {PixelSize{1, 1}, {1, 100'000}, {100'000, 1}, {65535, 65535}}) {
    for (std::int64_t const tile : {1, 64, 512, 4096}) {
      for (int const levels : {1, 4})
        EXPECT_GT(advise(Described(size, {256, 256}, levels), tile).tile_pixels, 0U);
    }
  }
}

TEST(Advice, WhatTheBuilderMakesIsGood) {
  auto const advice = advise(Described({20000, 300}, {512, 512}, 7), 512);
  EXPECT_FALSE(advice.is_slow);
}

}  // namespace
}  // namespace triforium::derive
