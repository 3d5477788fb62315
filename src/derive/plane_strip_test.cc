#include "derive/plane_strip.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <random>

namespace triforium::derive {
namespace {

// A whole level, by the plainest means: what `at` is asked for beyond the picture is its edge.
struct Picture {
  PixelSize size;
  Bytes samples;

  std::uint8_t at(std::int64_t x, std::int64_t y) const {
    x = std::min(x, size.width - 1), y = std::min(y, size.height - 1);
    return samples[static_cast<std::size_t>(y * size.width + x)];
  }
};

Picture random_picture(PixelSize size, unsigned seed) {
  std::mt19937 random(seed);
  Picture picture{size, Bytes(static_cast<std::size_t>(size.area()))};
  for (auto& sample : picture.samples)
    sample = static_cast<std::uint8_t>(random());
  return picture;
}

// The mean of what there is: at an odd edge of two samples, at a corner of one.
Picture half_of(Picture const& whole) {
  Picture half{{half_up(whole.size.width), half_up(whole.size.height)}, {}};
  for (std::int64_t y = 0; y < half.size.height; ++y) {
    for (std::int64_t x = 0; x < half.size.width; ++x) {
      int sum = 0, count = 0;
      for (int corner = 0; corner < 4; ++corner) {
        auto const from_x = 2 * x + corner % 2, from_y = 2 * y + corner / 2;
        if (from_x >= whole.size.width || from_y >= whole.size.height) continue;
        sum += whole.at(from_x, from_y);
        ++count;
      }
      half.samples.push_back(static_cast<std::uint8_t>((sum + count / 2) / count));
    }
  }
  return half;
}

void copy_row_of_tiles(Picture const& picture, std::int64_t first_row, std::int64_t tile, PixelsView to) {
  for (std::int64_t y = first_row; y < std::min(first_row + tile, picture.size.height); ++y) {
    std::copy_n(picture.samples.data() + y * picture.size.width, picture.size.width, to.row(y - first_row));
  }
}

// All rows of tiles of `whole` halved into the strips of the next level, put together again.
Picture halved_by_tiles(Picture const& whole, std::int64_t tile) {
  LevelGrid const grid{whole.size, tile};
  LevelGrid const next{{half_up(whole.size.width), half_up(whole.size.height)}, tile};
  PlaneLayout const gray{1, 0, 0};
  auto strip = PlaneStrip::create(grid, gray).value();
  auto half = PlaneStrip::create(next, gray).value();
  Picture result{next.size, {}};
  for (std::int64_t row = 0; row < grid.rows(); ++row) {
    copy_row_of_tiles(whole, row * tile, tile, strip.plane(0));
    for (std::int64_t column = 0; column < grid.columns(); ++column) {
      TileInStrip const at{column, tile, {grid.width_of(column), grid.height_of(row)}};
      pad_tile(strip, at);
      halve_tile(strip, at, row, half);
    }
    if (row % 2 == 0 && row + 1 < grid.rows()) continue;
    for (std::int64_t y = 0; y < next.height_of(row / 2); ++y) {
      auto const* from = half.plane(0).row(y);
      result.samples.insert(result.samples.end(), from, from + next.size.width);
    }
  }
  return result;
}

TEST(PlaneStrip, HalvesAsTheMeanOfWhatThereIs) {
  EXPECT_TRUE(rc::check("halved tile by tile as in one go", [] {
    PixelSize const size{*rc::gen::inRange<std::int64_t>(1, 200), *rc::gen::inRange<std::int64_t>(1, 200)};
    auto const picture = random_picture(size, *rc::gen::arbitrary<unsigned>());
    RC_ASSERT(halved_by_tiles(picture, *rc::gen::element<std::int64_t>(16, 64, 80)).samples ==
              half_of(picture).samples);
  }));
}

TEST(PlaneStrip, FillsTilesWithTheEdges) {
  PlaneLayout const layout{3, 1, 1};
  auto strip = PlaneStrip::create({{37, 5}, 32}, layout).value();
  auto const picture = random_picture({37, 5}, 1), chroma = random_picture({19, 3}, 2);
  copy_row_of_tiles(picture, 0, 32, strip.plane(0));
  copy_row_of_tiles(chroma, 0, 16, strip.plane(1));
  pad_tile(strip, {0, 32, {32, 5}});
  pad_tile(strip, {1, 32, {5, 5}});
  auto const expected = [](Picture const& of, std::int64_t x, std::int64_t y, PixelSize edge) {
    return x < edge.width && y < edge.height ? of.at(x, y) : 128;
  };
  for (std::int64_t y = 0; y < 32; ++y) {
    for (std::int64_t x = 0; x < 64; ++x)
      ASSERT_EQ(strip.plane(0).row(y)[x], expected(picture, x, y, {48, 16})) << x << ", " << y;
  }
  for (std::int64_t y = 0; y < 16; ++y) {
    for (std::int64_t x = 0; x < 32; ++x)
      ASSERT_EQ(strip.plane(1).row(y)[x], expected(chroma, x, y, {24, 8})) << x << ", " << y;
  }
}

TEST(PyramidLevels, EndWithOneTile) {
  EXPECT_TRUE(rc::check("each the whole divided, rounded up", [] {
    PixelSize const whole{*rc::gen::inRange<std::int64_t>(1, 70000), *rc::gen::inRange<std::int64_t>(1, 70000)};
    auto const levels = pyramid_levels(whole, 256);
    for (std::size_t k = 0; k < levels.size(); ++k) {
      auto const scale = std::int64_t{1} << k;
      RC_ASSERT(levels[k].size == (PixelSize{(whole.width + scale - 1) / scale, (whole.height + scale - 1) / scale}));
      RC_ASSERT((levels[k].tiles() == 1) == (k + 1 == levels.size()));
    }
  }));
}

}  // namespace
}  // namespace triforium::derive
