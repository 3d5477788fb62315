#include "text/annotations.h"

#include <gtest/gtest.h>

namespace triforium::text {
namespace {

PageText make_page() {
  Line first{.words = {{.text = "Neue", .box = {1, 2, 3, 4}}, {.text = "news", .box = {5, 2, 3, 4}, .language = "en"}},
             .box = {1, 2, 7, 4},
             .polygon = {{1, 2}, {8, 2}, {8, 6}, {1, 6}}};
  Line second{.text = "two words", .polygon = {{0, 0}, {9, 1}, {4, 7}}, .language = "la"};
  return {.size = {10, 10}, .language = "de", .blocks = {{.lines = {first, second}, .box = {1, 2, 9, 8}}}};
}

TEST(Annotations, are_lines_by_default) {
  auto const made = make_annotations(make_page());
  ASSERT_EQ(made.size(), 2U);
  EXPECT_EQ(made[0].key, "l1");
  EXPECT_EQ(made[0].text, "Neue news");
  EXPECT_EQ(made[0].fragment, "xywh=1,2,7,4");
  EXPECT_EQ(made[0].language, "de");
  EXPECT_TRUE(made[0].polygon.empty());  // a rectangle says no more than the box
  EXPECT_EQ(made[1].fragment, "");
  EXPECT_EQ(made[1].language, "la");
  EXPECT_EQ(make_svg(made[1].polygon),
            "<svg xmlns=\"http://www.w3.org/2000/svg\"><path d=\"M0,0 L9,1 L4,7 Z\"/></svg>");
}

TEST(Annotations, of_words_and_blocks_keep_the_numbers_of_lines) {
  auto const words = make_annotations(make_page(), Granularity::word);
  ASSERT_EQ(words.size(), 4U);
  EXPECT_EQ(words[1].key, "l1w2");
  EXPECT_EQ(words[1].language, "en");
  EXPECT_EQ(words[2].key, "l2w1");
  EXPECT_EQ(words[2].text, "two");
  EXPECT_EQ(name_of(words[2].granularity), "word");
  auto const blocks = make_annotations(make_page(), Granularity::block);
  ASSERT_EQ(blocks.size(), 1U);
  EXPECT_EQ(blocks[0].key, "b1");
  EXPECT_EQ(blocks[0].text, "Neue news\ntwo words");
}

TEST(Annotations, of_cues_say_when) {
  PageText const page{.language = "it",
                      .cues = {{.start = 1500, .end = 4000, .text = "Ciao"}, {.start = 4001, .end = 3600010}}};
  auto const made = make_annotations(page, Granularity::word);
  ASSERT_EQ(made.size(), 2U);
  EXPECT_EQ(made[0].key, "c1");
  EXPECT_EQ(made[0].fragment, "t=1.5,4");
  EXPECT_EQ(made[0].language, "it");
  EXPECT_FALSE(made[0].has_granularity);
  EXPECT_EQ(made[1].fragment, "t=4.001,3600.01");
}

}  // namespace
}  // namespace triforium::text
