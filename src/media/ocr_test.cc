#include "media/ocr.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace triforium::media {
namespace {

constexpr char kList[] = "List of available languages in \"/usr/share\" (4):\ndeu\neng\nosd\nscript/Fraktur\n";

TEST(CheckOcrLanguages, NamesWhatIsMissing) {
  EXPECT_TRUE(check_ocr_languages("deu", kList));
  EXPECT_TRUE(check_ocr_languages("deu+script/Fraktur", kList));
  auto const missing = check_ocr_languages("deu+fra", kList);
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().kind, ErrorKind::bad_request);
  EXPECT_THAT(missing.error().message, testing::HasSubstr("“fra”"));
  EXPECT_THAT(missing.error().message, testing::HasSubstr("deu, eng, osd, script/Fraktur"));
  EXPECT_FALSE(check_ocr_languages("", kList));
  EXPECT_FALSE(check_ocr_languages("List", kList));
  EXPECT_FALSE(check_ocr_languages("deu", ""));
}

TEST(ParseOcrVersion, TakesTheFirstLine) {
  EXPECT_EQ(parse_ocr_version("tesseract 5.3.0\n leptonica-1.82.0\n"), "tesseract 5.3.0");
  EXPECT_EQ(parse_ocr_version(""), "tesseract");
  EXPECT_EQ(parse_ocr_version("something else"), "tesseract");
}

}  // namespace
}  // namespace triforium::media
