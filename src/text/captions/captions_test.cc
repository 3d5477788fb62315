#include <gtest/gtest.h>

#include <string>

#include "text/captions/webvtt.h"

namespace triforium::text {
namespace {

std::vector<Cue> cues_of(Result<Reading> const& reading) {
  return reading ? reading->pages.at(0).cues : std::vector<Cue>{};
}

TEST(Webvtt, reads_cues_voices_and_settings) {
  auto const reading = read_webvtt(
      as_bytes("\xEF\xBB\xBFWEBVTT - a title\nX: y\n\nSTYLE\n::cue { color: red }\n\nNOTE no cue\n\n"
               "intro\n00:01.500 --> 01:00:02.000 align:left line:0\n<v.loud Mary Ann>Hello <b>you</b>\n&amp; me\n\n"
               "00:00:03.000 --> 00:00:04.000\n<00:00:03.500>two<c.x>"));
  EXPECT_EQ(cues_of(reading),
            (std::vector<Cue>{{"intro", 1500, 3602000, "Hello you\n& me", "Mary Ann", "align:left line:0"},
                              {"", 3000, 4000, "two", "", ""}}));
  EXPECT_TRUE(reading->findings.empty());
}

TEST(Webvtt, leaves_out_cues_with_malformed_times) {
  auto const reading = read_webvtt(as_bytes(
      "WEBVTT\n\n00:00:60.000 --> 00:00:61.000\nno\n\n00:02.000 --> 00:01.000\nno\n\n00:01.000 --> 00:02.000\nyes"));
  EXPECT_EQ(cues_of(reading), (std::vector<Cue>{{"", 1000, 2000, "yes", "", ""}}));
  ASSERT_EQ(reading->findings.size(), 2U);
  EXPECT_EQ(reading->findings[0].line, 3U);
  EXPECT_EQ(reading->findings[1], (Finding{6, "the cue does not end after it starts"}));
}

TEST(Webvtt, starts_with_its_name) {
  EXPECT_TRUE(read_webvtt(as_bytes("WEBVTT")));
  EXPECT_EQ(read_webvtt(as_bytes("WEBVTTX\n")).error().message, "line 1 is “WEBVTTX”; expected WEBVTT");
  EXPECT_FALSE(read_webvtt({}));
}

TEST(Webvtt, is_written_so_that_it_reads_the_same) {
  std::vector<Cue> const cues = {{"1", 0, 1500, "a < b &\nc", "Ann > Bob", "align:left"},
                                 {"", 3'600'000, 360'000'123, "x", "", ""}};
  EXPECT_EQ(write_webvtt({cues[1]}), "WEBVTT\n\n01:00:00.000 --> 100:00:00.123\nx\n");
  EXPECT_EQ(cues_of(read_webvtt(as_bytes(write_webvtt(cues)))), cues);
}

TEST(Srt, reads_cues_as_they_are_found) {
  auto const reading = read_srt(
      as_bytes("1\r\n00:00:01,200 --> 00:00:21,000 X1:40\r\n{\\an8}<i>Two</i>\r\n lines \r\n\r\n"
               "2\n0:00:22.200-->0:00:26.600\n<font color=\"red\">red</font>\n3\n00:00:27,000 --> 00:00:28,000\nlast"));
  EXPECT_EQ(cues_of(reading), (std::vector<Cue>{{"1", 1200, 21000, "Two\nlines", "", ""},
                                                {"2", 22200, 26600, "red", "", ""},
                                                {"3", 27000, 28000, "last", "", ""}}));
}

TEST(Srt, takes_other_bytes_as_windows_1252) {
  EXPECT_EQ(cues_of(read_srt(as_bytes("00:00:01,000 --> 00:00:02,000\nCaf\xE9 \x96"))).at(0).text, "Café –");
}

TEST(Srt, refuses_what_has_no_times) {
  EXPECT_EQ(read_srt(as_bytes("1\nhello")).error().message,
            "no line with times is in it; expected 00:00:01,000 --> 00:00:02,000");
}

TEST(FormatTimestamp, leaves_hours_out_below_one) {
  EXPECT_EQ(format_timestamp(0), "00:00.000");
  EXPECT_EQ(format_timestamp(3'599'999), "59:59.999");
  EXPECT_EQ(format_timestamp(3'600'000), "01:00:00.000");
}

}  // namespace
}  // namespace triforium::text
