// /api/v1/items: what is published, changed and refused there.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

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

TEST(Api, ChoosesAnId) {
  House const house = house_with_token();
  auto const first = send(house, "POST", "/api/v1/items", small_manifest("Große Katze"));
  EXPECT_EQ(first.status, 201) << first.body;
  EXPECT_THAT(first.field("location"), HasSubstr("/api/v1/items/grosse-katze"));
  auto const second = send(house, "POST", "/api/v1/items", small_manifest("Große Katze"));
  EXPECT_EQ(json_of(second).at("id").as_string(), "grosse-katze-2");
  EXPECT_EQ(house.json("/presentation/3/grosse-katze-2/manifest").at("label").at("en").at(0).as_string(),
            "Große Katze");
  EXPECT_THAT(house.get("/api/v1/items/root/members").body, HasSubstr("grosse-katze-2")) << "or nobody finds it";
}

TEST(Api, PatchesByMerging) {
  House const house = house_with_token();
  send(house, "PUT", "/api/v1/items/a", small_manifest());
  auto const merge = "Content-Type: application/merge-patch+json\r\n";
  auto const patched = send(house, "PATCH", "/api/v1/items/a", R"({"label":{"de":["Katze"]}})", merge);
  EXPECT_EQ(patched.status, 200) << patched.body;
  EXPECT_EQ(patched.field("etag"), "\"2\"");
  auto const label = house.json("/presentation/3/a/manifest").at("label").as_object();
  EXPECT_EQ(label.at("de").at(0).as_string(), "Katze");
  EXPECT_TRUE(label.contains("en"));
  EXPECT_EQ(send(house, "PATCH", "/api/v1/items/a", R"({"label":null})", merge).status, 422);
  EXPECT_EQ(send(house, "PATCH", "/api/v1/items/a", "{", merge).status, 400);
  EXPECT_EQ(send(house, "PATCH", "/api/v1/items/none", "{}", merge).status, 404);
  EXPECT_EQ(send(house, "PATCH", "/api/v1/items/a", "{}", std::string(merge) + "If-Match: \"1\"\r\n").status, 412);
  auto const plain = send(house, "PATCH", "/api/v1/items/a", "{}", "Content-Type: text/plain\r\n");
  EXPECT_EQ(plain.status, 415);
  EXPECT_THAT(plain.field("accept-patch"), HasSubstr("json-patch"));
}

TEST(Api, PatchesByOperations) {
  House const house = house_with_token();
  send(house, "PUT", "/api/v1/items/a", small_manifest());
  auto const fields = "Content-Type: application/json-patch+json; charset=utf-8\r\n";
  auto const patch = R"([{"op":"test","path":"/type","value":"Manifest"},)"
                     R"({"op":"add","path":"/rights","value":"http://creativecommons.org/publicdomain/mark/1.0/"}])";
  EXPECT_EQ(send(house, "PATCH", "/api/v1/items/a", patch, fields).status, 200);
  EXPECT_TRUE(house.json("/presentation/3/a/manifest").contains("rights"));
  auto const refused =
      send(house, "PATCH", "/api/v1/items/a", R"([{"op":"test","path":"/type","value":"Collection"}])", fields);
  EXPECT_EQ(refused.status, 409);
  EXPECT_THAT(refused.body, HasSubstr("Operation 0"));
}

TEST(Api, MovesAnItemWithItsNames) {
  House const house = house_with_token();
  auto const document =
      R"({"@context":"http://iiif.io/api/presentation/3/context.json","type":"Manifest","label":{"en":["Cat"]},)"
      R"("items":[{"id":"http://x/id/old/canvas/p1","type":"Canvas","height":9,"width":9}]})";
  ASSERT_EQ(send(house, "PUT", "/api/v1/items/old", document).status, 201);
  ASSERT_EQ(send(house, "PUT", "/api/v1/items/other", small_manifest()).status, 201);
  EXPECT_EQ(send(house, "POST", "/api/v1/items/old/move", R"({"to":"other"})").status, 409);
  EXPECT_EQ(send(house, "POST", "/api/v1/items/old/move", R"({"to":"a b"})").status, 400);
  EXPECT_EQ(send(house, "POST", "/api/v1/items/none/move", R"({"to":"b"})").status, 404);
  auto const moved = send(house, "POST", "/api/v1/items/old/move", R"({"to":"new/b"})", "If-Match: \"1\"\r\n");
  EXPECT_EQ(moved.status, 200) << moved.body;
  EXPECT_EQ(house.get("/presentation/3/old/manifest").status, 308);
  auto const made = parse_answer(exchange(
      house.server->port(), "GET /presentation/3/new/b/manifest HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
  EXPECT_THAT(made.body, HasSubstr("http://x/id/new/b/canvas/p1"));
  EXPECT_THAT(made.body, testing::Not(HasSubstr("old")));
  EXPECT_THAT(house.get("/api/v1/items/new/b/aliases").body, HasSubstr("\"old\""));
}

TEST(Api, MovesACollectionInWhatItsMembersSay) {
  House const house = house_with_token();
  auto const collection =
      R"({"@context":"http://iiif.io/api/presentation/3/context.json","type":"Collection","label":{"en":["All"]},)"
      R"("items":[]})";
  ASSERT_EQ(send(house, "PUT", "/api/v1/items/shelf", collection).status, 201);
  auto const member =
      R"({"@context":"http://iiif.io/api/presentation/3/context.json","type":"Manifest","label":{"en":["Cat"]},)"
      R"("partOf":[{"id":"http://x/presentation/3/collection/shelf","type":"Collection"}],)"
      R"("rendering":[{"id":"http://x/renderings/shelf/cat/text.txt","type":"Text","label":{"en":["Text"]},)"
      R"("format":"text/plain"}],"items":[{"id":"http://x/id/shelf/cat/canvas/p1","type":"Canvas","height":9,"width":9}]})";
  ASSERT_EQ(send(house, "PUT", "/api/v1/items/shelf/cat", member).status, 201);
  ASSERT_EQ(send(house, "POST", "/api/v1/items/shelf/members", R"({"members":["shelf/cat"]})").status, 200);
  ASSERT_EQ(send(house, "POST", "/api/v1/items/shelf/move", R"({"to":"case"})").status, 200);
  EXPECT_EQ(house.get("/presentation/3/collection/shelf").status, 308);
  auto const cat = house.get("/presentation/3/shelf/cat/manifest").body;
  EXPECT_THAT(cat, HasSubstr("/presentation/3/collection/case\""));
  EXPECT_THAT(cat, HasSubstr("/id/shelf/cat/canvas/p1"));
  ASSERT_EQ(send(house, "POST", "/api/v1/items/shelf/cat/move", R"({"to":"cat"})").status, 200);
  EXPECT_THAT(house.get("/presentation/3/cat/manifest").body, HasSubstr("/renderings/cat/text.txt"));
  EXPECT_THAT(house.get("/presentation/3/collection/case").body, HasSubstr("/presentation/3/cat/manifest"));
  EXPECT_EQ(house.get("/id/shelf/cat/canvas/p1").status, 308);
  EXPECT_EQ(house.get("/renderings/shelf/cat/text.txt").status, 308);
}

TEST(Api, KeepsAManifestOfVersion4) {
  House const house = house_with_token();
  auto const scene =
      R"({"@context":"http://iiif.io/api/presentation/4/context.json","type":"Manifest","label":{"en":["Cat"]},)"
      R"("items":[{"id":"http://x/id/a/canvas/p1","type":"Scene","items":[{"id":"http://x/p","type":"AnnotationPage",)"
      R"("items":[{"id":"http://x/l","type":"Annotation","motivation":["painting"],"body":{"id":"http://x/l/b",)"
      R"("type":"AmbientLight"},"target":{"id":"http://x/id/a/canvas/p1","type":"Scene"}}]}]}]})";
  ASSERT_EQ(send(house, "PUT", "/api/v1/items/a", scene).status, 201);
  EXPECT_THAT(house.get("/presentation/4/a/manifest").body, HasSubstr("AmbientLight"));
  EXPECT_EQ(house.get("/presentation/3/a/manifest").status, 200);
  auto const merge = "Content-Type: application/merge-patch+json\r\n";
  ASSERT_EQ(send(house, "PATCH", "/api/v1/items/a", R"({"label":{"en":["Dog"]}})", merge).status, 200);
  EXPECT_THAT(house.get("/presentation/4/a/manifest").body, HasSubstr("AmbientLight"));
}

TEST(Api, GivesAndTakesAliases) {
  House const house = house_with_token();
  send(house, "PUT", "/api/v1/items/a", small_manifest());
  EXPECT_EQ(send(house, "PUT", "/api/v1/items/a/aliases?name=ark%3A/1/2").status, 204);
  EXPECT_EQ(house.get("/presentation/3/ark:/1/2/manifest").status, 308);
  EXPECT_EQ(send(house, "DELETE", "/api/v1/items/a/aliases?name=b").status, 404);
  EXPECT_EQ(send(house, "DELETE", "/api/v1/items/a/aliases?name=ark%3A/1/2").status, 204);
  EXPECT_EQ(house.get("/presentation/3/ark:/1/2/manifest").status, 404);
  send(house, "POST", "/api/v1/items/a/move", R"({"to":"b"})");
  EXPECT_EQ(send(house, "DELETE", "/api/v1/items/b/aliases?name=a").status, 409) << "a former id stays";
}

TEST(Api, ChangesTheMembersOfACollection) {
  House const house = house_with_token();
  auto const collection = R"({"@context":"http://iiif.io/api/presentation/3/context.json","type":"Collection",)"
                          R"("label":{"en":["All"]},"items":[]})";
  ASSERT_EQ(send(house, "PUT", "/api/v1/items/all", collection).status, 201);
  ASSERT_EQ(send(house, "PUT", "/api/v1/items/a", small_manifest()).status, 201);
  auto const members = "/api/v1/items/all/members";
  auto const added = send(house, "POST", members,
                          R"({"members":["a",{"id":"https://else.org/m","type":"Manifest","label":{"en":["M"]}}]})");
  EXPECT_EQ(added.status, 200) << added.body;
  EXPECT_EQ(house.json("/presentation/3/collection/all").at("items").as_array().size(), 2U);
  EXPECT_EQ(house.json(std::string(members) + "?limit=1").at("next").as_int64(), 1);
  auto const refused =
      send(house, "POST", members, R"({"members":["a",{"id":"https://else.org/n","type":"Manifest"}]})");
  EXPECT_EQ(refused.status, 422);
  EXPECT_THAT(refused.body, HasSubstr("\"/members/1\""));
  EXPECT_EQ(send(house, "POST", members, R"({"members":["none"]})").status, 404);
  EXPECT_EQ(send(house, "POST", "/api/v1/items/a/members", R"({"members":["all"]})").status, 409);
  auto const merge = "Content-Type: application/merge-patch+json\r\n";
  EXPECT_EQ(send(house, "PATCH", "/api/v1/items/all", R"({"label":{"en":["Everything"]}})", merge).status, 200);
  EXPECT_EQ(send(house, "DELETE", std::string(members) + "?id=https%3A//else.org/m").status, 200);
  auto const left = house.json(members).at("members").as_array();
  ASSERT_EQ(left.size(), 1U);
  EXPECT_EQ(left[0].at("id").as_string(), "a");
}

TEST(Api, LetsOneOfTwoWritersWin) {
  House const house = house_with_token();
  send(house, "PUT", "/api/v1/items/a", small_manifest());
  auto const fields = "Content-Type: application/merge-patch+json\r\nIf-Match: \"1\"\r\n";
  std::atomic<int> won{0}, lost{0};
  std::vector<std::thread> writers;
  for (int i = 0; i < 4; ++i) {
    writers.emplace_back([&, i] {
      auto const label = R"({"label":{"en":["Writer )" + std::to_string(i) + "\"]}}";
      auto const status = send(house, "PATCH", "/api/v1/items/a", label, fields).status;
      ++(status == 200 ? won : lost);
    });
  }
  for (auto& writer : writers)
    writer.join();
  EXPECT_EQ(won, 1);
  EXPECT_EQ(lost, 3);
}

TEST(Api, LosesNoPatchOfWritersWhoExpectNothing) {
  House const house = house_with_token();
  send(house, "PUT", "/api/v1/items/a", small_manifest());
  std::vector<std::thread> writers;
  for (int i = 0; i < 4; ++i) {
    writers.emplace_back([&, i] {
      auto const label = R"({"label":{"x-)" + std::to_string(i) + R"(":["Cat"]}})";
      auto const done =
          send(house, "PATCH", "/api/v1/items/a", label, "Content-Type: application/merge-patch+json\r\n");
      EXPECT_EQ(done.status, 200) << done.body;
    });
  }
  for (auto& writer : writers)
    writer.join();
  EXPECT_EQ(house.json("/presentation/3/a/manifest").at("label").as_object().size(), 5U);
}

TEST(Api, TakesMoreContentFromWhoHasTheToken) {
  House const house = house_with_token([](app::Config& config) { config.api.max_body = {3 << 20}; });
  auto const padding = std::string(2 << 20, ' ');
  EXPECT_EQ(send(house, "PUT", "/api/v1/items/a", small_manifest() + padding).status, 201);
  auto const stranger = "PUT /api/v1/items/a HTTP/1.1\r\nHost: x\r\nContent-Length: 2097152\r\n\r\n";
  EXPECT_EQ(parse_answer(exchange(house.server->port(), stranger)).status, 413);
  EXPECT_EQ(send(house, "PUT", "/api/v1/items/a", padding + padding).status, 413);
}

TEST(Api, SurvivesWhatIsNoDocument) {
  House const house = house_with_token();
  auto const deep = R"({"@context":)" + std::string(100'000, '[');
  EXPECT_EQ(send(house, "PUT", "/api/v1/items/a", deep).status, 400);
  EXPECT_EQ(send(house, "POST", "/api/v1/items", small_manifest("\xff\xfe")).status, 400);
  EXPECT_EQ(send(house, "PUT", "/api/v1/items/a%00b", small_manifest()).status, 400);
  EXPECT_EQ(send(house, "PUT", "/api/v1/items/a%2Fmove", small_manifest()).status, 201);
  EXPECT_EQ(send(house, "PUT", "/api/v1/items/a/move", small_manifest()).status, 400);
  EXPECT_EQ(send(house, "POST", "/api/v1/items/a/members", std::string(100'000, '{')).status, 400);
  house.expect_alive();
}

}  // namespace
}  // namespace triforium::test
