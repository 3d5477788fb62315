#include "text/page_text.h"

#include <gtest/gtest.h>

#include "text/finish.h"

namespace triforium::text {
namespace {

PageText page_of(Size size, Box box, Unit unit = Unit::pixel) {
  Line line{.words = {{.text = "word", .box = box}}, .box = box};
  return {.unit = unit, .size = size, .blocks = {{.lines = {line}, .box = box}}};
}
Box first_box(PageText const& page) {
  return page.blocks[0].lines[0].words[0].box;
}

TEST(ScaledTo, divides_inch1200_by_four_for_300_dpi) {
  auto const page = scaled_to(page_of({18200, 28872}, {1320, 964, 824, 172}, Unit::inch1200), {4550, 7218});
  EXPECT_EQ(first_box(page), (Box{330, 241, 206, 43}));
  EXPECT_EQ(page.size, (Size{4550, 7218}));
  EXPECT_EQ(page.unit, Unit::pixel);
}

TEST(ScaledTo, rounds_edges_half_up_so_that_neighbours_touch) {
  auto const left = scaled_to(page_of({10, 10}, {0, 0, 3, 10}), {5, 5});
  auto const right = scaled_to(page_of({10, 10}, {3, 0, 4, 10}), {5, 5});
  EXPECT_EQ(first_box(left), (Box{0, 0, 2, 5}));
  EXPECT_EQ(first_box(right), (Box{2, 0, 2, 5}));
}

TEST(ScaledTo, cuts_at_the_canvas_and_keeps_a_pixel) {
  EXPECT_EQ(first_box(scaled_to(page_of({100, 100}, {-10, 90, 30, 30}), {100, 100})), (Box{0, 90, 20, 10}));
  EXPECT_EQ(first_box(scaled_to(page_of({1000, 1000}, {999, 0, 1, 1}), {10, 10})), (Box{9, 0, 1, 1}));
  EXPECT_EQ(first_box(scaled_to(page_of({1000, 1000}, {994, 3, 1, 1}), {10, 10})), (Box{9, 0, 1, 1}));
  EXPECT_EQ(first_box(scaled_to(page_of({100, 100}, {150, 10, 20, 20}), {100, 100})), (Box{}));
  EXPECT_EQ(first_box(scaled_to(page_of({100, 100}, {-50, 10, 20, 20}), {100, 100})), (Box{}));
}

TEST(ScaledTo, does_not_overflow_at_the_limits) {
  auto const page = scaled_to(page_of({16777216, 1}, {16777215, 0, 1, 1}), {2147483647, 2147483647});
  EXPECT_EQ(first_box(page).x + std::int64_t{first_box(page).width}, 2147483647);
}

TEST(ScaledTo, needs_the_resolution_where_no_size_is_declared) {
  auto const millimetres = page_of({}, {254, 508, 254, 127}, Unit::mm10);
  EXPECT_EQ(first_box(scaled_to(millimetres, {3000, 3000}, 300)), (Box{300, 600, 300, 150}));
  EXPECT_EQ(first_box(scaled_to(millimetres, {3000, 3000})), (Box{}));
  EXPECT_EQ(scaled_to(millimetres, {3000, 3000}).blocks[0].lines[0].words[0].text, "word");
  EXPECT_EQ(first_box(scaled_to(page_of({}, {1, 2, 3, 4}), {3000, 3000})), (Box{1, 2, 3, 4}));
}

TEST(HasSameShape, tells_a_smaller_copy_from_a_cropped_one) {
  EXPECT_TRUE(has_same_shape({18200, 28872}, {4550, 7218}));
  EXPECT_FALSE(has_same_shape({1980, 2339}, {2164, 2448}));
  EXPECT_FALSE(has_same_shape({}, {2164, 2448}));
}

PageText hyphenated_page() {
  Line first{.words = {{.text = "high"}, {.text = "poli-", .hyphenation = Hyphenation::first, .whole = "politics"}}};
  Line second{.words = {{.text = "tics", .hyphenation = Hyphenation::second, .whole = "politics", .joins_next = true},
                        {.text = ","},
                        {.text = "low"}}};
  return {.blocks = {{.lines = {first, second}}, {.lines = {{.text = "Next block"}}}}};
}

TEST(PlainText, keeps_or_joins_what_the_line_cuts) {
  EXPECT_EQ(plain_text(hyphenated_page()), "high poli-\ntics, low\n\nNext block\n");
  EXPECT_EQ(plain_text(hyphenated_page(), Hyphens::join), "high politics\n, low\n\nNext block\n");
}

TEST(PlainText, writes_who_speaks) {
  PageText const page{.cues = {{.start = 0, .end = 1, .text = "Hello", .voice = "Ann"}, {.text = "Hi"}}};
  EXPECT_EQ(plain_text(page), "Ann: Hello\n\nHi\n");
}

TEST(WordsOf, shares_the_box_out_by_characters) {
  auto const words = words_of({.text = "äb  cdef", .box = {100, 10, 80, 20}});
  ASSERT_EQ(words.size(), 2U);
  EXPECT_EQ(words[0].box, (Box{100, 10, 20, 20}));
  EXPECT_EQ(words[1].text, "cdef");
  EXPECT_EQ(words[1].box, (Box{140, 10, 40, 20}));
}

TEST(WithWords, joins_words_cut_between_lines_that_were_recognised_whole) {
  PageText page{.blocks = {{.lines = {{.text = "von der Nor\u00AC"}, {.text = "mandie her"}}}}};
  auto const made = with_words(page);
  EXPECT_EQ(made.blocks[0].lines[0].words.back().whole, "Normandie");
  EXPECT_EQ(made.blocks[0].lines[1].words.front().hyphenation, Hyphenation::second);
  EXPECT_EQ(made.blocks[0].lines[0].text, "von der Nor\u00AC");
  EXPECT_EQ(count_words(made), 5U);
}

TEST(JoinHyphenated, leaves_compounds_and_dashes_alone) {
  PageText page{.blocks = {{.lines = {{.words = {{.text = "Anna-"}}},
                                      {.words = {{.text = "Maria"}, {.text = "--"}}},
                                      {.words = {{.text = "so"}}}}}}};
  auto const before = page;
  join_hyphenated(page);
  EXPECT_EQ(page, before);
}

TEST(BoundingBox, needs_two_points) {
  EXPECT_EQ(bounding_box({{5, 7}, {1, 9}, {3, 2}}), (Box{1, 2, 4, 7}));
  EXPECT_TRUE(bounding_box({{5, 7}, {5, 7}}).is_empty());
}

}  // namespace
}  // namespace triforium::text
