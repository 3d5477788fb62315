#include "enrich/outline.h"

#include <gtest/gtest.h>

namespace triforium::enrich {
namespace {

using presentation::CanvasPart;
using presentation::RangeDraft;

ByteView bytes_of(std::string_view text) {
  return {reinterpret_cast<std::uint8_t const*>(text.data()), text.size()};
}
std::string key(std::uint32_t page) {
  return "p" + std::to_string(page);
}
// "outline-1(p1 p2 outline-1-1(p3))"
std::string told(RangeDraft const& range) {
  std::string text = range.key + "(";
  for (auto const& item : range.items) {
    if (text.back() != '(') text += ' ';
    auto const* const inner = std::get_if<RangeDraft>(&item);
    text += inner != nullptr ? told(*inner) : std::get<CanvasPart>(item).canvas_key;
  }
  return text + ")";
}
std::string told(std::vector<RangeDraft> const& ranges) {
  std::string text;
  for (auto const& range : ranges)
    text += told(range);
  return text;
}

TEST(ParseOutline, ReadsWhatStandsWithinEachEntry) {
  auto const outline = parse_outline(
      bytes_of("<?xml version=\"1.0\"?><!DOCTYPE pdf2xml SYSTEM \"pdf2xml.dtd\"><pdf2xml><page number=\"1\"/><outline>"
               "<item page=\"1\">One &amp; two</item><outline><item page=\"2\">Inner</item></outline>"
               "<item>Nowhere</item></outline></pdf2xml>"));
  ASSERT_TRUE(outline) << outline.error().message;
  EXPECT_EQ(*outline, (std::vector<OutlineEntry>{{"One & two", 1, {{"Inner", 2, {}}}}, {"Nowhere", 2, {}}}));
}

TEST(ParseOutline, IsEmptyWhereThereIsNone) {
  EXPECT_TRUE(parse_outline(bytes_of("<pdf2xml><page/></pdf2xml>"))->empty());
  EXPECT_TRUE(parse_outline(bytes_of("<pdf2xml><outline><outline/></outline></pdf2xml>"))->empty());
  EXPECT_FALSE(parse_outline(bytes_of("<!DOCTYPE a [<!ENTITY x 'y'>]><a/>")));
}

TEST(OutlineRanges, GiveEachChapterItsPages) {
  std::vector<OutlineEntry> const outline{{"A", 1, {}}, {"B", 3, {{"B1", 4, {}}, {"B2", 5, {}}}}, {"C", 6, {}}};
  EXPECT_EQ(told(outline_ranges(outline, 7, key)),
            "outline-1(p1 p2)outline-2(p3 outline-2-1(p4) outline-2-2(p5))outline-3(p6 p7)");
}

TEST(OutlineRanges, StayWithinTheDocument) {
  std::vector<OutlineEntry> const outline{{"A", 9, {}}, {"", 0, {{"A1", 70, {}}}}};
  auto const ranges = outline_ranges(outline, 3, key);
  EXPECT_EQ(told(ranges), "outline-1(p3)outline-2(p1 p2 outline-2-1(p3))");
  EXPECT_EQ(ranges[1].description.label.values[0].second[0], "1");
  EXPECT_TRUE(outline_ranges(outline, 0, key).empty());
}

TEST(OutlineRanges, DoNotGrowWithoutBound) {
  std::vector<OutlineEntry> outline;
  for (int i = 0; i < 1000; ++i)
    outline.push_back({"x", i % 2 == 0 ? 1U : 5000U, {}});
  std::size_t parts = 0;
  for (auto const& range : outline_ranges(outline, 5000, key))
    parts += range.items.size();
  EXPECT_EQ(parts, 100'000U);
}

TEST(OutlineRanges, TakeEntriesThatBeginOnTheSamePage) {
  std::vector<OutlineEntry> const outline{{"A", 2, {{"A1", 2, {}}}}, {"B", 2, {}}, {"C", 1, {}}};
  EXPECT_EQ(told(outline_ranges(outline, 2, key)), "outline-1(outline-1-1(p2))outline-2(p2)outline-3(p1 p2)");
}

}  // namespace
}  // namespace triforium::enrich
