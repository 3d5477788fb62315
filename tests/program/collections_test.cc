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

}  // namespace
}  // namespace triforium::test
