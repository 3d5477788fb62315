#include "text/hocr/hocr.h"

#include <gtest/gtest.h>

#include <string>

#include "text/hocr/tag_soup.h"

namespace triforium::text {
namespace {

Result<Reading> read(std::string const& html) {
  return read_hocr(as_bytes(html));
}

TEST(Hocr, reads_what_tesseract_writes) {
  auto const reading = read(R"(<!DOCTYPE html><html><head><meta name='ocr-system' content='tesseract 5.3'></head><body>
    <div class='ocr_page' id='page_1' title='image "p1.png"; bbox 0 0 640 480; ppageno 0'>
     <div class='ocr_carea' title="bbox 10 20 300 80"><p class='ocr_par' lang='deu' title="bbox 10 20 300 80">
      <span class='ocr_line' title="bbox 10 20 300 40; baseline 0 -5; textangle 90; x_size 20">
       <span class='ocrx_word' title='bbox 10 20 60 40; x_wconf 96' lang='eng'><strong><em>Fish</em></strong></span>
       <span class='ocrx_word' title='bbox 70 20 90 40; x_wconf 3'>&amp;&#x20;chips</span>
      </span></p></div></div></body></html>)");
  ASSERT_TRUE(reading) << reading.error().message;
  ASSERT_EQ(reading->pages.size(), 1U);
  auto const& page = reading->pages[0];
  EXPECT_EQ(page.size, (Size{640, 480}));
  EXPECT_EQ(page.image_name, "p1.png");
  ASSERT_EQ(page.blocks.size(), 1U);
  EXPECT_EQ(page.blocks[0].language, "de");
  EXPECT_EQ(page.blocks[0].kind, "paragraph");
  auto const& line = page.blocks[0].lines.at(0);
  EXPECT_EQ(line.angle, 9000);
  EXPECT_EQ(text_of(line), "Fish & chips");
  EXPECT_EQ(line.words[0].box, (Box{10, 20, 50, 20}));
  EXPECT_EQ(line.words[0].confidence, 96);
  EXPECT_EQ(line.words[0].style, Style::bold | Style::italic);
  EXPECT_EQ(line.words[0].language, "en");
  EXPECT_EQ(line.words[1].style, 0);
}

TEST(Hocr, reads_characters_of_the_internet_archive_as_a_word) {
  auto const reading = read(
      R"(<div class="ocr_page" title="bbox 0 0 9 9"><span class="ocr_line"><span class="ocrx_word" title="bbox 1 1 5 5">
    <span class="ocrx_cinfo" title="x_conf 9">A</span> <span class="ocrx_cinfo">b</span></span></span></div>)");
  EXPECT_EQ(plain_text(reading->pages[0]), "Ab\n");
}

TEST(Hocr, survives_tag_soup) {
  auto const reading = read(
      "<div class=ocr_page title='bbox 0 0 100 100'><p class=ocr_par><span class=ocr_line title='bbox 1 2 3'>"
      "<span class='ocrx_word'>a <br>b</b></i></span><span class='ocrx_word' title=\"bbox 1 1 9 9\">1 < 2 &unknown; "
      "&shy"
      "</p></span></span><script>if (a<b) {}</script><!-- never ended <span class=ocr_line>end");
  ASSERT_TRUE(reading);
  EXPECT_EQ(plain_text(reading->pages[0]), "a b 1 < 2 &unknown; &shy\n");
}

TEST(Hocr, keeps_lines_without_words_and_pages_apart) {
  auto const reading = read(
      "<div class='ocr_page' title='bbox 0 0 50 50;x_source b_1'><span class='ocr_line' title='bbox 1 2 11 12'>one\n "
      "two</span></div>"
      "<div class='ocr_page' title='bbox 0 0 60 60'/><span class='ocr_line'>three</span>");
  ASSERT_EQ(reading->pages.size(), 2U);
  EXPECT_EQ(reading->pages[0].image_name, "b_1");
  EXPECT_EQ(reading->pages[0].blocks.at(0).lines.at(0).text, "one two");
  EXPECT_EQ(plain_text(reading->pages[1]), "three\n");
}

TEST(Hocr, joins_at_soft_hyphens) {
  auto const reading = read(
      "<p class='ocr_par'><span class='ocr_line'><span class='ocrx_word'>Nor&shy;</span></span>"
      "<span class='ocr_line'><span class='ocrx_word'>mandie</span></span></p>");
  auto const& word = reading->pages.at(0).blocks.at(0).lines.at(0).words.at(0);
  EXPECT_EQ(word.whole, "Normandie");
  EXPECT_EQ(word.hyphenation, Hyphenation::first);
}

TEST(Hocr, refuses_what_is_none_and_finds_bad_boxes) {
  EXPECT_EQ(read("<html><p>Hello</html>").error().message,
            "no element is of class ocr_page, ocr_line or ocrx_word; expected hOCR");
  auto const reading = read("<div class='ocr_page'>\n<span class='ocr_line' title='bbox a b c d'>x</span></div>");
  EXPECT_EQ(reading->findings.at(0), (Finding{2, "bbox “a b c d” is not four numbers"}));
}

TEST(Hocr, is_not_impressed_by_depth) {
  std::string html = "<div class=ocr_page>";
  for (int i = 0; i < 100'000; ++i)
    html += "<div class=ocr_line>";
  auto const reading = read(html + "deep");
  ASSERT_TRUE(reading);
  EXPECT_LE(reading->findings.size(), Findings::kLimit);
}

TEST(TagSoup, decodes_references) {
  EXPECT_EQ(decode_references("&lt;&#65;&#x1F600;&szlig;&#0;&#xD800; & &; &toolongtobeone;"),
            "<A😀ß\uFFFD\uFFFD & &; &toolongtobeone;");
}

}  // namespace
}  // namespace triforium::text
