#include "app/check_image_service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/image_probes.h"

namespace triforium::app {
namespace {

using testing::ElementsAre;

constexpr auto kInfo = R"({"@context":"http://iiif.io/api/image/3/context.json","id":"https://a.example/iiif/1",
  "type":"ImageService3","protocol":"http://iiif.io/api/image","profile":"level2","width":1000,"height":700,
  "sizes":[{"width":250,"height":175}],"tiles":[{"width":256,"scaleFactors":[1,2,4]}]})";

boost::json::object info_with(std::string_view change) {
  auto info = boost::json::parse(kInfo).as_object();
  auto const changes = boost::json::parse(change);
  for (auto const& member : changes.as_object()) {
    info.erase(member.key());
    if (!member.value().is_null()) info[member.key()] = member.value();
  }
  return info;
}

std::string rules_of(boost::json::object const& info, std::string url = "https://a.example/iiif/1/info.json") {
  Fetched fetched;
  fetched.urls = {std::move(url)};
  fetched.response.allow_origin = "*";
  fetched.response.content_type = "application/ld+json;profile=\"http://iiif.io/api/image/3/context.json\"";
  std::string rules;
  for (auto const& finding : check_information(fetched, info, 3).findings)
    rules += (rules.empty() ? "" : " ") + finding.rule + "@" + finding.pointer;
  return rules;
}

TEST(CheckImageService, HasNothingToSayOfAGoodDescription) {
  EXPECT_EQ(rules_of(info_with("{}")), "");
}

TEST(CheckImageService, FindsWhatClientsStumbleOver) {
  EXPECT_EQ(rules_of(info_with("{}"), "https://a.example/iiif/2/info.json"), "info-id@/id");
  EXPECT_EQ(rules_of(info_with(R"({"@context":"http://iiif.io/api/image/2/context.json"})")), "info-context@");
  EXPECT_EQ(rules_of(info_with(R"({"type":"iiif:Image"})")), "info-type@");
  EXPECT_EQ(rules_of(info_with(R"({"protocol":null})")), "info-protocol@");
  EXPECT_EQ(rules_of(info_with(R"({"profile":"http://iiif.io/api/image/2/level2.json"})")), "info-profile@/profile");
  EXPECT_EQ(rules_of(info_with(R"({"width":0,"height":"700"})")), "info-size@ info-size@");
  EXPECT_EQ(rules_of(info_with(R"({"sizes":[{"width":250}]})")), "info-sizes@/sizes/0");
  EXPECT_EQ(rules_of(info_with(R"({"tiles":[{"width":256}]})")), "info-tiles@/tiles/0");
  EXPECT_EQ(rules_of(info_with(R"({"tiles":[{"width":256,"scaleFactors":[1,1]}]})")),
            "info-tiles@/tiles/0/scaleFactors");
}

TEST(CheckImageService, KnowsTheVersion) {
  EXPECT_EQ(image_version_of(boost::json::parse(kInfo)), 3);
  EXPECT_EQ(image_version_of(boost::json::parse(R"({"@context":"http://iiif.io/api/image/2/context.json"})")), 2);
  EXPECT_EQ(image_version_of(boost::json::parse(R"({"@context":"http://iiif.io/api/presentation/3/context.json"})")),
            std::nullopt);
  EXPECT_EQ(
      level_of_image(boost::json::parse(R"({"profile":["http://iiif.io/api/image/2/level1.json",{}]})").as_object(), 2),
      1);
}

std::vector<std::string> asked(boost::json::object const& info) {
  std::vector<std::string> told;
  for (auto const& probe : probes_of(info, 3))
    told.push_back(probe.url.substr(24) + " " + std::to_string(probe.size.width) + "x" +
                   std::to_string(probe.size.height));
  return told;
}

TEST(CheckImageService, AsksForWhatItClaims) {
  EXPECT_THAT(asked(info_with(R"({"profile":"level0"})")),
              ElementsAre("/full/max/0/default.jpg 1000x700", "/full/250,175/0/default.jpg 250x175",
                          "/full/250,175/0/default.jpg 250x175", "/768,512,232,188/232,188/0/default.jpg 232x188"));
  EXPECT_EQ(asked(info_with("{}")).size(), 9U);
  EXPECT_THAT(asked(info_with(R"({"profile":"level0","maxWidth":500,"sizes":null,"tiles":null})")),
              ElementsAre("/full/max/0/default.jpg 500x350"));
  EXPECT_TRUE(asked(info_with(R"({"width":null})")).empty());
  EXPECT_TRUE(asked(info_with(R"({"profile":"level0","width":2000000000,"height":2000000000,"sizes":7,
      "tiles":[{"width":70000,"scaleFactors":["x"]}]})"))
                  .empty());
}

}  // namespace
}  // namespace triforium::app
