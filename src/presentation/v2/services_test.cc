#include "presentation/v2/services.h"

#include <gmock/gmock.h>

namespace triforium::presentation::v2 {
namespace {

struct Converted {
  std::string text;
  Losses losses;
};

Converted upgraded(std::string_view text) {
  Converted result;
  result.text = json::serialize(upgrade_services(json::parse(text), "http://a/c1", "/service", result.losses));
  return result;
}

Converted downgraded(std::string_view text, V2Names const& names = {}, std::string_view shared = "[]") {
  Converted result;
  ServiceDowngrade downgrade(names, result.losses);
  downgrade.remember_shared(json::parse(shared).as_array());
  result.text = json::serialize(downgrade(json::parse(text), "/service"));
  return result;
}

TEST(UpgradeServices, TellsImageServicesByTheirContext) {
  auto const got = upgraded(
      R"({"@context":"http://iiif.io/api/image/2/context.json","@id":"http://i","profile":"http://iiif.io/api/image/2/level1.json"})");
  EXPECT_EQ(got.text,
            R"([{"@id":"http://i","@type":"ImageService2","profile":"http://iiif.io/api/image/2/level1.json"}])");
  EXPECT_TRUE(got.losses.empty());
}

TEST(UpgradeServices, TellsSearchAndAuthByTheirProfile) {
  auto const got = upgraded(R"([{"@context":"http://iiif.io/api/search/1/context.json","@id":"http://s",
    "profile":"http://iiif.io/api/search/1/search",
    "service":{"@id":"http://s/ac","profile":"http://iiif.io/api/search/1/autocomplete"}}])");
  EXPECT_EQ(got.text, R"([{"@id":"http://s","@type":"SearchService1","profile":"http://iiif.io/api/search/1/search",)"
                      R"("service":[{"@id":"http://s/ac","@type":"AutoCompleteService1",)"
                      R"("profile":"http://iiif.io/api/search/1/autocomplete"}]}])");
}

TEST(UpgradeServices, NamesAServiceWithoutAnIdAfterItsResource) {
  auto const got = upgraded(R"({"@context":"http://geojson.org/contexts/geojson-base.jsonld","type":"Feature"})");
  EXPECT_EQ(
      got.text,
      R"([{"id":"http://a/c1#service-1","type":"Service","@context":"http://geojson.org/contexts/geojson-base.jsonld"}])");
  EXPECT_EQ(got.losses.size(), 1U);
}

TEST(UpgradeServices, KeepsOneProfileAndSaysWhatItLeavesOut) {
  auto const got =
      upgraded(R"({"@id":"http://i","profile":["http://iiif.io/api/image/2/level2.json",{"formats":["gif"]}]})");
  EXPECT_EQ(got.text,
            R"([{"@id":"http://i","@type":"ImageService2","profile":"http://iiif.io/api/image/2/level2.json"}])");
  ASSERT_EQ(got.losses.size(), 1U);
  EXPECT_EQ(got.losses[0].pointer, "/service/profile/1");
}

TEST(DowngradeServices, GivesContextAndProfileBack) {
  auto const got = downgraded(R"([{"@id":"http://i","@type":"ImageService2","profile":"level1"}])");
  EXPECT_EQ(got.text, R"({"@context":"http://iiif.io/api/image/2/context.json","@id":"http://i",)"
                      R"("profile":"http://iiif.io/api/image/2/level1.json"})");
  EXPECT_TRUE(got.losses.empty());
}

TEST(DowngradeServices, PrefersTheImage2ServiceThatStandsBeside) {
  auto const got = downgraded(
      R"([{"id":"http://3","type":"ImageService3","profile":"level2"},{"@id":"http://2","@type":"ImageService2"}])");
  EXPECT_EQ(got.text, R"({"@context":"http://iiif.io/api/image/2/context.json","@id":"http://2"})");
  EXPECT_TRUE(got.losses.empty());
}

TEST(DowngradeServices, AsksForTheImage2ServiceOfAnImage3Service) {
  V2Names const names{.image_service = [](std::string_view) { return "http://host/iiif/2/x"; }};
  auto const service = R"([{"id":"http://host/iiif/3/x","type":"ImageService3","profile":"level2"}])";
  EXPECT_EQ(downgraded(service, names).text,
            R"({"@context":"http://iiif.io/api/image/2/context.json","@id":"http://host/iiif/2/x",)"
            R"("profile":"http://iiif.io/api/image/2/level2.json"})");
  EXPECT_EQ(downgraded(service).losses.size(), 1U);
}

TEST(DowngradeServices, ReplacesSuccessorsByWhatStandsBesideThem) {
  auto const both =
      downgraded(R"([{"id":"http://s2","type":"SearchService2"},{"@id":"http://s1","@type":"SearchService1"}])");
  EXPECT_EQ(both.text, R"({"@context":"http://iiif.io/api/search/1/context.json","@id":"http://s1",)"
                       R"("profile":"http://iiif.io/api/search/1/search"})");
  EXPECT_TRUE(both.losses.empty());
  auto const alone = downgraded(R"([{"id":"http://p","type":"AuthProbeService2"}])");
  EXPECT_EQ(alone.text, "null");
  EXPECT_EQ(alone.losses.size(), 1U);
}

TEST(DowngradeServices, WritesASharedServiceOnceAndThenItsIdOnly) {
  Losses losses;
  V2Names const names;
  ServiceDowngrade downgrade(names, losses);
  downgrade.remember_shared(
      json::parse(
          R"([{"@id":"http://c","@type":"AuthCookieService1","profile":"http://iiif.io/api/auth/1/login","label":"Log in"}])")
          .as_array());
  auto const stub = json::parse(R"([{"@id":"http://c","@type":"AuthCookieService1"}])");
  EXPECT_EQ(json::serialize(downgrade(stub, "")),
            R"({"@context":"http://iiif.io/api/auth/1/context.json","@id":"http://c",)"
            R"("profile":"http://iiif.io/api/auth/1/login","label":"Log in"})");
  EXPECT_EQ(json::serialize(downgrade(stub, "")), R"({"@id":"http://c"})");
}

}  // namespace
}  // namespace triforium::presentation::v2
