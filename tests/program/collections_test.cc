// Collections over HTTP: the root, pages of large ones.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "program/house.h"
#include "store/store.h"

namespace triforium::test {
namespace {

using testing::HasSubstr;

TEST(Collections, BeginWithARootInANewStore) {
  House const house;
  auto const root = house.json("/presentation/3/collection/root");
  EXPECT_EQ(root.at("type").as_string(), "Collection");
  EXPECT_TRUE(root.at("items").as_array().empty());
  EXPECT_THAT(house.get("/presentation/2/collection/root").body, HasSubstr("sc:Collection"));
}

void publish_members(House const& house, int count) {
  auto const store = store::open({.folder = house.folder.path() / ".data"});
  ASSERT_TRUE(store);
  auto const done = (*store)->write([&](store::Writing& writing) -> Result<void> {
    for (int number = 1; number <= count; ++number) {
      store::Publication item;
      item.id = fmt::format("m{}", number);
      item.document = "{}";
      item.reference = fmt::format(
          R"({{"id":"urn:triforium:presentation/3/{}/manifest","type":"Manifest","label":{{"en":["{}"]}}}})", item.id,
          number);
      item.collections = {"root"};
      TRIFORIUM_CHECK(writing.publish(item));
    }
    return {};
  });
  ASSERT_TRUE(done) << done.error().message;
}

TEST(Collections, ComeInPagesThatLeadToEachOther) {
  House const house([](app::Config& config) { config.items.page_size = 2; });
  publish_members(house, 3);
  constexpr auto kSecond = "/presentation/3/collection/root/members/3-4";
  EXPECT_THAT(house.get("/presentation/3/collection/root").body, HasSubstr(kSecond));
  auto const second = house.json(kSecond);
  EXPECT_EQ(second.at("items").as_array().size(), 1U);
  EXPECT_THAT(std::string(second.at("items").at(0).at("id").as_string()), HasSubstr("/presentation/3/m3/manifest"));
  EXPECT_THAT(house.get(kSecond).field("link"), HasSubstr("/presentation/4/collection/root/members/3-4>"));

  auto const old = house.json("/presentation/2/collection/root/members/3-4");
  EXPECT_EQ(old.at("@type").as_string(), "sc:Collection");
  EXPECT_EQ(old.at("manifests").as_array().size(), 1U);

  auto const root = house.json("/presentation/4/collection/root");
  EXPECT_FALSE(root.contains("items"));
  EXPECT_EQ(root.at("total").as_int64(), 3);
  auto const target = std::string(root.at("last").at("id").as_string());
  EXPECT_THAT(target, HasSubstr("/presentation/4/collection/root/members/3-4"));
  auto const last = house.json(target.substr(target.find("/presentation/")));
  EXPECT_EQ(last.at("type").as_string(), "CollectionPage");
  EXPECT_EQ(last.at("@context").as_string(), "http://iiif.io/api/presentation/4/context.json");
  EXPECT_EQ(last.at("startIndex").as_int64(), 2);
  EXPECT_THAT(std::string(last.at("prev").at("id").as_string()),
              HasSubstr("/presentation/4/collection/root/members/1-2"));

  EXPECT_EQ(house.get("/presentation/3/collection/root/members/5-6").status, 404);
}

// A manifest whose annotation page has another's name, and a second order of its canvases.
constexpr auto kReordered = R"({"@context":"http://iiif.io/api/presentation/3/context.json",
  "id":"urn:triforium:presentation/3/a/manifest","type":"Manifest","label":{"en":["A"]},"behavior":["auto-advance"],
  "items":[{"id":"https://x.org/c1","type":"Canvas","height":1,"width":1,"items":[],
    "annotations":[{"id":"https://x.org/notes","type":"AnnotationPage","items":[{"id":"https://x.org/n1",
      "type":"Annotation","motivation":"commenting","target":"https://x.org/c1",
      "body":{"type":"TextualBody","value":"Look here"}}]}]}],
  "structures":[{"id":"https://x.org/r1","type":"Range","behavior":["sequence"],"label":{"en":["Other way round"]},
    "items":[{"id":"https://x.org/c1","type":"Canvas"}]}]})";

TEST(Version2, ServesWhatItDoesNotEmbed) {
  House const house;
  auto const store = store::open({.folder = house.folder.path() / ".data"});
  ASSERT_TRUE(store);
  ASSERT_TRUE((*store)->write([](store::Writing& writing) -> Result<void> {
    store::Publication item;
    item.id = "a";
    item.document = kReordered;
    TRIFORIUM_CHECK(writing.publish(item));
    return {};
  }));
  auto const path_of = [](boost::json::value const& uri) {
    auto const text = std::string(uri.as_string());
    return text.substr(text.find("/presentation/"));
  };
  auto const manifest = house.json("/presentation/2/a/manifest");
  auto const& sequences = manifest.at("sequences").as_array();
  auto const& canvas = sequences.at(0).at("canvases").at(0);
  auto const list = house.json(path_of(canvas.at("otherContent").at(0).at("@id")));
  EXPECT_EQ(list.at("@type").as_string(), "sc:AnnotationList");
  EXPECT_EQ(list.at("resources").at(0).at("resource").at("chars").as_string(), "Look here");
  auto const second = house.json(path_of(sequences.at(1).at("@id")));
  EXPECT_EQ(second.at("@id"), sequences.at(1).at("@id"));
  EXPECT_EQ(second.at("canvases").as_array().size(), 1U);
  EXPECT_EQ(house.get("/presentation/2/a/list/2").status, 404);
  EXPECT_EQ(house.get("/presentation/3/a/list/1").status, 406);

  EXPECT_THAT(house.get("/presentation/2/a/manifest").field("link"), HasSubstr("/api/v1/conversions/2/a>"));
  auto const losses = house.json("/api/v1/conversions/2/a");
  EXPECT_EQ(losses.at("losses").at(0).at("property").as_string(), "behavior");
  EXPECT_EQ(house.get("/api/v1/conversions/2/b").status, 404);
}

}  // namespace
}  // namespace triforium::test
