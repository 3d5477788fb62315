#include "text/page_text_binary.h"

#include <gtest/gtest.h>

namespace triforium::text {
namespace {

PageText make_page() {
  Word word{.text = "Frie\u2E17",
            .box = {10, -20, 30, 40},
            .polygon = {{10, -20}, {40, -20}, {40, 20}},
            .confidence = 0,
            .language = "de",
            .style = Style::bold | Style::strikethrough,
            .hyphenation = Hyphenation::first,
            .whole = "Friede",
            .alternatives = {"Fríe", ""},
            .joins_next = true};
  Line line{.text = "Frie",
            .words = {word, {.text = "x"}},
            .box = {1, 2, 3, 4},
            .baseline = {{1, 1}, {2, 2}},
            .confidence = 100,
            .language = "la",
            .angle = -9050};
  PageText page{.unit = Unit::mm10, .size = {2580, 4060}, .image_name = "a.jpg", .language = "fr"};
  page.blocks = {{.kind = "heading", .lines = {line, {}}, .box = {0, 0, 9, 9}, .polygon = {{0, 0}}, .language = "en"},
                 {}};
  page.cues = {{.id = "1", .start = 5, .end = 1234567890123, .text = "a\nb", .voice = "v", .settings = "align:left"}};
  return page;
}

TEST(PageTextBinary, comes_back_as_it_was) {
  for (auto const& page : {PageText{}, make_page()}) {
    auto const back = read_page_text(write_page_text(page));
    ASSERT_TRUE(back) << back.error().message;
    EXPECT_EQ(*back, page);
  }
}

TEST(PageTextBinary, refuses_every_cut_and_every_changed_byte) {
  auto const bytes = write_page_text(make_page());
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    EXPECT_FALSE(read_page_text(ByteView(bytes).first(i))) << i;
    auto changed = bytes;
    changed[i] ^= 0x10;
    EXPECT_FALSE(read_page_text(changed)) << i;
  }
}

TEST(PageTextBinary, names_a_version_it_does_not_know) {
  auto bytes = write_page_text({});
  bytes[4] = 9;
  EXPECT_EQ(read_page_text(bytes).error().message, "the stored text is of version 9; expected 1");
}

}  // namespace
}  // namespace triforium::text
