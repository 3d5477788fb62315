#include "items/paging.h"

#include <gmock/gmock.h>

namespace triforium::items {

void PrintTo(MemberRange range, std::ostream* out) {
  *out << range.first << "-" << range.last;
}

namespace {

using testing::ElementsAre;

// All members that the tree leads to, in order.
std::uint64_t members_in_order(Paging const& paging, std::vector<MemberRange> const& ranges, std::uint64_t from = 1) {
  for (auto const range : ranges) {
    EXPECT_TRUE(paging.has(range));
    EXPECT_EQ(range.first, from);
    from = paging.is_page(range) ? std::min(range.last, paging.members()) + 1
                                 : members_in_order(paging, paging.within(range), from);
  }
  return from;
}

TEST(Paging, LeavesSmallCollectionsWhole) {
  EXPECT_FALSE(Paging(1000, 0).is_paged());
  EXPECT_FALSE(Paging(1000, 1000).is_paged());
  EXPECT_TRUE(Paging(1000, 1001).is_paged());
}

TEST(Paging, ListsPages) {
  Paging const paging(10, 23);
  EXPECT_THAT(paging.top(), ElementsAre(MemberRange{1, 10}, MemberRange{11, 20}, MemberRange{21, 30}));
  EXPECT_EQ(paging.last_page(), (MemberRange{21, 30}));
  EXPECT_EQ(paging.next({1, 10}), (MemberRange{11, 20}));
  EXPECT_EQ(paging.next({21, 30}), std::nullopt);
  EXPECT_EQ(paging.previous({21, 30}), (MemberRange{11, 20}));
  EXPECT_EQ(paging.previous({1, 10}), std::nullopt);
}

TEST(Paging, GroupsPagesWhereThereAreTooMany) {
  Paging const paging(10, 101);
  EXPECT_THAT(paging.top(), ElementsAre(MemberRange{1, 100}, MemberRange{101, 200}));
  EXPECT_THAT(paging.within({101, 200}), ElementsAre(MemberRange{101, 110}));
  EXPECT_FALSE(paging.is_page({1, 100}));
}

TEST(Paging, LeadsToEveryMemberOnce) {
  for (std::uint64_t const members : {3U, 4U, 5U, 8U, 9U, 31U, 64U, 100U}) {
    Paging const paging(2, members);
    EXPECT_LE(paging.top().size(), 2U);
    EXPECT_EQ(members_in_order(paging, paging.top()), members + 1);
  }
}

TEST(Paging, HasOnlyWhatTheTreeLists) {
  Paging const paging(10, 101);
  for (auto const range : {MemberRange{2, 11}, {1, 11}, {111, 120}, {1, 1000}, {101, 210}, {1, 1}})
    EXPECT_FALSE(paging.has(range)) << range.first << "-" << range.last;
  EXPECT_TRUE(Paging(10, 7).has({1, 10})) << "it has shrunk, and the page's name stays";
  EXPECT_FALSE(Paging(10, 0).has({1, 10}));
}

TEST(Paging, CountsAsFarAsNumbersGo) {
  Paging const paging(1000, std::uint64_t(-1));
  EXPECT_LE(paging.top().size(), 1000U);
  for (auto const range : paging.top())
    EXPECT_TRUE(paging.has(range));
}

TEST(Paging, NamesWhatIsThere) {
  EXPECT_EQ(Paging(1000, 99'500).label({99'001, 100'000}), "99,001–99,500");
  EXPECT_EQ(Paging(1000, 1'001).label({1'001, 2'000}), "1,001");
}

TEST(MemberRanges, AreReadInOneSpelling) {
  EXPECT_EQ(parse_member_range("1-1000"), (MemberRange{1, 1000}));
  for (auto const* const other : {"", "1", "-", "0-9", "01-10", "10-1", "1-", "-1", "1-2-3", "1-9223372036854775808"})
    EXPECT_EQ(parse_member_range(other), std::nullopt) << other;
}

}  // namespace
}  // namespace triforium::items
