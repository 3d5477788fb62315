// The small pure functions: names, order, dates, rights, encodings.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ingest/dates.h"
#include "ingest/encoding.h"
#include "ingest/file_index.h"
#include "ingest/keys.h"
#include "ingest/language.h"
#include "ingest/natural_sort.h"
#include "ingest/rights.h"
#include "ingest/yaml.h"

namespace triforium::ingest {
namespace {

TEST(NaturalSort, CountsAsPeopleDo) {
  std::vector<std::string> names = {"page10", "2v", "Page2", "1v", "10r", "1r", "é", "2r"};
  std::ranges::sort(names, natural_less);
  EXPECT_THAT(names, testing::ElementsAre("1r", "1v", "2r", "2v", "10r", "Page2", "page10", "é"));
  EXPECT_TRUE(natural_less("1", "01") != natural_less("01", "1"));
}

TEST(Keys, AreMadeOfNames) {
  EXPECT_EQ(make_key("Käse & Brot"), "Kaese-Brot");
  EXPECT_EQ(make_key("../.."), "x" + make_key("../..").substr(1));
  EXPECT_TRUE(make_key("東京").starts_with("x"));
  EXPECT_NE(make_key("東京"), make_key("京都"));
  EXPECT_EQ(make_id("Some Shelf/A b"), "Some-Shelf/A-b");
  EXPECT_TRUE(is_id("ark:/12148/x"));
  EXPECT_FALSE(is_id("a/../b"));
  UniqueKeys keys;
  EXPECT_EQ(keys.take("a b"), "a-b");
  EXPECT_NE(keys.take("a-b"), "a-b");
  EXPECT_EQ(page_label("0012v", ""), "12v");
  EXPECT_EQ(page_label("halle_0003", "halle"), "3");
  EXPECT_EQ(page_label("cover", "halle"), "cover");
}

TEST(NavDate, IsADayWithAZone) {
  EXPECT_EQ(nav_date("1712"), "1712-01-01T00:00:00Z");
  EXPECT_EQ(nav_date("[1712]"), "1712-01-01T00:00:00Z");
  EXPECT_EQ(nav_date("1712-1715"), "1712-01-01T00:00:00Z");
  EXPECT_EQ(nav_date("1935-08-02"), "1935-08-02T00:00:00Z");
  EXPECT_EQ(nav_date("2000-02-29T10:00:00+01:00"), "2000-02-29T10:00:00+01:00");
  for (auto const* text : {"ca. 1712", "1712-13", "1900-02-29", "17", "", "1712-01-01T25:00:00Z"})
    EXPECT_FALSE(nav_date(text)) << text;
}

TEST(Rights, AreAddressesOfLicences) {
  EXPECT_EQ(rights_uri("https://creativecommons.org/licenses/by-sa/3.0/de"),
            "http://creativecommons.org/licenses/by-sa/3.0/de/");
  EXPECT_EQ(rights_uri("CC BY-SA 4.0"), "http://creativecommons.org/licenses/by-sa/4.0/");
  EXPECT_EQ(rights_uri("CC-BY-SA 3.0 DE"), "http://creativecommons.org/licenses/by-sa/3.0/de/");
  EXPECT_EQ(rights_uri("https://rightsstatements.org/page/InC/1.0/?language=de"),
            "http://rightsstatements.org/vocab/InC/1.0/");
  EXPECT_EQ(rights_uri("CC0"), "http://creativecommons.org/publicdomain/zero/1.0/");
  EXPECT_FALSE(rights_uri("CC-BY-NC"));
  EXPECT_FALSE(rights_uri("In copyright"));
}

TEST(Language, IsATag) {
  EXPECT_EQ(language_tag("ger"), "de");
  EXPECT_EQ(language_tag("de-AT"), "de-AT");
  EXPECT_EQ(language_tag("0001"), "");
}

TEST(Encoding, IsGuessedAndSaid) {
  EXPECT_EQ(decode_text("\xEF\xBB\xBF"
                        "a")
                ->text,
            "a");
  EXPECT_EQ(decode_text(std::string_view("\xFF\xFE"
                                         "a\0\xE4\0",
                                         6))
                ->text,
            "aä");
  EXPECT_EQ(decode_text("K\xE4se \x80")->text, "Käse €");
  EXPECT_EQ(decode_text("K\xE4se")->guessed, "Windows-1252");
  EXPECT_FALSE(decode_text(std::string_view("a\0b", 3)));
}

TEST(NormalPath, NeverLeadsOut) {
  EXPECT_EQ(normal_path("a/./b/../c"), "a/c");
  EXPECT_FALSE(normal_path("a/../../b"));
  EXPECT_FALSE(normal_path("/etc/passwd"));
}

TEST(Yaml, IsTextAndBounded) {
  EXPECT_EQ(parse_yaml("a: no\nb: [1, x]")->at("a").as_string(), "no");
  EXPECT_THAT(parse_yaml("a: 1\nb: c: d").error().message, testing::HasSubstr("line 2"));
  EXPECT_EQ(parse_yaml(std::string(1000, '[')).error().kind, ErrorKind::too_large);
  std::string bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n";
  for (char c = 'b'; c < 'k'; ++c) {
    bomb += std::string(1, c) + ": &" + c + " [";
    for (int i = 0; i < 9; ++i)
      bomb += (i ? ",*" : "*") + std::string(1, static_cast<char>(c - 1));
    bomb += "]\n";
  }
  EXPECT_EQ(parse_yaml(bomb).error().kind, ErrorKind::too_large);
}

}  // namespace
}  // namespace triforium::ingest
