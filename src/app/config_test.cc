#include "app/config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace triforium::app {
namespace {

using testing::HasSubstr;

TEST(Config, DefaultsAreInOrder) {
  EXPECT_THAT(Config().verify(), testing::IsEmpty());
}

TEST(Config, WhatItPrintsItReads) {
  Config written;
  written.server.listen = {"[::]:80", "127.0.0.1:81"};
  written.images.attribution = "Museum \"A\\B\"";
  written.limits.memory = {3 << 20};
  written.sources.recheck = Milliseconds(250);
  written.cache.answers = {3 << 20};
  Config read;
  auto const applied = apply_toml(read, to_toml(written), "printed");
  ASSERT_TRUE(applied) << applied.error().message;
  EXPECT_EQ(to_toml(read), to_toml(written));
  EXPECT_EQ(read.server.listen, written.server.listen);
  EXPECT_EQ(read.images.attribution, written.images.attribution);
}

TEST(Config, ReadsAgainWhatIsOddInIt) {
  for (auto const* const assignment :
       {"images.attribution=one\ntwo\t“three” \x01", "cache.disk=20000000000", "limits.memory=1125899906841600",
        "cache.answers=auto", "uploads.lifetime=11574d", "images.pdf_dpi=72.5", "sources.http_headers=A: \"b\\c\""}) {
    Config written;
    auto const assigned = apply_assignment(written, assignment);
    ASSERT_TRUE(assigned) << assigned.error().message;
    Config read;
    auto const applied = apply_toml(read, to_toml(written), "printed");
    ASSERT_TRUE(applied) << applied.error().message;
    EXPECT_EQ(to_toml(read), to_toml(written)) << assignment;
  }
}

TEST(Config, WantsQuotationMarksAroundLetters) {
  Config config;
  auto const bare = apply_toml(config, "\n[images]\nattribution = Universität\n", "t.toml");
  ASSERT_FALSE(bare);
  EXPECT_EQ(bare.error().message, "t.toml, line 3: a letter that is not ASCII stands outside of quotation marks.");
  EXPECT_FALSE(apply_toml(config, "größe = 1", "t.toml"));
  for (auto const* const written :
       {"\xEF\xBB\xBFimages.attribution = \"ä\"", "# ä\nimages.attribution = 'ä' # ä", R"(images.attribution = "\"ä")",
        R"(images.attribution = """a"ä'ä""""")", "images.attribution = '''ä'ä\nä''''", R"(images.attribution = 'ä\')",
        R"(sources.folders = ["ä", 'ö'])"}) {
    auto const applied = apply_toml(config, written, "t.toml");
    EXPECT_TRUE(applied) << written << ": " << applied.error().message;
  }
}

TEST(Config, NamesTheLineTheKeyAndWhatWasExpected) {
  Config config;
  auto const unknown = apply_toml(config, "[limits]\nmax_aera = 1\n", "t.toml");
  ASSERT_FALSE(unknown);
  EXPECT_THAT(unknown.error().message, HasSubstr("t.toml, line 2: there is no setting “limits.max_aera”"));
  auto const wrong = apply_toml(config, "[limits]\n\nmax_area = \"many\"\n", "t.toml");
  ASSERT_FALSE(wrong);
  EXPECT_THAT(wrong.error().message, HasSubstr("line 3: limits.max_area “many” is not a whole number"));
  auto const date = apply_toml(config, "data = 2020-01-01", "t.toml");
  ASSERT_FALSE(date);
  EXPECT_THAT(date.error().message, HasSubstr("line 1: data is no text, number, true or false, nor a list of them."));
  auto const list = apply_toml(config, "data = [1, 2]", "t.toml");
  ASSERT_FALSE(list);
  EXPECT_THAT(list.error().message, HasSubstr("single value"));
  EXPECT_THAT(apply_toml(config, "a = [", "t.toml").error().message, HasSubstr("t.toml, line 1"));
}

TEST(Config, EnvironmentAndAssignmentsLieOverTheFile) {
  Config config;
  ASSERT_TRUE(apply_toml(config, "[limits]\nmax_area = 5\nmax_width = 7\n", "t.toml"));
  auto const lookup = [](std::string const& name) -> char const* {
    if (name == "TRIFORIUM_LIMITS_MAX_AREA") return "6";
    if (name == "TRIFORIUM_SOURCES_FOLDERS") return "/a, /b";
    return nullptr;
  };
  ASSERT_TRUE(apply_environment(config, lookup));
  EXPECT_EQ(config.limits.max_area, 6);
  EXPECT_EQ(config.limits.max_width, 7);
  EXPECT_EQ(config.sources.folders, (std::vector<std::string>{"/a", "/b"}));
  ASSERT_TRUE(apply_assignment(config, "limits.max_area=8"));
  EXPECT_EQ(config.limits.max_area, 8);
  EXPECT_FALSE(apply_assignment(config, "limits.max_area"));
  EXPECT_FALSE(apply_assignment(config, "nothing=1"));
}

TEST(Config, VerifiesInSentences) {
  Config config;
  config.encode.jpeg_quality = 101;
  config.images.colour = "p3";
  config.limits.max_height = 100;
  config.server.tls_key = "key.pem";
  config.server.path_prefix = "iiif/";
  auto const sentences = config.verify();
  EXPECT_EQ(sentences.size(), 5U);
  EXPECT_THAT(sentences, testing::Contains("encode.jpeg_quality is 101, but has to lie between 1 and 100."));
  EXPECT_THAT(sentences, testing::Contains(HasSubstr("images.colour is “p3”")));
}

TEST(Config, UpscalingNeedsALimit) {
  Config config;
  config.limits.max_area = 0;
  EXPECT_THAT(config.verify(), testing::ElementsAre(HasSubstr("images.upscaling needs")));
  config.limits.max_width = 5000;
  EXPECT_THAT(config.verify(), testing::IsEmpty());
}

TEST(Config, ReadsTimesAndSizes) {
  EXPECT_EQ(parse_duration("10"), Milliseconds(10'000));
  EXPECT_EQ(parse_duration("500ms"), Milliseconds(500));
  EXPECT_EQ(parse_duration("2 m"), Milliseconds(120'000));
  EXPECT_EQ(parse_duration("2d"), Milliseconds(172'800'000));
  EXPECT_EQ(parse_duration("10000d"), Milliseconds(864'000'000'000));
  EXPECT_FALSE(parse_duration("1000000000d"));  // no clock can be put forward by that
  EXPECT_FALSE(parse_duration("-1s"));
  EXPECT_FALSE(parse_duration("s"));
  EXPECT_EQ(parse_byte_count("16 kB")->value, 16U << 10);
  EXPECT_EQ(parse_byte_count("2G")->value, 2ULL << 30);
  EXPECT_EQ(parse_byte_count("19531250k")->value, 20'000'000'000U);
  EXPECT_EQ(parse_byte_count("12")->value, 12U);
  EXPECT_FALSE(parse_byte_count("1T"));
}

}  // namespace
}  // namespace triforium::app
