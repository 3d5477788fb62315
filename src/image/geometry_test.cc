#include "image/geometry.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "image/wide.h"

namespace triforium::image {
namespace {

// https://iiif.io/api/image/3.0/implementation/#4-maximum-size-calculation, word by word, in floating point.
PixelSize notes_maximum(PixelSize full, Limits limits) {
  double const width = static_cast<double>(full.width), height = static_cast<double>(full.height);
  auto w = full.width, h = full.height;
  if (limits.max_area != 0 && limits.max_area < w * h) {
    double const scale = std::sqrt(static_cast<double>(limits.max_area) / static_cast<double>(w * h));
    w = static_cast<std::int64_t>(width * scale);
    h = static_cast<std::int64_t>(height * scale);
  }
  if (limits.max_width != 0) {
    auto const max_height = limits.max_height != 0 ? limits.max_height : limits.max_width;
    if (limits.max_width < w) {
      w = limits.max_width;
      h = static_cast<std::int64_t>(height * static_cast<double>(limits.max_width) / width + 0.5);
    }
    if (max_height < h) {
      h = max_height;
      w = static_cast<std::int64_t>(width * static_cast<double>(max_height) / height + 0.5);
    }
  }
  return {w, h};
}

TEST(LargestSize, IsThatOfTheImplementationNotes) {
  for (std::int64_t width = 700; width < 9000; width += 613) {
    for (std::int64_t height = 500; height < 9000; height += 709) {
      for (auto const limits : {Limits{1000, 0, 0}, Limits{3000, 700, 0}, Limits{0, 0, 1'234'567},
                                Limits{2500, 0, 3'000'000}, Limits{100'000, 0, 1'000'000'000}}) {
        PixelSize const full{width, height};
        auto const ours = largest_size(full, limits), theirs = notes_maximum(full, limits);
        EXPECT_TRUE(is_within(ours, limits));
        // Off by one where floating point falls the other way, or where theirs goes over the area.
        EXPECT_LE(std::abs(ours.width - theirs.width), 1) << width << "x" << height;
        EXPECT_LE(std::abs(ours.height - theirs.height), 1) << width << "x" << height;
      }
    }
  }
}

TEST(LargestSize, NeverVanishes) {
  for (std::int64_t const side : {1, 2, 1000, 2'147'483'647}) {
    for (auto const limits : {Limits{1, 0, 0}, Limits{0, 0, 1}, Limits{7, 3, 5}}) {
      for (auto const size : {PixelSize{side, 1}, PixelSize{1, side}, PixelSize{side, side}}) {
        auto const largest = largest_size(size, limits), enlarged = largest_enlarged_size(size, limits);
        EXPECT_FALSE(largest.is_empty());
        EXPECT_TRUE(is_within(largest, limits)) << size.width << "x" << size.height;
        EXPECT_FALSE(enlarged.is_empty());
        EXPECT_TRUE(is_within(enlarged, limits)) << size.width << "x" << size.height;
      }
    }
  }
}

TEST(ScaledSide, IsRoundedHalfUpAndAtLeastOne) {
  EXPECT_EQ(scaled_side(200, 150, 300), 100);
  EXPECT_EQ(scaled_side(200, 1, 300), 1);
  EXPECT_EQ(scaled_side(3, 1, 2), 2);  // 1.5
  EXPECT_EQ(scaled_side(1, 1, 1000), 1);
  EXPECT_GT(scaled_side(kMaxSide, kMaxSide, 1), kMaxSide);  // to be refused, not to overflow
}

TEST(PercentRegion, SelectsOutwardsLikeItsSlowTwin) {
  for (std::int64_t side : {1, 7, 300, 100'003}) {
    for (std::int64_t start = 0; start < 100'00; start += 377) {  // hundredths of a percent
      for (std::int64_t length = 1; length < 100'00; length += 991) {
        Region region{Region::Form::percent, {start, 2}, {0, 0}, {length, 2}, {100, 0}};
        auto const rect = resolve(region, {side, 10});
        auto const first = start * side / 10'000;
        auto const last = std::min(ceil_div((start + length) * side, 10'000), side);
        ASSERT_TRUE(rect.has_value());
        EXPECT_EQ(rect->x, first);
        EXPECT_EQ(rect->right(), last);
      }
    }
  }
}

TEST(SquareRoot, IsRoundedDown) {
  for (std::int64_t n = 0; n < 3000; ++n) {
    auto const root = static_cast<std::int64_t>(square_root(n));
    EXPECT_LE(root * root, n);
    EXPECT_GT((root + 1) * (root + 1), n);
  }
  Wide const large = static_cast<Wide>(std::numeric_limits<std::int64_t>::max());
  EXPECT_TRUE(square_root(large * large) == large);
  EXPECT_TRUE(square_root(large * large - 1) == large - 1);
}

}  // namespace
}  // namespace triforium::image
