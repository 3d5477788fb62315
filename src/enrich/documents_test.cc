#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "enrich/enrich.h"
#include "enrich/read_file.h"
#include "media/process.h"
#include "support/pdf_file.h"
#include "support/temporary_folder.h"
#include "text/alto/alto.h"

namespace triforium::enrich {
namespace {

using presentation::ItemDraft;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr char kNoPoppler[] = "poppler's programs are not here";

class EnrichDocument : public testing::Test {
 protected:
  void SetUp() override {
    if (!media::blocking::has_program("pdftoppm")) GTEST_SKIP() << kNoPoppler;
    folder.write("book.pdf", test::pdf_file());
    item.id = "book";
    item.description.renderings.emplace_back();
    item.description.renderings[0].location = (folder.path() / "book.pdf").string();
    item.description.renderings[0].format = "application/pdf";
  }
  std::vector<std::string> enrich() {
    return blocking_enrich(item, {.folder = folder.path() / "derived", .pdf_dpi = 144});
  }

  test::TemporaryFolder folder;
  ItemDraft item;
};

TEST_F(EnrichDocument, MakesACanvasOfEachPage) {
  EXPECT_THAT(enrich(), IsEmpty());
  ASSERT_THAT(item.canvases, SizeIs(2));
  EXPECT_EQ(item.canvases[0].key, "p1");
  EXPECT_EQ(item.canvases[1].description.label.values[0].second[0], "2");
  EXPECT_THAT(item.canvases[0].paintings.at(0).file.location, HasSubstr("page-0001-144dpi.jpg"));
  EXPECT_THAT(item.description.renderings, SizeIs(1));
}

TEST_F(EnrichDocument, FindsTheWordsWhereTheyAreShown) {
  enrich();
  ASSERT_THAT(item.canvases, SizeIs(2));
  ASSERT_THAT(item.canvases[1].texts, SizeIs(1));
  auto const bytes = blocking_read_file(item.canvases[1].texts[0].file.location, 1 << 20).value();
  auto const page = text::read_alto(bytes)->pages.at(0);
  EXPECT_EQ(page.size, (text::Size{400, 600}));  // turned, two pixels for a point
  EXPECT_EQ(text::plain_text(page), "Zweite Seite\n");
  auto const box = page.blocks[0].lines[0].words[0].box;
  EXPECT_NEAR(box.x, 290, 2);
  EXPECT_NEAR(box.y, 40, 2);
  EXPECT_LT(box.width, box.height);
}

TEST_F(EnrichDocument, TakesOutlineAndDescription) {
  enrich();
  ASSERT_THAT(item.ranges, SizeIs(2));
  EXPECT_EQ(item.ranges[0].description.label.values[0].second[0], "Erstes Kapitel");
  ASSERT_THAT(item.description.metadata, SizeIs(2));
  EXPECT_EQ(item.description.metadata[1].value.values[0].second[0], "Anna Autorin");
}

TEST_F(EnrichDocument, IsCalledWhatItsMakerCalledIt) {
  item.description.label.add("none", "book");
  enrich();
  EXPECT_EQ(item.description.label.values[0].second[0], item.description.metadata[0].value.values[0].second[0]);
  ItemDraft told = item;
  told.canvases.clear();
  told.description.label = {};
  told.description.label.add("en", "Told beside it");
  blocking_enrich(told, {.folder = folder.path() / "derived", .pdf_dpi = 144});
  EXPECT_EQ(told.description.label.values[0].second[0], "Told beside it");
}

TEST_F(EnrichDocument, LeavesItemsThatHavePages) {
  item.canvases.emplace_back();
  EXPECT_THAT(enrich(), IsEmpty());
  EXPECT_THAT(item.canvases, SizeIs(1));
}

TEST_F(EnrichDocument, SaysWhatIsNoPdf) {
  folder.write("book.pdf", "%PDF-1.4 and nothing else");
  auto const complaints = enrich();
  ASSERT_THAT(complaints, SizeIs(1));
  EXPECT_THAT(complaints[0], testing::StartsWith("“book.pdf”: "));
  EXPECT_THAT(item.canvases, IsEmpty());
}

}  // namespace
}  // namespace triforium::enrich
