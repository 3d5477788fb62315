#include "ingest/by_date.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace triforium::ingest {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

presentation::ItemDraft issue(std::string id, std::string day) {
  presentation::ItemDraft item;
  item.id = std::move(id);
  item.collections = {"gazette", "other"};
  if (!day.empty()) item.description.nav_date = day + "T00:00:00Z";
  return item;
}

Reading gazette(std::vector<presentation::ItemDraft> items) {
  Reading reading;
  reading.items = std::move(items);
  reading.collections.resize(1);
  reading.collections[0].id = "gazette";
  return reading;
}

presentation::CollectionDraft collection(Reading const& reading, std::string_view id) {
  for (auto const& one : reading.collections) {
    if (one.id == id) return one;
  }
  ADD_FAILURE() << "there is no " << id;
  return {};
}

TEST(ByDate, GivesEachYearACollection) {
  auto reading = gazette({issue("c", "1872-02-03"), issue("b", "1871-05-07"), issue("a", "1871-05-06")});
  arrange_by_date(reading, 2);
  EXPECT_THAT(collection(reading, "gazette").members, ElementsAre("gazette/1871", "gazette/1872"));
  auto const year = collection(reading, "gazette/1871");
  EXPECT_THAT(year.members, ElementsAre("a", "b"));
  EXPECT_EQ(year.parent, "gazette");
  EXPECT_EQ(year.description.nav_date, "1871-01-01T00:00:00Z");
  EXPECT_EQ(year.description.label.values.at(0).second.at(0), "1871");
  EXPECT_THAT(reading.items[0].collections, ElementsAre("gazette/1872", "other"));
}

TEST(ByDate, GivesEachMonthOneWhereAYearHasMany) {
  std::vector<presentation::ItemDraft> issues;
  for (int number = 0; number < 101; ++number)
    issues.push_back(issue(fmt::format("i{}", number), number < 51 ? "1871-03-05" : "1871-11-05"));
  auto reading = gazette(std::move(issues));
  arrange_by_date(reading, 100);
  EXPECT_THAT(collection(reading, "gazette/1871").members, ElementsAre("gazette/1871/03", "gazette/1871/11"));
  auto const month = collection(reading, "gazette/1871/03");
  EXPECT_EQ(month.parent, "gazette/1871");
  EXPECT_EQ(month.description.nav_date, "1871-03-01T00:00:00Z");
  EXPECT_EQ(month.members.size(), 51U);
  EXPECT_EQ(month.members.at(10), "i10") << "of one day, in natural order";
  EXPECT_EQ(reading.items[100].collections[0], "gazette/1871/11");
}

TEST(ByDate, LeavesOthersTogether) {
  auto few = gazette({issue("a", "1871-05-06"), issue("b", "1871-05-07")});
  arrange_by_date(few, 2);
  EXPECT_THAT(collection(few, "gazette").members, IsEmpty());
  auto paintings = gazette({issue("a", "1871-01-01"), issue("b", "1872-01-01"), issue("c", "1873-01-01")});
  arrange_by_date(paintings, 2);
  EXPECT_EQ(paintings.collections.size(), 1U);
}

TEST(ByDate, LeavesThemTogetherWhereTheNamesAreTaken) {
  auto reading = gazette({issue("a", "1871-05-06"), issue("gazette/1871", "1871-05-07")});
  arrange_by_date(reading, 1);
  EXPECT_EQ(reading.collections.size(), 1U);
  EXPECT_EQ(reading.items[0].collections[0], "gazette");
}

TEST(ByDate, KeepsWhatHasNoDateBehindTheYears) {
  std::vector<presentation::ItemDraft> issues{issue("index", "")};
  for (int number = 0; number < 10; ++number)
    issues.push_back(issue(fmt::format("i{}", number), "1871-03-05"));
  auto reading = gazette(std::move(issues));
  reading.collections[0].members = {"about", "i3"};
  arrange_by_date(reading, 5);
  EXPECT_THAT(collection(reading, "gazette").members, ElementsAre("gazette/1871", "about", "index"));
  EXPECT_EQ(reading.items[0].collections[0], "gazette");
}

}  // namespace
}  // namespace triforium::ingest
