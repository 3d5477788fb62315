#include "text/alto/write_alto.h"

#include <gtest/gtest.h>

#include "text/alto/alto.h"

namespace triforium::text {
namespace {

PageText page() {
  Word guten{.text = "Guten", .box = {10, 20, 50, 12}, .confidence = 88};
  Word tag{.text = "Tag<&\">", .box = {65, 20, 40, 12}, .joins_next = true};
  Word end{.text = "!", .box = {105, 20, 4, 12}};
  Line line{.words = {guten, tag, end}, .box = {10, 20, 99, 12}};
  Block block{.lines = {line}, .box = {10, 20, 99, 12}, .language = "de"};
  return PageText{.size = {200, 300}, .blocks = {block}};
}

TEST(WriteAlto, IsReadAgainAsItWas) {
  auto const alto = write_alto(page(), "pdftotext");
  auto const reading = read_alto(as_bytes(alto));
  ASSERT_TRUE(reading) << reading.error().message;
  EXPECT_TRUE(reading->findings.empty());
  EXPECT_EQ(reading->pages.at(0), page());
  EXPECT_NE(alto.find("<softwareName>pdftotext</softwareName>"), std::string::npos);
}

TEST(WriteAlto, LeavesOutWhatXmlCannotSay) {
  auto bad = page();
  bad.blocks[0].lines[0].words[0].text =
      "a\x01"
      "b";
  auto const reading = read_alto(as_bytes(write_alto(bad)));
  ASSERT_TRUE(reading);
  EXPECT_EQ(reading->pages[0].blocks[0].lines[0].words[0].text, "a b");
}

TEST(WriteAlto, WritesAPageWithoutText) {
  auto const reading = read_alto(as_bytes(write_alto({.size = {10, 20}})));
  ASSERT_TRUE(reading);
  EXPECT_TRUE(reading->pages.at(0).is_empty());
  EXPECT_EQ(reading->pages[0].size, (Size{10, 20}));
}

}  // namespace
}  // namespace triforium::text
