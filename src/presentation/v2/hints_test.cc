#include "presentation/v2/hints.h"

#include <gmock/gmock.h>

namespace triforium::presentation::v2 {
namespace {

TEST(UpgradeHint, BecomesABehaviorWhereTheClassHasIt) {
  Losses losses;
  EXPECT_EQ(json::serialize(upgrade_hint("paged", "Manifest", "", losses)), R"(["paged"])");
  EXPECT_EQ(json::serialize(upgrade_hint("non-paged", "Canvas", "", losses)), R"(["non-paged"])");
  EXPECT_EQ(json::serialize(upgrade_hint("http://example.org/hint", "Canvas", "", losses)),
            R"(["http://example.org/hint"])");
  EXPECT_TRUE(upgrade_hint("top", "Range", "", losses).empty());
  EXPECT_TRUE(losses.empty());
  EXPECT_TRUE(upgrade_hint("paged", "Canvas", "/viewingHint", losses).empty());
  EXPECT_EQ(losses.size(), 1U);
}

TEST(DowngradeBehavior, ChoosesTheMostTellingAndSaysWhatIsLost) {
  Losses losses;
  EXPECT_EQ(downgrade_behavior({"auto-advance", "paged"}, "/behavior", losses), "paged");
  ASSERT_EQ(losses.size(), 1U);
  EXPECT_EQ(losses[0].pointer, "/behavior/0");
  EXPECT_EQ(downgrade_behavior({"unordered"}, "/behavior", losses), "");
  EXPECT_EQ(losses.size(), 2U);
}

TEST(ToUtc, MovesAnOffsetIntoTheTime) {
  EXPECT_EQ(to_utc("2017-01-01T01:30:00+02:00"), "2016-12-31T23:30:00Z");
  EXPECT_EQ(to_utc("1937-12-31T19:00:00.5-05:00"), "1938-01-01T00:00:00.5Z");
  EXPECT_EQ(to_utc("1776-07-04T00:00:00Z"), "1776-07-04T00:00:00Z");
  EXPECT_EQ(to_utc("in the spring of 1776, +02:00"), "in the spring of 1776, +02:00");
}

TEST(WithTimeZone, AddsWhatIsMissing) {
  EXPECT_EQ(with_time_zone("1776-07-04T00:00:00"), "1776-07-04T00:00:00Z");
  EXPECT_EQ(with_time_zone("1776-07-04"), "1776-07-04T00:00:00Z");
  EXPECT_EQ(with_time_zone("1776-07-04T00:00:00-05:00"), "1776-07-04T00:00:00-05:00");
  EXPECT_EQ(with_time_zone("1776"), "1776");
}

}  // namespace
}  // namespace triforium::presentation::v2
