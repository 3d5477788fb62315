#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "renderings/characters.h"
#include "renderings/file_name.h"
#include "renderings/hidden_font.h"
#include "renderings/pdf_rendering.h"
#include "renderings/pdf_writer.h"
#include "renderings/text_layer.h"

namespace triforium::renderings {
namespace {

using testing::HasSubstr;
using testing::Not;

struct Written {
  std::string bytes;
  Sink sink() {
    return [this](ByteView piece) -> Result<void> {
      bytes.append(as_text(piece));
      return {};
    };
  }
};

TEST(PdfValues, AreWrittenAsReadersWantThem) {
  EXPECT_EQ(pdf_number(1.5), "1.5");
  EXPECT_EQ(pdf_number(-0.00001), "0");
  EXPECT_EQ(pdf_number(1e300), "1000000000");
  EXPECT_EQ(pdf_text("a(b)\\"), "(a\\(b\\)\\\\)");
  EXPECT_EQ(pdf_text("ä𝄞"), "<FEFF00E4D834DD1E>");
  EXPECT_EQ(pdf_bytes("\xff("), "<FF28>");
}

TEST(PdfWriter, WritesWhereItsObjectsBegin) {
  Written written;
  PdfWriter pdf(written.sink());
  ASSERT_TRUE(pdf.begin());
  auto const catalog = pdf.reserve(), information = pdf.reserve(), stream = pdf.reserve();
  ASSERT_TRUE(pdf.write(catalog, "<<>>"));
  auto const fill = [](Sink const& sink) { return sink(as_bytes("twelve bytes")); };
  ASSERT_TRUE(pdf.write_long_stream(stream, "", fill));
  ASSERT_TRUE(pdf.finish(catalog, information, "0123456789abcdef"));
  EXPECT_THAT(written.bytes, HasSubstr("1 0 obj\n<<>>\nendobj\n"));
  EXPECT_THAT(written.bytes, HasSubstr("/Length 4 0 R>>\nstream\ntwelve bytes\nendstream"));
  EXPECT_THAT(written.bytes, HasSubstr("4 0 obj\n12\nendobj"));
  auto const at = written.bytes.rfind("startxref\n") + 10;
  EXPECT_EQ(written.bytes.substr(std::stoul(written.bytes.substr(at)), 7), "5 0 obj");
}

TEST(HiddenFont, HasACodeForEveryCharacter) {
  HiddenFont font;
  EXPECT_EQ(font.show("aש").hex, "<006105E9>");
  EXPECT_EQ(font.show("𝄞x𝄞").hex, "<D8000078D800>");
  EXPECT_EQ(font.show("𝄢").hex, "<D801>");
  EXPECT_EQ(font.show("").codes, 0U);
}

TEST(CodePoints, AreReadFromAnything) {
  EXPECT_EQ(code_points_of("aä€𝄞"), (std::vector<std::uint32_t>{'a', 0xe4, 0x20ac, 0x1d11e}));
  EXPECT_EQ(code_points_of("\xff\xf0\x9d").size(), 1U);
}

text::PageText page_with(text::Word word, std::int32_t angle = 0) {
  text::Line line;
  line.words = {std::move(word)};
  line.angle = angle;
  text::Block block;
  block.lines = {line};
  text::PageText page;
  page.blocks = {block};
  return page;
}

TEST(TextLayer, PutsWordsWhereTheyStand) {
  HiddenFont font;
  // 40 pixels above the lower edge of 200, half a point for each.
  auto const layer = text_layer(page_with({.text = "ab", .box = {10, 140, 40, 20}}), {50, 100, 0.5}, "F1", font);
  EXPECT_EQ(layer, "BT 3 Tr\n/F1 10 Tf 200 Tz 1 0 0 1 5 20 Tm <00610062> Tj\n<0020> Tj\nET\n");
}

TEST(TextLayer, FollowsTheDirectionOfLines) {
  HiddenFont font;
  PagePlane const plane{50, 100, 0.5};
  auto const up = text_layer(page_with({.text = "ab", .box = {10, 140, 20, 40}}, 9000), plane, "F1", font);
  EXPECT_THAT(up, HasSubstr("/F1 10 Tf 200 Tz 0 1 -1 0 15 10 Tm"));
  auto const left = text_layer(page_with({.text = "אב", .box = {10, 140, 40, 20}}), plane, "F1", font);
  EXPECT_THAT(left, HasSubstr("-1 0 0 1 25 20 Tm <05D005D1>"));
}

TEST(TextLayer, HasWordsWithoutPlaces) {
  HiddenFont font;
  EXPECT_THAT(text_layer(page_with({.text = "ab"}), {50, 100, 0.5}, "F1", font), HasSubstr("<00610062> Tj"));
  EXPECT_EQ(text_layer({}, {50, 100, 0.5}, "F1", font), "");
}

TEST(PageRange, IsReadStrictly) {
  EXPECT_EQ(parse_page_range("3-10")->last, 10U);
  EXPECT_EQ(parse_page_range("7")->last, 7U);
  EXPECT_EQ(parse_page_range("7-")->last, SIZE_MAX);
  for (auto const* const odd : {"", "0", "-3", "5-3", "a", "1-2-3", "1,3", "99999999999"})
    EXPECT_FALSE(parse_page_range(odd)) << odd;
}

TEST(FileName, SaysTheLabelToThoseWhoCanReadIt) {
  EXPECT_EQ(content_disposition("a/b:c", "Käse / \"x\"", "pdf", true),
            "inline; filename=\"a-b-c.pdf\"; filename*=UTF-8''K%C3%A4se%20x.pdf");
  EXPECT_EQ(content_disposition("a", "", "zip", false), "attachment; filename=\"a.zip\"");
  EXPECT_THAT(content_disposition("a", "..", "txt", true), Not(HasSubstr("*")));
  std::string long_label;
  for (int i = 0; i < 200; ++i)
    long_label += "ä";
  EXPECT_LT(content_disposition("a", long_label, "txt", true).size(), 500U);
}

}  // namespace
}  // namespace triforium::renderings
