#include "text/pdf/bbox_layout.h"

#include <gtest/gtest.h>

namespace triforium::text {
namespace {

std::string document(std::string const& page) {
  return "<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Transitional//EN\" \"http://www.w3.org/x.dtd\">"
         "<html xmlns=\"http://www.w3.org/1999/xhtml\"><head><title>T</title></head><body><doc>" +
         page + "</doc></body></html>";
}
std::string const kPage =
    R"(<page width="300.000000" height="200.000000"><flow><block xMin="20.0" yMin="30.0" xMax="133.4" yMax="55.0">
    <line xMin="20.0" yMin="30.0" xMax="133.4" yMax="55.0"><word xMin="20.0" yMin="30.0" xMax="85.376" yMax="55.0">Guten</word>
    <word xMin="92.0" yMin="30.0" xMax="133.4" yMax="55.0">Tag &amp; so</word></line></block></flow></page>)";

TEST(BboxLayout, ReadsWordsInHundredthsOfAPoint) {
  auto const page = read_bbox_layout(as_bytes(document(kPage)), false);
  ASSERT_TRUE(page) << page.error().message;
  EXPECT_EQ(page->size, (Size{30000, 20000}));
  ASSERT_EQ(page->blocks.size(), 1U);
  auto const& line = page->blocks[0].lines.at(0);
  EXPECT_EQ(text_of(line), "Guten Tag & so");
  EXPECT_EQ(line.words[0].box, (Box{2000, 3000, 6538, 2500}));
}

TEST(BboxLayout, TurnsThePageAndNotItsWords) {
  auto const page = read_bbox_layout(as_bytes(document(kPage)), true);
  ASSERT_TRUE(page);
  EXPECT_EQ(page->size, (Size{20000, 30000}));
  EXPECT_EQ(page->blocks[0].lines[0].words[0].box.x, 2000);
}

TEST(BboxLayout, SurvivesWhatIsNone) {
  EXPECT_FALSE(read_bbox_layout(as_bytes("<html><body/></html>"), false));
  EXPECT_FALSE(read_bbox_layout(as_bytes(""), false));
  auto const empty = read_bbox_layout(as_bytes(document("<page width='x' height='-1'/>")), false);
  ASSERT_TRUE(empty);
  EXPECT_TRUE(empty->is_empty());
  EXPECT_TRUE(empty->size.is_empty());
}

TEST(BboxLayout, StopsAtItsLimit) {
  Limits limits;
  limits.words = 1;
  auto const page = read_bbox_layout(as_bytes(document(kPage)), false, limits);
  ASSERT_TRUE(page);
  EXPECT_EQ(count_words(*page), 1U);
}

}  // namespace
}  // namespace triforium::text
