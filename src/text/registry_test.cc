#include "text/registry.h"

#include <gtest/gtest.h>

#include "text/language.h"

namespace triforium::text {
namespace {

TEST(SniffFormat, knows_files_by_their_bytes) {
  EXPECT_EQ(sniff_format(as_bytes("<?xml version='1.0'?><!-- alto --><a:alto xmlns:a='x'>")), Format::alto);
  EXPECT_EQ(sniff_format(as_bytes("<pc:PcGts\n xmlns:pc='x'>")), Format::page_xml);
  EXPECT_EQ(sniff_format(as_bytes("<html><head><meta name='ocr-system'>")), Format::hocr);
  EXPECT_EQ(sniff_format(as_bytes("\xEF\xBB\xBFWEBVTT\n")), Format::webvtt);
  EXPECT_EQ(sniff_format(as_bytes("1\r\n00:00:01,200 --> 00:00:21,000\r\nHello")), Format::srt);
  EXPECT_EQ(sniff_format(as_bytes("Hello"), "p1.TXT"), Format::plain);
}

TEST(SniffFormat, knows_no_others) {
  EXPECT_FALSE(sniff_format(as_bytes("<mets xmlns:alto='http://www.loc.gov/alto'><x LABEL='alto '/>")));
  EXPECT_FALSE(sniff_format(as_bytes("Hello"), "p1.md"));
  EXPECT_FALSE(sniff_format({}));
}

TEST(ReadText, reads_plain_pages_lines_and_paragraphs) {
  auto const reading = read_text(Format::plain, as_bytes("\xEF\xBB\xBFone\n  two\n\n\nthree\f\ffour \x80\f"));
  ASSERT_TRUE(reading);
  ASSERT_EQ(reading->pages.size(), 3U);
  EXPECT_EQ(plain_text(reading->pages[0]), "one\ntwo\n\nthree\n");
  EXPECT_TRUE(reading->pages[1].is_empty());
  EXPECT_FALSE(read_text(Format::plain, ByteView(as_bytes(std::string_view("a\0b", 3)))));
  EXPECT_EQ(plain_text(read_text(Format::plain, as_bytes("Caf\xE9"))->pages[0]), "Café\n");
}

TEST(ToBcp47, makes_tags_of_what_programs_write) {
  EXPECT_EQ(to_bcp47("ger"), "de");
  EXPECT_EQ(to_bcp47("deu"), "de");
  EXPECT_EQ(to_bcp47("German"), "de");
  EXPECT_EQ(to_bcp47("en_US"), "en-US");
  EXPECT_EQ(to_bcp47("deu_latf"), "de-Latf");
  EXPECT_EQ(to_bcp47("gsw"), "gsw");
  for (auto const* none : {"", "unknown", "und", "eng+deu", "Klingon language", "x"})
    EXPECT_EQ(to_bcp47(none), "") << none;
}

}  // namespace
}  // namespace triforium::text
