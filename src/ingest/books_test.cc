// Every real book of the shared data, against what its source says.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "ingest/describe.h"
#include "ingest/read.h"
#include "support/data.h"

namespace triforium::ingest {
namespace {

using presentation::ItemDraft;
using presentation::RangeDraft;

Reading read_books(std::string const& folder) {
  auto const tree = blocking_open_folder_tree((*test::shared_data() / folder).string());
  if (!tree) {
    ADD_FAILURE() << tree.error().message;
    return {};
  }
  return blocking_read(**tree);
}

std::vector<std::string> labels_of(ItemDraft const& item) {
  std::vector<std::string> labels;
  for (auto const& canvas : item.canvases)
    labels.push_back(canvas.description.label.values.front().second.front());
  return labels;
}

std::vector<std::string> labels_of(std::vector<RangeDraft> const& ranges) {
  std::vector<std::string> labels;
  for (auto const& range : ranges)
    labels.push_back(range.description.label.values.front().second.front());
  return labels;
}

std::size_t texts_of(ItemDraft const& item) {
  std::size_t count = 0;
  for (auto const& canvas : item.canvases)
    count += canvas.texts.size();
  return count;
}

std::string value_of(ItemDraft const& item, std::string_view label) {
  for (auto const& entry : item.description.metadata) {
    if (entry.label.values.front().second.front() == label) return entry.value.values.front().second.front();
  }
  return {};
}

// What one book must give.
struct Book {
  std::string folder, id;
  std::size_t canvases, texts, ranges;  // ranges of the first level
  std::string rights, nav_date;
};

class Books : public testing::TestWithParam<Book> {};

TEST_P(Books, AreReadAsTheirSourceSays) {
  if (!test::shared_data()) GTEST_SKIP() << test::kNoData;
  auto const& book = GetParam();
  auto const reading = read_books("books/" + book.folder);
  auto const item = std::ranges::find(reading.items, book.id, &ItemDraft::id);
  ASSERT_NE(item, reading.items.end()) << describe(reading);
  EXPECT_EQ(item->canvases.size(), book.canvases);
  EXPECT_EQ(texts_of(*item), book.texts);
  EXPECT_EQ(item->ranges.size(), book.ranges);
  EXPECT_EQ(item->description.rights, book.rights);
  EXPECT_EQ(item->description.nav_date, book.nav_date);
}

std::string const kBySa = "http://creativecommons.org/licenses/by-sa/3.0/de/";
std::string const kPdm = "http://creativecommons.org/publicdomain/mark/1.0/";

INSTANTIATE_TEST_SUITE_P(
    Shared, Books,
    testing::Values(
        Book{"halle_friedensvorschlaege_1712", "halle_friedensvorschlaege_1712", 16, 7, 4, kBySa,
             "1712-01-01T00:00:00Z"},
        Book{"bnl_newspaper_1858_mets-alto", "bnl_newspaper_1858_mets-alto", 4, 4, 1, "", "1858-07-10T00:00:00Z"},
        Book{"mimili_1815_page-xml", "mimili_1815_page-xml", 9, 6, 1, kPdm, "1815-01-01T00:00:00Z"},
        Book{"ndnp_park_record_1935", "ndnp_park_record_1935/sn85058233/17082901001/1935080201", 2, 2, 0, "",
             "1935-08-02T00:00:00Z"},
        Book{"chicopee_weekly_1856-05-10_g4", "chicopee_weekly_1856-05-10_g4", 4, 0, 0, "", ""},
        Book{"mets_samples/kitodo2", "kitodo2/319696111", 67, 0, 24, kBySa, "1908-01-01T00:00:00Z"},
        Book{"mets_samples/kitodo3", "kitodo3/zd2-253780594-18920720", 7, 0, 1, kPdm, "1892-07-20T00:00:00Z"},
        Book{"mets_samples/vls", "vls/zdp-182327845018001101", 16, 0, 6, kPdm, "1800-11-01T00:00:00Z"}),
    [](auto const& one) {
      auto name = one.param.folder;
      std::erase_if(name, [](char c) { return !std::isalnum(static_cast<unsigned char>(c)); });
      return name;
    });

TEST(BooksHalle, HasItsPagesStructureAndOwner) {
  if (!test::shared_data()) GTEST_SKIP() << test::kNoData;
  auto const reading = read_books("books/halle_friedensvorschlaege_1712");
  ASSERT_EQ(reading.items.size(), 1U);
  auto const& item = reading.items.front();
  EXPECT_EQ(item.description.label.values.front().first, "de");
  // The METS counts from [Seite 4] to [Seite 6]: page 5 was never scanned.
  EXPECT_EQ(labels_of(item)[3], "[Seite 4]");
  EXPECT_EQ(labels_of(item)[4], "[Seite 6]");
  EXPECT_EQ(labels_of(item).back(), "[Colorchecker]");
  EXPECT_THAT(labels_of(item.ranges),
              testing::ElementsAre("Vorderdeckel", "Titelblatt", "Abschnitt [ohne Titel]", "Rückdeckel"));
  EXPECT_EQ(item.ranges[2].items.size(), 7U);
  EXPECT_EQ(item.canvases[6].key, "00000007");
  EXPECT_TRUE(item.canvases[6].paintings.front().file.location.ends_with("/MAX/00000007.jpg"));
  ASSERT_EQ(item.canvases[6].texts.size(), 1U);
  EXPECT_TRUE(item.canvases[6].texts.front().file.location.ends_with("/FULLTEXT/320807.xml"));
  EXPECT_EQ(item.canvases[6].texts.front().file.profile, "http://www.loc.gov/standards/alto");
  EXPECT_EQ(value_of(item, "Shelfmark"), "Nd 1277 (1)");
  EXPECT_THAT(item.aliases, testing::Contains("urn:nbn:de:gbv:3:3-10504"));
  ASSERT_EQ(item.description.providers.size(), 1U);
  EXPECT_EQ(item.description.providers.front().id, "http://www.bibliothek.uni-halle.de");
  EXPECT_EQ(item.description.see_also.front().profile, "http://www.loc.gov/METS/");
  // One text is listed and linked to no page.
  ASSERT_EQ(reading.findings.size(), 1U);
  EXPECT_THAT(reading.findings.front().message, testing::HasSubstr("FULLTEXT_320808"));
  EXPECT_EQ(reading.findings.front().place, "mets.xml:164");
}

TEST(BooksVls, NestArticlesAndPreferWhatIsCounted) {
  if (!test::shared_data()) GTEST_SKIP() << test::kNoData;
  auto const reading = read_books("books/mets_samples/vls");
  auto const item = std::ranges::find(reading.items, "vls/zdp-182327845018001101", &ItemDraft::id);
  ASSERT_NE(item, reading.items.end());
  EXPECT_EQ(labels_of(*item)[0], "[Seite 70]");
  EXPECT_EQ(labels_of(*item)[1], "66");
  auto const& chronicle = item->ranges[4];
  EXPECT_EQ(chronicle.description.label.values.front().second.front(),
            "Chronik der Stadt Halle, des Saal- und Mansfeldischen Kreises.");
  EXPECT_EQ(
      std::ranges::count_if(chronicle.items, [](auto const& part) { return std::holds_alternative<RangeDraft>(part); }),
      2);
}

TEST(BooksWellcome, MakeOneWorkOfSeveralVolumes) {
  if (!test::shared_data()) GTEST_SKIP() << test::kNoData;
  auto const reading = read_books("books/mets_samples/wellcome");
  auto const work = std::ranges::find(reading.collections, "wellcome/b16675630", &presentation::CollectionDraft::id);
  ASSERT_NE(work, reading.collections.end());
  EXPECT_THAT(work->description.behaviors, testing::ElementsAre("multi-part"));
  EXPECT_THAT(work->members, testing::Contains("wellcome/b16675630_0001"));
}

// The TEI names images at Gallica; the files beside are called like its surfaces.
TEST(BooksBnf, FindTheirImagesByTheSurfacesNames) {
  if (!test::shared_data()) GTEST_SKIP() << test::kNoData;
  auto const reading = read_books("books/bnf_marguerites_francoyses_17c");
  ASSERT_EQ(reading.items.size(), 1U);
  auto const& item = reading.items.front();
  EXPECT_EQ(item.canvases.size(), 20U);
  EXPECT_EQ(texts_of(item), 20U);
  EXPECT_EQ(item.canvases.front().key, "f2");
  EXPECT_TRUE(item.canvases.front().paintings.front().file.location.ends_with("/bpt6k1110784/f2.jpg"));
  EXPECT_EQ(item.description.rights, "http://creativecommons.org/licenses/by/4.0/");
  EXPECT_EQ(item.description.nav_date, "1606-01-01T00:00:00Z");
  EXPECT_EQ(value_of(item, "Author"), "Des Rues, François");
  EXPECT_EQ(value_of(item, "Shelfmark"), "X-18756 (1)");
}

TEST(BooksAll, AreReadTheSameTwice) {
  if (!test::shared_data()) GTEST_SKIP() << test::kNoData;
  auto const once = read_books("books"), twice = read_books("books");
  EXPECT_GE(once.items.size(), 22U);
  EXPECT_EQ(describe_json(once), describe_json(twice));
}

}  // namespace
}  // namespace triforium::ingest
