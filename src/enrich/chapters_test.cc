#include "enrich/chapters.h"

#include <gtest/gtest.h>

namespace triforium::enrich {
namespace {

presentation::RangeDraft const& chapter(presentation::RangeDraft const& all, std::size_t index) {
  return std::get<presentation::RangeDraft>(all.items.at(index));
}
presentation::CanvasPart const& part(presentation::RangeDraft const& range) {
  return std::get<presentation::CanvasPart>(range.items.at(0));
}

TEST(ChapterRange, HoldsTheChaptersInOrderOfTime) {
  auto const all = chapter_range("side-a", {{60, 90.5, "Second"}, {0, 60, "First"}}, 100);
  ASSERT_TRUE(all);
  EXPECT_EQ(all->key, "side-a-chapters");
  ASSERT_EQ(all->items.size(), 2U);
  EXPECT_EQ(chapter(*all, 0).key, "side-a-chapter-1");
  EXPECT_EQ(chapter(*all, 0).description.label.values[0].second[0], "First");
  EXPECT_EQ(part(chapter(*all, 0)).canvas_key, "side-a");
  EXPECT_EQ(part(chapter(*all, 0)).fragment, "t=0,60");
  EXPECT_EQ(part(chapter(*all, 1)).fragment, "t=60,90.5");
}

TEST(ChapterRange, StaysWithinTheRecording) {
  auto const all = chapter_range("a", {{0, 5, ""}, {5, 99, "Last"}, {10, 11, "Behind"}}, 10.0);
  ASSERT_TRUE(all);
  ASSERT_EQ(all->items.size(), 2U);
  EXPECT_EQ(chapter(*all, 0).description.label.values[0].second[0], "1");
  EXPECT_EQ(part(chapter(*all, 1)).fragment, "t=5,10");
  EXPECT_FALSE(chapter_range("a", {{20, 21, ""}}, 10.0));
  EXPECT_FALSE(chapter_range("a", {}, 10.0));
  EXPECT_EQ(part(chapter(*chapter_range("a", {{3, 1e9, ""}}, std::nullopt), 0)).fragment, "t=3");
}

}  // namespace
}  // namespace triforium::enrich
