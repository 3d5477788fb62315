// /api/v1/items: what is published, changed and refused there.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "program/api_house.h"

namespace triforium::test {
namespace {

using testing::HasSubstr;

TEST(Api, ChecksWhatItPublishes) {
  House const house = house_with_token();
  auto const empty = R"({"@context":"http://iiif.io/api/presentation/3/context.json","type":"Manifest",)"
                     R"("label":{"en":["Cat"]},"items":[]})";
  auto const refused = send(house, "PUT", "/api/v1/items/a", empty);
  EXPECT_EQ(refused.status, 422);
  EXPECT_EQ(refused.field("content-type"), "application/problem+json");
  auto const findings = json_of(refused).at("findings").as_array();
  ASSERT_FALSE(findings.empty());
  EXPECT_THAT(boost::json::serialize(findings), HasSubstr(R"("pointer":"/items")"));
  EXPECT_EQ(house.get("/presentation/3/a/manifest").status, 404);
  auto const accepted = send(house, "PUT", "/api/v1/items/a", small_manifest());
  EXPECT_EQ(accepted.status, 201) << accepted.body;
  EXPECT_THAT(accepted.field("location"), HasSubstr("/api/v1/items/a"));
  EXPECT_TRUE(json_of(accepted).contains("findings")) << "advice is told, and refuses nothing";
}

TEST(Api, TriesWithoutPublishing) {
  House const house = house_with_token();
  auto const tried = send(house, "PUT", "/api/v1/items/a?dry_run=1", small_manifest());
  EXPECT_EQ(tried.status, 200);
  EXPECT_EQ(json_of(tried).at("label").as_string(), "Cat");
  EXPECT_EQ(house.get("/api/v1/items/a").status, 404);
}

TEST(Api, PublishesOlderVersions) {
  House const house = house_with_token();
  auto const manifest =
      R"({"@context":"http://iiif.io/api/presentation/2/context.json","@id":"https://else.org/m","@type":"sc:Manifest",)"
      R"("label":"Old","sequences":[{"@type":"sc:Sequence","canvases":[{"@id":"https://else.org/c","@type":"sc:Canvas",)"
      R"("label":"1","height":9,"width":9,"images":[]}]}]})";
  auto const put = send(house, "PUT", "/api/v1/items/old", manifest);
  EXPECT_EQ(put.status, 201) << put.body;
  EXPECT_EQ(house.json("/presentation/3/old/manifest").at("type").as_string(), "Manifest");
  EXPECT_THAT(house.get("/presentation/2/old/manifest").body, HasSubstr("sc:Manifest"));
}

TEST(Api, MakesADeletedItemAnewOnlyWhenTold) {
  House const house = house_with_token();
  EXPECT_EQ(send(house, "PUT", "/api/v1/items/a", small_manifest()).status, 201);
  EXPECT_EQ(send(house, "DELETE", "/api/v1/items/a").status, 204);
  EXPECT_EQ(send(house, "PUT", "/api/v1/items/a", small_manifest()).status, 410);
  EXPECT_EQ(send(house, "PUT", "/api/v1/items/a?recreate=1", small_manifest()).status, 201);
}

}  // namespace
}  // namespace triforium::test
