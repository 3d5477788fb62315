#include "media/pdf.h"

#include <gtest/gtest.h>

#include "media/process.h"
#include "support/data.h"
#include "support/pdf_file.h"
#include "support/temporary_folder.h"

namespace triforium::media {
namespace {

constexpr char kNoPoppler[] = "poppler's programs are not here";

TEST(ParsePdfInfo, ReadsPagesAndDescription) {
  auto const pdf = parse_pdf_info(
      "Title:           On maps\nAuthor:\nProducer: x\nPages:           7\n"
      "Page    1 size:  595.276 x 841.89 pts (A4)\nPage    1 rot:   0\n"
      "Page    2 size:  300 x 200 pts\nPage    2 rot:   90\nFile size: 1 bytes\n");
  ASSERT_TRUE(pdf);
  EXPECT_EQ(pdf->page_count, 7U);
  ASSERT_EQ(pdf->pages.size(), 2U);
  EXPECT_EQ(pdf->pages[0], (PdfPage{.width = 595.276, .height = 841.89}));
  EXPECT_EQ(pdf->pages[1], (PdfPage{.width = 200, .height = 300, .is_turned = true}));
  ASSERT_EQ(pdf->descriptions.size(), 1U);
  EXPECT_EQ(pdf->descriptions[0].second, "On maps");
}

TEST(ParsePdfInfo, RefusesWhatHasNoPage) {
  EXPECT_FALSE(parse_pdf_info("Pages: 3\n"));
  EXPECT_FALSE(parse_pdf_info("Page 1 size: 0 x 0 pts\n"));
  EXPECT_FALSE(parse_pdf_info("Page 1 size: 1e300 x nan pts\n"));
  EXPECT_FALSE(parse_pdf_info("Page 2 size: 10 x 10 pts\nPage x rot: 90\n"));
}

TEST(AddDensities, FindsTheScanThatCoversAPage) {
  Pdf pdf;
  pdf.pages = {{.width = 1086.63, .height = 1695.32}, {.width = 595, .height = 842}, {.width = 595, .height = 842}};
  add_densities(
      "page   num  type   width height color comp bpc  enc interp  object ID x-ppi y-ppi size ratio\n"
      "-----------------------------------------------------------------------------------\n"
      "   1     0 image    2294  3579  gray    1   8  jpeg   no         2  0   152   152  548K 6.8%\n"
      "   2     1 image     100   100  gray    1   8  jpeg   no         3  0   300   300  548K 6.8%\n"
      "   3     2 smask    4960  7016  gray    1   8  jpeg   no         3  0   600   600  548K 6.8%\n"
      "   9     0 image    2294  3579  gray    1   8  jpeg   no         2  0   152   152  548K 6.8%\n",
      pdf);
  EXPECT_EQ(pdf.pages[0].density, 152);
  EXPECT_EQ(pdf.pages[1].density, 0);
  EXPECT_EQ(pdf.pages[2].density, 0);
}

TEST(DrawingDensity, IsThatOfTheScanWithinBounds) {
  EXPECT_EQ(drawing_density({.width = 595, .height = 842}, 200), 200);
  EXPECT_EQ(drawing_density({.width = 595, .height = 842, .density = 300}, 200), 300);
  EXPECT_EQ(drawing_density({.width = 595, .height = 842, .density = 2400}, 200), 600);
  EXPECT_EQ(drawing_density({.width = 595, .height = 842, .density = 20}, 200), 100);
  EXPECT_EQ(drawing_density({.width = 14400, .height = 14400}, 200), 50);
  EXPECT_EQ(drawing_density({}, 200), 200);
}

TEST(Pdf, IsDrawnAndRead) {
  if (!blocking::has_program("pdftoppm")) GTEST_SKIP() << kNoPoppler;
  test::TemporaryFolder const folder;
  folder.write("book.pdf", test::pdf_file());
  auto const file = folder.path() / "book.pdf";
  auto const pdf = blocking::probe_pdf(file);
  ASSERT_TRUE(pdf) << pdf.error().message;
  ASSERT_EQ(pdf->pages.size(), 2U);
  EXPECT_TRUE(pdf->pages[1].is_turned);
  auto const picture = blocking::draw_pdf_page(file, 2, 72);
  ASSERT_TRUE(picture) << picture.error().detail;
  EXPECT_EQ((*picture)[0], 0xFF);
  EXPECT_NE(as_text(blocking::pdf_page_words(file, 2).value()).find("Zweite"), std::string_view::npos);
  EXPECT_NE(as_text(blocking::pdf_outline(file).value()).find("Unterkapitel"), std::string_view::npos);
  EXPECT_FALSE(blocking::draw_pdf_page(file, 3, 72));
}

TEST(Pdf, SaysWhyItCannotBeOpened) {
  if (!blocking::has_program("pdftoppm")) GTEST_SKIP() << kNoPoppler;
  auto const data = test::shared_data();
  if (!data) GTEST_SKIP() << test::kNoData;
  auto const locked = blocking::probe_pdf(*data / "zoo/pdf/encryption_openpassword.pdf");
  ASSERT_FALSE(locked);
  EXPECT_EQ(locked.error().message, "it is protected by a password");
  EXPECT_FALSE(blocking::probe_pdf(*data / "README.md"));
}

}  // namespace
}  // namespace triforium::media
