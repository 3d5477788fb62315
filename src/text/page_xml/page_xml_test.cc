#include "text/page_xml/page_xml.h"

#include <gtest/gtest.h>

#include <string>

namespace triforium::text {
namespace {

Result<Reading> read(std::string const& content) {
  auto const xml =
      "<PcGts xmlns='http://schema.primaresearch.org/PAGE/gts/pagecontent/2013-07-15'><Page imageFilename='a.tif' "
      "imageWidth='100' imageHeight='80' primaryLanguage='German'>" +
      content + "</Page></PcGts>";
  return read_page_xml(as_bytes(xml));
}
std::string region(std::string const& id, std::string const& text, std::string const& attributes = "") {
  return "<TextRegion id='" + id + "' " + attributes + "><TextLine><TextEquiv><Unicode>" + text +
         "</Unicode></TextEquiv></TextLine></TextRegion>";
}

TEST(PageXml, reads_lines_and_words) {
  auto const reading = read(R"(<TextRegion id="r" type="heading"><Coords points="1,2 50,2 50,40 1,40"/>
    <TextStyle bold="true"/><TextLine><Coords points="1,2 50,2 50,20"/><Baseline points="1,18 50,19"/>
    <Word language="English"><Coords points="1,2 20,2 20,20 1,20"/>
      <TextEquiv index="1"><Unicode>Tnr</Unicode></TextEquiv><TextEquiv index="0" conf="0.9"><Unicode>The</Unicode></TextEquiv></Word>
    <Word><Coords points="x"/><TextEquiv><PlainText>end</PlainText></TextEquiv></Word>
    <TextEquiv><Unicode>The end.</Unicode></TextEquiv></TextLine></TextRegion>)");
  ASSERT_TRUE(reading) << reading.error().message;
  auto const& page = reading->pages.at(0);
  EXPECT_EQ(page.language, "de");
  EXPECT_EQ(page.image_name, "a.tif");
  auto const& block = page.blocks.at(0);
  EXPECT_EQ(block.kind, "heading");
  EXPECT_EQ(block.box, (Box{1, 2, 49, 38}));
  auto const& line = block.lines.at(0);
  EXPECT_EQ(text_of(line), "The end.");
  EXPECT_EQ(line.baseline, (Polygon{{1, 18}, {50, 19}}));
  EXPECT_EQ(line.words.at(0).text, "The");
  EXPECT_EQ(line.words[0].alternatives, std::vector<std::string>{"Tnr"});
  EXPECT_EQ(line.words[0].confidence, 90);
  EXPECT_EQ(line.words[0].language, "en");
  EXPECT_EQ(line.words[0].style, Style::bold);
  EXPECT_EQ(line.words.at(1).text, "end");
  EXPECT_EQ(reading->findings.size(), 1U);
}

TEST(PageXml, follows_the_reading_order) {
  auto const reading =
      read(R"(<ReadingOrder><OrderedGroup><RegionRefIndexed index="1" regionRef="a"/>
    <UnorderedGroupIndexed index="0"><RegionRef regionRef="c"/></UnorderedGroupIndexed></OrderedGroup></ReadingOrder>)" +
           region("a", "second") + region("b", "last") + "<TableRegion>" + region("c", "first") + "</TableRegion>");
  ASSERT_TRUE(reading);
  EXPECT_EQ(plain_text(reading->pages[0]), "first\n\nsecond\n\nlast\n");
}

TEST(PageXml, follows_the_order_of_transkribus_and_its_structure) {
  auto const reading = read(region("a", "two", "custom='readingOrder {index:1;} structure {type:marginalia;}'") +
                            region("b", "one", "custom='readingOrder {index:0;}'"));
  ASSERT_TRUE(reading);
  EXPECT_EQ(plain_text(reading->pages[0]), "one\n\ntwo\n");
  EXPECT_EQ(reading->pages[0].blocks[1].kind, "marginalia");
}

TEST(PageXml, reads_the_text_of_a_region_and_points_of_2010) {
  auto const reading = read(
      "<TextRegion><Coords><Point x='1' y='2'/><Point x='11' y='12'/></Coords><TextEquiv>"
      "<Unicode>one\n two </Unicode></TextEquiv></TextRegion>");
  ASSERT_TRUE(reading);
  auto const& lines = reading->pages[0].blocks.at(0).lines;
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[1].text, "two");
  EXPECT_EQ(lines[1].box, (Box{1, 2, 10, 10}));
}

TEST(PageXml, joins_words_cut_by_an_unmarked_hyphen) {
  auto const word = [](std::string const& text) {
    return "<TextLine><Word><TextEquiv><Unicode>" + text + "</Unicode></TextEquiv></Word></TextLine>";
  };
  auto const reading = read("<TextRegion>" + word("poli-") + word("con") + "</TextRegion>");
  EXPECT_EQ(reading->pages[0].blocks[0].lines[0].words[0].whole, "policon");
}

TEST(PageXml, tells_what_is_wrong) {
  EXPECT_EQ(read_page_xml(as_bytes("<alto/>")).error().message, "line 1: the root element is “alto”; expected “PcGts”");
  EXPECT_EQ(read_page_xml(as_bytes("<PcGts/>")).error().message, "line 1: PcGts has no Page; expected one");
  auto const sizeless = read_page_xml(as_bytes("<PcGts><Page imageWidth='a'/></PcGts>"));
  ASSERT_TRUE(sizeless);
  EXPECT_EQ(sizeless->findings.size(), 1U);
}

}  // namespace
}  // namespace triforium::text
