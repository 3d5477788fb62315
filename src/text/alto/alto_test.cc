#include "text/alto/alto.h"

#include <gtest/gtest.h>

#include <string>

namespace triforium::text {
namespace {

Result<Reading> read(std::string const& xml, Limits const& limits = {}) {
  return read_alto(as_bytes(xml), limits);
}

std::string alto(std::string const& content, std::string const& head = "") {
  return "<alto "
         "xmlns=\"http://www.loc.gov/standards/alto/ns-v3#\">\n<Description><MeasurementUnit>pixel</MeasurementUnit>"
         "<sourceImageInformation><fileName> p1.jpg </fileName></sourceImageInformation></Description>" +
         head + "<Layout>\n<Page WIDTH=\"100\" HEIGHT=\"200\"><PrintSpace>\n" + content +
         "</PrintSpace></Page></Layout></alto>";
}

Line first_line(Reading const& reading) {
  return reading.pages.at(0).blocks.at(0).lines.at(0);
}

TEST(Alto, reads_words_with_places_styles_and_confidence) {
  auto const reading = read(alto(R"(
    <TextBlock ID="b" LANG="ger" TAGREFS="X T1" STYLEREFS="S1"><TextLine HPOS="1" VPOS="2" WIDTH="30" HEIGHT="9" BASELINE="1 9 31 9">
      <String CONTENT="Neue" HPOS="1" VPOS="2" WIDTH="10.5" HEIGHT="9" WC="0.876" STYLE="bold"><ALTERNATIVE>Nene</ALTERNATIVE></String>
      <SP/><String CONTENT="Zeit" HPOS="15" VPOS="2" WIDTH="10" HEIGHT="9"/><String CONTENT="."/>
    </TextLine></TextBlock>)",
                                 R"(<Styles><TextStyle ID="S1" FONTSTYLE="italics smallcaps"/></Styles>
    <Tags><OtherTag ID="T1" LABEL="MainZone"/></Tags>)"));
  ASSERT_TRUE(reading) << reading.error().message;
  EXPECT_TRUE(reading->findings.empty());
  auto const& page = reading->pages.at(0);
  EXPECT_EQ(page.size, (Size{100, 200}));
  EXPECT_EQ(page.image_name, "p1.jpg");
  EXPECT_EQ(page.blocks.at(0).kind, "MainZone");
  EXPECT_EQ(page.blocks.at(0).language, "de");
  EXPECT_EQ(page.blocks.at(0).box, (Box{1, 2, 30, 9}));
  auto const line = first_line(*reading);
  EXPECT_EQ(text_of(line), "Neue Zeit.");
  EXPECT_EQ(line.baseline, (Polygon{{1, 9}, {31, 9}}));
  EXPECT_EQ(line.words[0].box, (Box{1, 2, 11, 9}));
  EXPECT_EQ(line.words[0].confidence, 88);
  EXPECT_EQ(line.words[0].style, Style::bold | Style::italic | Style::small_caps);
  EXPECT_EQ(line.words[0].alternatives, std::vector<std::string>{"Nene"});
  EXPECT_TRUE(line.words[2].box.is_empty());
}

TEST(Alto, reads_both_halves_of_a_word) {
  auto const reading = read(alto(R"(<ComposedBlock><TextBlock>
    <TextLine><String CONTENT="poli" SUBS_TYPE="HypPart1" SUBS_CONTENT="politics"/><HYP CONTENT="-"/></TextLine>
    <TextLine><String CONTENT="tics" SUBS_TYPE="HypPart2" SUBS_CONTENT="politics"/></TextLine></TextBlock></ComposedBlock>)"));
  ASSERT_TRUE(reading);
  auto const& lines = reading->pages[0].blocks.at(0).lines;
  EXPECT_EQ(lines.at(0).words.at(0).text, "poli-");
  EXPECT_EQ(lines.at(0).words.at(0).hyphenation, Hyphenation::first);
  EXPECT_EQ(lines.at(1).words.at(0).hyphenation, Hyphenation::second);
  EXPECT_EQ(lines.at(1).words.at(0).whole, "politics");
}

TEST(Alto, puts_spaces_where_a_file_has_none_and_lifts_whole_lines) {
  auto const apart =
      read(alto(R"(<TextBlock><TextLine><String CONTENT="a"/><String CONTENT="b"/></TextLine></TextBlock>)"));
  EXPECT_EQ(text_of(first_line(*apart)), "a b");
  auto const whole =
      read(alto(R"(<TextBlock><TextLine><String CONTENT="one whole  line" WC="0.5"/></TextLine></TextBlock>)"));
  EXPECT_EQ(first_line(*whole).text, "one whole line");
  EXPECT_EQ(first_line(*whole).confidence, 50);
  EXPECT_TRUE(first_line(*whole).words.empty());
}

TEST(Alto, knows_prefixes_units_and_pages_without_a_size) {
  auto const reading = read(
      R"(<a:alto xmlns:a="http://schema.ccs-gmbh.com/ALTO"><a:Description><a:MeasurementUnit>mm10</a:MeasurementUnit>
    </a:Description><a:Layout><a:Page><a:TopMargin><a:TextBlock language="en_US"><a:TextLine><a:String CONTENT="x"/></a:TextLine></a:TextBlock></a:TopMargin>
    <a:PrintSpace HPOS="0" VPOS="0" WIDTH="20" HEIGHT="30"/></a:Page><a:Page/></a:Layout></a:alto>)");
  ASSERT_TRUE(reading);
  EXPECT_EQ(reading->pages.size(), 2U);
  EXPECT_EQ(reading->pages[0].unit, Unit::mm10);
  EXPECT_EQ(reading->pages[0].size, (Size{20, 30}));
  EXPECT_EQ(reading->pages[0].blocks.at(0).language, "en-US");
  ASSERT_EQ(reading->findings.size(), 1U);
  EXPECT_EQ(reading->findings[0].line, 3U);
}

TEST(Alto, keeps_the_text_of_what_is_partly_broken) {
  auto const reading = read(alto(R"(<TextBlock><Shape><Polygon POINTS="1 2 3"/></Shape><TextLine>
    <String CONTENT="far" HPOS="900" VPOS="0" WIDTH="50" HEIGHT="5"/>
    <String CONTENT="odd" HPOS="x" VPOS="0" WIDTH="1" HEIGHT="1"/><String CONTENT="inf" HPOS="1e300" VPOS="0" WIDTH="1" HEIGHT="1"/></TextLine></TextBlock>)"));
  ASSERT_TRUE(reading);
  EXPECT_EQ(text_of(first_line(*reading)), "far odd inf");
  ASSERT_EQ(reading->findings.size(), 3U);
  EXPECT_EQ(reading->findings[0], (Finding{4, "POINTS is no list of pairs of numbers"}));
  EXPECT_EQ(reading->findings[1].line, 6U);
  EXPECT_NE(reading->findings[2].message.find("outside the page of 100 × 200"), std::string::npos);
}

TEST(Alto, tells_what_is_wrong_with_the_whole_file) {
  EXPECT_EQ(read("<alto>\n</b>").error().message, "line 2: the XML is not well-formed: Start-end tags mismatch");
  EXPECT_EQ(read("<mets/>").error().message, "line 1: the root element is “mets”; expected “alto”");
  EXPECT_EQ(read("<alto/>").error().message, "line 1: the ALTO has no Layout; expected Layout with a Page");
  EXPECT_FALSE(read("<alto><Layout/></alto>"));
  EXPECT_FALSE(read(""));
}

TEST(Alto, refuses_bombs_before_a_tree_is_built) {
  auto const bomb = "<!DOCTYPE alto [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><alto>&b;</alto>";
  EXPECT_EQ(read(bomb).error().message, "line 1: the document type declares entities, which are not read");
  std::string deep = "<alto>";
  for (int i = 0; i < 200'000; ++i)
    deep += "<a b='>'>";
  EXPECT_EQ(read(deep).error().kind, ErrorKind::too_large);
  std::string wide = "<alto>";
  for (int i = 0; i < 2'000; ++i)
    wide += "<a/>";
  EXPECT_EQ(read(wide + "</alto>", {.elements = 1000}).error().kind, ErrorKind::too_large);
  EXPECT_EQ(read(wide, {.bytes = 100}).error().kind, ErrorKind::too_large);
}

TEST(Alto, bounds_words) {
  std::string line = "<TextBlock><TextLine>";
  for (int i = 0; i < 50; ++i)
    line += "<String CONTENT='w'/>";
  auto const reading = read(alto(line + "</TextLine></TextBlock>"), {.words = 10});
  ASSERT_TRUE(reading);
  EXPECT_EQ(count_words(reading->pages[0]), 9U);  // the line counts too
  EXPECT_EQ(reading->findings.at(0).message, "only the first 10 words were read");
}

TEST(Alto, reads_what_is_not_utf8) {
  auto latin = "<?xml version='1.0' encoding='ISO-8859-1'?>" +
               alto("<TextBlock><TextLine><String CONTENT='M\xFCnchen'/></TextLine></TextBlock>");
  EXPECT_EQ(text_of(first_line(*read(latin))), "München");
  auto const broken = alto("<TextBlock><TextLine><String CONTENT='M\xFCnchen'/></TextLine></TextBlock>");
  EXPECT_EQ(text_of(first_line(*read(broken))), "M\uFFFDnchen");
  std::string wide = "\xFF\xFE";
  for (char const c : alto("<TextBlock><TextLine><String CONTENT='x'/></TextLine></TextBlock>"))
    wide += {c, '\0'};
  EXPECT_EQ(text_of(first_line(*read(wide))), "x");
}

}  // namespace
}  // namespace triforium::text
