// Facts of real files, counted once with grep: what institutions have must come out whole.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "support/data.h"
#include "text/page_text_binary.h"
#include "text/registry.h"

namespace triforium::text {
namespace {

Bytes read_bytes(std::filesystem::path const& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

struct Fact {
  char const* path;
  Format format;
  Size size;
  std::size_t lines;
  std::size_t words;
  char const* first_line;
};

constexpr Fact kFacts[] = {
    {"halle_friedensvorschlaege_1712/FULLTEXT/320808.xml", Format::alto, {2164, 2448}, 36, 347, "re"},
    {"halle_friedensvorschlaege_1712/FULLTEXT/320810.xml", Format::alto, {2164, 2448}, 34, 269, "IV."},
    {"halle_friedensvorschlaege_1712/FULLTEXT/320805.xml", Format::alto, {1980, 2339}, 10, 31, "Neue"},
    {"newspaper_halle_1897/1667522809_J_0025_0001.alto.xml",
     Format::alto,
     {7161, 10808},
     320,
     2651,
     "- Idonnement 50 Vfg. yrs Monat frei in's Hans."},
    {"ndnp_park_record_1935/sn85058233/17082901001/1935080201/1289.xml",
     Format::alto,
     {18200, 28872},
     810,
     4259,
     "Page Two"},
    {"ndnp_park_record_1935/sn85058233/17082901001/1935080201/1292.xml",
     Format::alto,
     {18352, 28632},
     986,
     5865,
     "Park"},
    {"bnl_newspaper_1858_mets-alto/text/1858-07-10_01-00002.xml", Format::alto, {2580, 4060}, 274, 2024, nullptr},
    {"ocr_samples/alto/alto_float.xml", Format::alto, {11520, 15416}, 91, 541, "it"},
    {"ocr_samples/alto/altobadcoords.xml",
     Format::alto,
     {3425, 4700},
     288,
     3073,
     "SV, Pfd. fst. Schwrizerkäse g. M. 6 Nach«,"},
    {"ocr_samples/alto/alto_nospace.xml", Format::alto, {1269, 1947}, 20, 117, "Vorerinnerung."},
    {"bnf_marguerites_francoyses_17c/bpt6k1110784/f10.xml",
     Format::alto,
     {1749, 2481},
     20,
     105,
     "Ad authorem huius operis."},
    {"mimili_1815_page-xml/GT-PAGE/clauren_mimil_1815_0023.xml", Format::page_xml, {1318, 2366}, 23, 132, "— 13 —"},
    {"ocr_samples/page-xml/FILE_0010_OCR-D-OCR-CALAMARI.xml", Format::page_xml, {1798, 2336}, 34, 365, nullptr},
    {"ocr_samples/hocr/hocr_hyphen.html", Format::hocr, {1662, 2618}, 43, 432, "162"},
    {"ocr_samples/hocr/hocr_broken_comment.html", Format::hocr, {2347, 2347}, 98, 892, "All g c in clnc Zeitung."},
    {"ocr_samples/hocr/hocr_broken_pis.html", Format::hocr, {1455, 2489}, 125, 645, nullptr},
    {"ocr_samples/hocr/newspaper-limit-bug.hocr", Format::hocr, {3842, 5636}, 451, 3115, "Nummer 293"},
};

TEST(RealFiles, have_the_words_lines_and_sizes_that_are_in_them) {
  auto const data = test::shared_data();
  if (!data) GTEST_SKIP() << test::kNoData;
  for (auto const& fact : kFacts) {
    SCOPED_TRACE(fact.path);
    auto const bytes = read_bytes(*data / "books" / fact.path);
    ASSERT_EQ(sniff_format(bytes, fact.path), fact.format);
    auto const reading = read_text(fact.format, bytes);
    ASSERT_TRUE(reading) << reading.error().message;
    auto const& page = reading->pages.at(0);
    EXPECT_EQ(page.size, fact.size);
    EXPECT_EQ(count_lines(page), fact.lines);
    EXPECT_EQ(count_words(page), fact.words);
    if (fact.first_line == nullptr) continue;
    EXPECT_EQ(text_of(page.blocks.at(0).lines.at(0)), fact.first_line);
  }
}

TEST(RealFiles, are_all_known_and_come_back_from_the_store) {
  auto const data = test::shared_data();
  if (!data) GTEST_SKIP() << test::kNoData;
  std::size_t count = 0;
  for (auto const& entry : std::filesystem::recursive_directory_iterator(*data / "books" / "ocr_samples")) {
    if (!entry.is_regular_file() || entry.path().filename().string().find("mets") != std::string::npos) continue;
    SCOPED_TRACE(entry.path());
    auto const bytes = read_bytes(entry.path());
    auto const format = sniff_format(bytes);
    ASSERT_TRUE(format);
    auto const reading = read_text(*format, bytes);
    ASSERT_TRUE(reading) << reading.error().message;
    for (auto const& page : reading->pages)
      EXPECT_EQ(read_page_text(write_page_text(page)).value(), page);
    ++count;
  }
  EXPECT_GE(count, 30U);
}

TEST(RealFiles, of_ndnp_are_a_quarter_in_pixels) {
  auto const data = test::shared_data();
  if (!data) GTEST_SKIP() << test::kNoData;
  auto const reading = read_text(Format::alto, read_bytes(*data / "books" / kFacts[4].path));
  ASSERT_TRUE(reading);
  auto const page = scaled_to(reading->pages.at(0), {4550, 7218});
  EXPECT_EQ(page.blocks.at(0).box, (Box{330, 241, 206, 43}));
}

TEST(RealFiles, of_captions_agree_in_both_formats) {
  auto const data = test::shared_data();
  if (!data) GTEST_SKIP() << test::kNoData;
  auto const vtt = read_text(Format::webvtt, read_bytes(*data / "av/lunchroom_manners.vtt"));
  auto const srt = read_text(Format::srt, read_bytes(*data / "av/lunchroom_manners.srt"));
  ASSERT_TRUE(vtt && srt);
  auto const& a = vtt->pages[0].cues;
  auto const& b = srt->pages[0].cues;
  ASSERT_EQ(a.size(), 107U);
  ASSERT_EQ(b.size(), 107U);
  for (std::size_t i = 0; i < a.size(); ++i)
    EXPECT_EQ(std::pair(a[i].start, a[i].end), std::pair(b[i].start, b[i].end)) << i;
}

struct Conformance {
  char const* file;
  std::size_t cues;
};
// https://github.com/w3c/webvtt.js – how many cues of each file are valid (timings-negative: none lasts).
constexpr Conformance kConformance[] = {
    {"arrows", 6},           {"header-garbage", 1},   {"header-timings", 1},   {"ids", 5},
    {"newlines", 4},         {"timings-60", 2},       {"timings-garbage", 0},  {"timings-eof", 0},
    {"timings-too-long", 2}, {"timings-negative", 0}, {"timings-too-short", 2}};

TEST(RealFiles, of_webvtt_conformance_have_their_cues) {
  auto const data = test::shared_data();
  if (!data) GTEST_SKIP() << test::kNoData;
  for (auto const& [file, cues] : kConformance) {
    auto const reading =
        read_text(Format::webvtt, read_bytes(*data / "av/vtt_conformance" / (std::string(file) + ".vtt")));
    ASSERT_TRUE(reading) << file;
    EXPECT_EQ(reading->pages[0].cues.size(), cues) << file;
  }
}

}  // namespace
}  // namespace triforium::text
