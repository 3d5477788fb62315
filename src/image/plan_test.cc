#include "image/plan.h"

#include <gtest/gtest.h>

#include "image/canonical.h"
#include "image/test_shapes.h"

namespace triforium::image {
namespace {

ImageShape pyramid() {
  return make_shape({4000, 3000}, {{2000, 1500}, {1000, 750}, {500, 375}}, {256, 256});
}

Plan plan_of(std::string_view path, ImageShape const& shape) {
  auto const plan = plan_of(Version::v3_0, path, shape);
  EXPECT_TRUE(plan.has_value()) << path;
  return plan.value_or(Plan{});
}

TEST(Plan, TakesTheSmallestLevelThatSuffices) {
  EXPECT_EQ(plan_of("x/full/max/0/default.jpg", pyramid()).level, 0U);
  EXPECT_EQ(plan_of("x/full/2001,/0/default.jpg", pyramid()).level, 0U);
  EXPECT_EQ(plan_of("x/full/2000,/0/default.jpg", pyramid()).level, 1U);
  EXPECT_EQ(plan_of("x/full/1001,/0/default.jpg", pyramid()).level, 1U);
  EXPECT_EQ(plan_of("x/full/1000,/0/default.jpg", pyramid()).level, 2U);
  EXPECT_EQ(plan_of("x/full/10,/0/default.jpg", pyramid()).level, 3U);
  EXPECT_EQ(plan_of("x/full/10,3000/0/default.jpg", pyramid()).level, 0U) << "both sides count";
  EXPECT_EQ(plan_of("x/full/^9000,/0/default.jpg", pyramid()).level, 0U);
}

TEST(Plan, LeavesMostOfTheReductionToTheFilterWhereADecoderReduces) {
  auto shape = pyramid();
  for (std::size_t i = 1; i < shape.levels.size(); ++i)
    shape.levels[i].is_stored = false;
  EXPECT_EQ(plan_of("x/full/2000,/0/default.jpg", shape).level, 0U);
  EXPECT_EQ(plan_of("x/full/1000,/0/default.jpg", shape).level, 0U);
  EXPECT_EQ(plan_of("x/full/668,/0/default.jpg", shape).level, 0U);
  EXPECT_EQ(plan_of("x/full/667,/0/default.jpg", shape).level, 1U);
  EXPECT_EQ(plan_of("x/full/335,/0/default.jpg", shape).level, 1U);
  EXPECT_EQ(plan_of("x/full/333,/0/default.jpg", shape).level, 2U);
  EXPECT_EQ(plan_of("x/full/167,/0/default.jpg", shape).level, 3U) << "the smallest, where it has enough";
  EXPECT_EQ(plan_of("x/0,0,2048,2048/256,256/0/default.jpg", shape).level, 1U);
  EXPECT_EQ(plan_of("x/2048,2048,1952,952/244,119/0/default.jpg", shape).level, 1U) << "as the tile beside it";
}

TEST(Plan, ReadsATileAsItIsStored) {
  auto const plan = plan_of("x/1024,512,512,512/256,256/0/default.jpg", pyramid());
  EXPECT_EQ(plan.level, 1U);
  EXPECT_TRUE(plan.is_identity_scale);
  EXPECT_EQ(plan.read, (PixelRect{512, 256, 256, 256}));
  EXPECT_EQ(plan.window, (Window{0, 0, 256, 256}));
}

TEST(Plan, ReadsAMarginForTheFilterAsFarAsThereIsOne) {
  auto const inside = plan_of("x/1000,1000,900,900/700,700/0/default.jpg", pyramid());
  auto const margin = filter_margin(900.0 / 700.0);
  EXPECT_FALSE(inside.is_identity_scale);
  EXPECT_EQ(inside.read, (PixelRect{1000 - margin, 1000 - margin, 900 + 2 * margin, 900 + 2 * margin}));
  EXPECT_EQ(inside.window, (Window{double(margin), double(margin), 900, 900}));

  auto const corner = plan_of("x/0,0,900,900/700,700/0/default.jpg", pyramid());
  EXPECT_EQ(corner.read, (PixelRect{0, 0, 900 + margin, 900 + margin}));
  EXPECT_EQ(corner.window, (Window{0, 0, 900, 900}));
}

TEST(Plan, CountsALevelRoundedDownAsItsScale) {
  auto const shape = make_shape({1001, 667}, {{500, 333}}, {256, 256});
  auto const whole = plan_of("x/full/500,333/0/default.jpg", shape);
  EXPECT_EQ(whole.level, 1U);
  EXPECT_TRUE(whole.is_identity_scale);
  auto const last = plan_of("x/512,0,489,512/245,256/0/default.jpg", shape);
  EXPECT_EQ(last.level, 1U);
  EXPECT_EQ(last.window.width, 244) << "to the level's edge";
  auto const strip = plan_of("x/1000,0,1,512/1,256/0/default.jpg", shape);
  EXPECT_EQ(strip.level, 0U) << "the level has not this column";
}

TEST(Plan, TakesALargerLevelForWhatRoundingDownHasDropped) {
  auto const plan = plan_of("x/1,0,4,8/1,2/0/default.jpg", make_shape({6, 2426}, {{1, 606}}));
  EXPECT_EQ(plan.level, 0U) << "the level's one column ends at 4, the region at 5";
}

TEST(Plan, UsesTheRatioWhereAScaleIsNoPowerOfTwo) {
  auto const plan = plan_of("x/300,300,300,300/100,100/0/default.jpg", make_shape({900, 600}, {{300, 200}}));
  EXPECT_EQ(plan.level, 1U);
  EXPECT_NEAR(plan.window.x + double(plan.read.x), 100, 1e-9);
  EXPECT_NEAR(plan.window.width, 100, 1e-9);
}

// Slow twin: where each upright pixel is stored, by EXIF's words.
PixelRect stored_pixel(std::int64_t u, std::int64_t v, PixelSize stored, int orientation) {
  auto const right = stored.width - 1, bottom = stored.height - 1;
  switch (orientation) {
    case 2:
      return {right - u, v, 1, 1};
    case 3:
      return {right - u, bottom - v, 1, 1};
    case 4:
      return {u, bottom - v, 1, 1};
    case 5:
      return {v, u, 1, 1};
    case 6:
      return {v, bottom - u, 1, 1};
    case 7:
      return {right - v, bottom - u, 1, 1};
    case 8:
      return {right - v, u, 1, 1};
    default:
      return {u, v, 1, 1};
  }
}

TEST(ToStored, FollowsEveryOrientation) {
  PixelSize const stored{5, 3};
  for (int number = 1; number <= 8; ++number) {
    auto const orientation = codecs::orientation_of(number);
    auto const upright = codecs::swaps_sides(orientation) ? stored.transposed() : stored;
    for (std::int64_t v = 0; v < upright.height; ++v) {
      for (std::int64_t u = 0; u < upright.width; ++u) {
        EXPECT_EQ(to_stored({u, v, 1, 1}, stored, orientation), stored_pixel(u, v, stored, number)) << number;
      }
    }
    EXPECT_EQ(to_stored(PixelRect::whole(upright), stored, orientation), PixelRect::whole(stored));
  }
}

TEST(ExactScale, IsAPowerOfTwoRoundedEitherWay) {
  EXPECT_EQ(exact_scale({1001, 667}, {1001, 667}), 1);
  EXPECT_EQ(exact_scale({1001, 667}, {500, 333}), 2);
  EXPECT_EQ(exact_scale({1001, 667}, {501, 334}), 2);
  EXPECT_EQ(exact_scale({1001, 667}, {251, 166}), 4);
  EXPECT_EQ(exact_scale({1001, 667}, {499, 333}), 0);
  EXPECT_EQ(exact_scale({900, 600}, {300, 200}), 0);
  EXPECT_EQ(exact_scale({1000, 1}, {500, 1}), 2);
}

TEST(Canonical, WritesNumbersAsEachVersionWants) {
  EXPECT_EQ(to_text({5, 1}, Version::v3_0), "0.5");
  EXPECT_EQ(to_text({5, 1}, Version::v2_1), ".5");
  EXPECT_EQ(to_text({1005, 3}, Version::v3_0), "1.005");
  EXPECT_EQ(to_text({5, 3}, Version::v3_0), "0.005");
  EXPECT_EQ(to_text({90, 0}, Version::v2_1), "90");
}

TEST(CacheKey, IsTheSameForTheSamePixelsInAllVersions) {
  auto const shape = pyramid();
  auto const key = [&](Version version, std::string_view path) {
    return cache_key(plan_of(version, path, shape).value());
  };
  auto const wanted = key(Version::v3_0, "x/full/400,300/0/default.jpg");
  EXPECT_EQ(key(Version::v3_0, "x/full/!400,400/360/color.jpg"), wanted);
  EXPECT_EQ(key(Version::v2_1, "x/full/400,/0/native.jpg"), wanted);
  EXPECT_EQ(key(Version::v1_1, "x/pct:0,0,100,100/,300/0/native.jpg"), wanted);
  EXPECT_NE(key(Version::v3_0, "x/full/400,301/0/default.jpg"), wanted);
  EXPECT_NE(key(Version::v3_0, "x/full/400,300/!0/default.jpg"), wanted);
  EXPECT_NE(key(Version::v3_0, "x/full/400,300/0/gray.jpg"), wanted);
  EXPECT_NE(key(Version::v3_0, "x/full/400,300/0/default.png"), wanted);
}

TEST(StateTag, ChangesWithBothOfItsTexts) {
  auto const tag = state_tag("file", "configuration");
  EXPECT_EQ(tag.size(), 36U);
  EXPECT_EQ(state_tag("file", "configuration"), tag);
  EXPECT_NE(state_tag("file2", "configuration"), tag);
  EXPECT_NE(state_tag("file", "configuration2"), tag);
  EXPECT_NE(state_tag("filec", "onfiguration"), tag) << "the texts are kept apart";
}

TEST(EntityTag, IsQuotedAndNamesStateAndAnswer) {
  auto const plan = plan_of("x/full/max/0/default.jpg", pyramid());
  EXPECT_EQ(entity_tag("state", cache_key(plan)), "\"state-" + cache_key(plan) + "\"");
  // "etagc = %x21 / %x23-7E / obs-text"
  auto const key = cache_key(plan);
  EXPECT_TRUE(std::all_of(key.begin(), key.end(), [](char c) { return c > ' ' && c < 127 && c != '"'; })) << key;
}

}  // namespace
}  // namespace triforium::image
