#include "enrich/chapter_files.h"

#include <gmock/gmock.h>

namespace triforium::enrich {
namespace {

using media::Chapter;
using testing::ElementsAre;

Result<std::vector<Chapter>> parse(std::string_view text) {
  return parse_chapter_list({reinterpret_cast<std::uint8_t const*>(text.data()), text.size()});
}

TEST(ChapterFiles, OfWebVttHaveACueForEachChapter) {
  auto const chapters =
      parse("WEBVTT\n\n00:00.000 --> 01:00.000\nThe first\nact\n\n01:00.000 --> 01:30.500\nThe second\n");
  ASSERT_TRUE(chapters);
  EXPECT_THAT(*chapters, ElementsAre(Chapter{0, 60, "The first act"}, Chapter{60, 90.5, "The second"}));
}

TEST(ChapterFiles, AreCueSheets) {
  auto const chapters = parse(
      "\xEF\xBB\xBFREM DATE 1968\r\nPERFORMER \"Quartet\"\r\nTITLE \"Record\"\r\nFILE \"side.wav\" WAVE\r\n"
      "  TRACK 01 AUDIO\r\n    TITLE \"Overture\"\r\n    PERFORMER \"Quartet\"\r\n    INDEX 01 00:00:00\r\n"
      "  TRACK 02 AUDIO\r\n    TITLE \"Song\"\r\n    PERFORMER \"Guest\"\r\n    INDEX 00 03:14:00\r\n"
      "    INDEX 01 03:15:15\r\n");
  ASSERT_TRUE(chapters);
  EXPECT_THAT(*chapters, ElementsAre(Chapter{0, 195.2, "Overture"}, Chapter{195.2, kUntilTheEnd, "Guest: Song"}));
  EXPECT_EQ(parse("FILE \"a.wav\" WAVE\nTRACK 01 AUDIO\nFILE \"b.wav\" WAVE\nTRACK 02 AUDIO\n").error().message,
            "it is of several files; a list of chapters is of one");
}

TEST(ChapterFiles, AreInTheWordsOfFfmpeg) {
  auto const chapters = parse(
      ";FFMETADATA1\ntitle=Film\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=60000\ntitle=One \\= first\n"
      "[CHAPTER]\nSTART=60000000000\nEND=90000000000\ntitle=Two\n[STREAM]\ntitle=no\n");
  ASSERT_TRUE(chapters);
  EXPECT_THAT(*chapters, ElementsAre(Chapter{0, 60, "One = first"}, Chapter{60, 90, "Two"}));
}

TEST(ChapterFiles, AreListsOfTimes) {
  auto const chapters = parse("Contents:\n0:00 Intro\n(01:30) – Middle\n1:02:03.5 - End\n\nThanks to all\n");
  ASSERT_TRUE(chapters);
  EXPECT_THAT(*chapters, ElementsAre(Chapter{0, 90, "Intro"}, Chapter{90, 3723.5, "Middle"},
                                     Chapter{3723.5, kUntilTheEnd, "End"}));
  auto const ogm = parse("CHAPTER02=00:01:00.000\nCHAPTER02NAME=B\nCHAPTER01=00:00:00.000\nCHAPTER01NAME=A\n");
  ASSERT_TRUE(ogm);
  EXPECT_THAT(*ogm, ElementsAre(Chapter{0, 60, "A"}, Chapter{60, kUntilTheEnd, "B"}));
}

TEST(ChapterFiles, AreReadInOldEncodings) {
  auto const chapters = parse("0:00 Ouvert\xFCre\n");
  ASSERT_TRUE(chapters);
  EXPECT_EQ(chapters->front().title, "Ouvertüre");
}

TEST(ChapterFiles, SurviveWhatIsHostile) {
  EXPECT_FALSE(parse(""));
  EXPECT_FALSE(parse("no list"));
  EXPECT_FALSE(parse("999999999999:00 Too late\n99:99:99:99 x\n"));
  EXPECT_FALSE(parse("[CHAPTER]\nTIMEBASE=1/0\nSTART=-1\n"));
  EXPECT_FALSE(parse("TRACK 01 AUDIO\nINDEX 01 xx:00:00\n"));
  std::string many;
  for (int i = 0; i < 20'000; ++i)
    many += "0:00 x\n";
  EXPECT_EQ(parse(many)->size(), kMostChapters);
}

TEST(ChapterFiles, AreKnownByTheirNames) {
  EXPECT_TRUE(is_chapter_list("film.Chapters.VTT"));
  EXPECT_TRUE(is_chapter_list("side-a.cue"));
  EXPECT_TRUE(is_chapter_list("chapters.txt"));
  EXPECT_FALSE(is_chapter_list("chapters.vtt.txt"));
  EXPECT_FALSE(is_chapter_list("film.vtt"));
}

}  // namespace
}  // namespace triforium::enrich
