// Items from the store over HTTP: documents, names, files, and the interface that publishes them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "program/house.h"
#include "store/store.h"

namespace triforium::test {
namespace {

using testing::HasSubstr;

constexpr auto kManifest = "/presentation/3/a/b/manifest";
constexpr auto kToken = "Authorization: Bearer open sesame\r\n";
constexpr auto kDocument =
    R"({"@context":"http://iiif.io/api/presentation/3/context.json","type":"Manifest","label":{"en":["Cat"]},)"
    R"("items":[{"id":"https://example.org/p1","type":"Canvas","height":9,"width":9}]})";

House house_with_token() {
  return House([](app::Config& config) { config.server.api_token = "open sesame"; });
}
Answer send(House const& house, std::string const& method, std::string const& target, std::string const& fields,
            std::string const& body = {}) {
  return parse_answer(exchange(house.server->port(), method + " " + target + " HTTP/1.1\r\nHost: x\r\n" + fields +
                                                         "Connection: close\r\nContent-Length: " +
                                                         std::to_string(body.size()) + "\r\n\r\n" + body));
}

TEST(Items, ArePublishedReadAndDeleted) {
  House const house = house_with_token();
  EXPECT_EQ(send(house, "PUT", "/api/v1/items/a/b", "", kDocument).status, 401);
  EXPECT_EQ(send(house, "PUT", "/api/v1/items/a/b", kToken, "{").status, 400);
  EXPECT_EQ(send(house, "PUT", "/api/v1/items/a/b", kToken, kDocument).status, 201);
  EXPECT_EQ(send(house, "PUT", "/api/v1/items/a/b", std::string(kToken) + "If-Match: \"7\"\r\n", kDocument).status,
            412);
  auto const answer = house.get(kManifest);
  EXPECT_EQ(answer.status, 200);
  EXPECT_THAT(answer.body, HasSubstr("/presentation/3/a/b/manifest\""));
  EXPECT_THAT(answer.field("content-type"), HasSubstr("presentation/3/context.json"));
  EXPECT_EQ(house.get(kManifest, "If-None-Match: " + answer.field("etag") + "\r\n").status, 304);
  EXPECT_EQ(house.get("/presentation/3/a%2Fb/manifest").body, answer.body);
  EXPECT_EQ(house.get(kManifest, "Accept: text/html\r\n").field("content-type"), "application/json");
  EXPECT_THAT(house.get("/presentation/2/a/b/manifest").body, HasSubstr("sc:Manifest"));
  auto const named = house.get("/id/a/b/canvas/p1");
  EXPECT_EQ(named.status, 303);
  EXPECT_THAT(named.field("location"), HasSubstr(kManifest));
  EXPECT_EQ(send(house, "DELETE", "/api/v1/items/a/b", kToken).status, 204);
  EXPECT_EQ(house.get(kManifest).status, 410);
  EXPECT_EQ(house.get("/id/a/b").status, 410);
  EXPECT_EQ(house.get("/presentation/3/c/manifest").status, 404);
}

// https://iiif.io/api/presentation/3.0/#63-responses – each in a way in which some client writes it.
TEST(Items, AreNegotiated) {
  House const house = house_with_token();
  ASSERT_EQ(send(house, "PUT", "/api/v1/items/a/b", kToken, kDocument).status, 201);
  std::string const linked = "application/ld+json;profile=\"http://iiif.io/api/presentation/3/context.json\"";
  std::string const plain = "application/json";
  std::vector<std::pair<std::string, std::string>> const cases = {
      {"", linked},
      {"Accept: */*\r\n", linked},
      {"Accept: " + linked + "\r\n", linked},
      {"Accept: application/ld+json;profile=http://iiif.io/api/presentation/3/context.json\r\n", linked},
      {"Accept: application/ld+json ; profile = \"https://iiif.io/api/presentation/3\"\r\n", linked},
      {"Accept: application/ld+json;profile=\"http://a http://iiif.io/api/presentation/3/context.json\"\r\n", linked},
      {"Accept: application/json, text/plain, */*\r\n", plain},
      {"Accept: application/ld+json;q=0.1, application/json;q=0.9\r\n", plain},
      {"Accept: application/ld+json;q=0.1\r\nAccept: application/json\r\n", plain},
      {"Accept: text/html,application/xhtml+xml,*/*;q=0.8\r\n", plain},
      {"Accept: image/png\r\n", linked}};
  for (auto const& [fields, type] : cases) {
    auto const answer = house.get(kManifest, fields);
    EXPECT_EQ(answer.field("content-type"), type) << fields;
    EXPECT_EQ(answer.field("vary"), "Accept, Accept-Encoding") << fields;
    EXPECT_EQ(house.get(kManifest, fields + "If-None-Match: " + answer.field("etag") + "\r\n").status, 304) << fields;
  }
  EXPECT_NE(house.get(kManifest).field("etag"), house.get(kManifest, "Accept: application/json\r\n").field("etag"));
  // https://iiif.io/api/presentation/2.1/#responses – "application/json" is the usual one there.
  EXPECT_EQ(house.get("/presentation/2/a/b/manifest").field("content-type"), plain);
  EXPECT_THAT(house.get("/presentation/2/a/b/manifest", "Accept: application/ld+json\r\n").field("content-type"),
              HasSubstr("presentation/2/context.json"));
}

TEST(Items, AreSentPackedAndToPagesElsewhere) {
  House const house = house_with_token();
  ASSERT_EQ(send(house, "PUT", "/api/v1/items/a/b", kToken, kDocument).status, 201);
  auto const whole = house.get(kManifest);
  EXPECT_EQ(whole.field("access-control-allow-origin"), "*");
  EXPECT_EQ(house.get("/presentation/3/none/manifest").field("access-control-allow-origin"), "*");
  auto const gzip = house.get(kManifest, "Accept-Encoding: gzip\r\n");
  auto const brotli = house.get(kManifest, "Accept-Encoding: gzip, br\r\n");
  EXPECT_EQ(gzip.field("content-encoding"), "gzip");
  EXPECT_EQ(brotli.field("content-encoding"), "br");
  EXPECT_NE(gzip.field("etag"), brotli.field("etag"));
  auto const head = send(house, "HEAD", kManifest, "");
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.field("etag"), send(house, "GET", kManifest, "").field("etag"));
  auto const preflight =
      send(house, "OPTIONS", kManifest, "Origin: https://viewer.example\r\nAccess-Control-Request-Method: GET\r\n");
  EXPECT_EQ(preflight.status, 204);
  EXPECT_EQ(preflight.field("access-control-allow-origin"), "*");
}

TEST(Items, LeadFromFormerNamesAndSendTheirFiles) {
  House const house = house_with_token();
  auto store = store::open({.folder = house.folder.path() / ".data"});
  ASSERT_TRUE(store);
  auto const done = (*store)->write([&](store::Writing& writing) -> Result<void> {
    store::Publication item;
    item.id = "new";
    item.document = kDocument;
    item.aliases = {"old"};
    store::Asset asset;
    asset.id = "new~cat";
    asset.path = (house.folder.path() / "cat.png").string();
    asset.media_type = "image/png";
    item.assets = {asset};
    TRIFORIUM_CHECK(writing.publish(item));
    return {};
  });
  ASSERT_TRUE(done) << done.error().message;
  auto const moved = house.get("/presentation/3/old/manifest");
  EXPECT_EQ(moved.status, 308);
  EXPECT_THAT(moved.field("location"), HasSubstr("/presentation/3/new/manifest"));
  EXPECT_THAT(house.get("/id/old/canvas/p1").field("location"), HasSubstr("/id/new/canvas/p1"));
  auto const part = house.get("/files/new~cat/cat.png", "Range: bytes=1-3\r\n");
  EXPECT_EQ(part.status, 206);
  EXPECT_EQ(part.body, "PNG");
  EXPECT_EQ(part.field("content-type"), "image/png");
  EXPECT_EQ(house.get("/files/none/cat.png").status, 404);
  EXPECT_EQ(house.json("/iiif/3/new~cat/info.json").at("width").as_int64(), 300);
}

}  // namespace
}  // namespace triforium::test
