// What the server keeps of its answers, and how it forgets.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "program/house.h"

namespace triforium::test {
namespace {

using testing::HasSubstr;

constexpr auto kCat = "/iiif/3/cat.png/full/max/0/default.png";
constexpr auto kPurge = "/api/v1/cache/cat.png";
constexpr auto kToken = "Authorization: Bearer open sesame\r\n";

std::function<void(app::Config&)> keeping_in(TemporaryFolder const& data) {
  return [&data](app::Config& config) {
    config.data = data.path().string();
    config.cache.disk = {64 << 20};
    config.server.api_token = "open sesame";
  };
}

// Large enough that it takes long to make.
void hang_large_picture(House const& house) {
  house.folder.write("large.png", png_of({1500, 1000}));
}
constexpr auto kLarge = "/iiif/3/large.png/full/max/0/default.webp";

double renders(House const& house) {
  return house.server->metric("triforium_cache_misses_total{cache=\"disk\"}");
}

TEST(Cache, AnswersFromDiskAfterARestart) {
  TemporaryFolder const data;
  House house(keeping_in(data));
  hang_large_picture(house);
  auto const made = house.get(kLarge);
  ASSERT_EQ(made.status, 200);
  auto config = config_for(house.folder.path());
  keeping_in(data)(config);
  house.server.reset();
  house.server = std::make_unique<RunningServer>(config);
  for (int i = 0; i < 3; ++i) {
    auto const kept = house.get(kLarge);
    EXPECT_EQ(kept.body, made.body);
    EXPECT_EQ(kept.field("etag"), made.field("etag"));
    EXPECT_EQ(kept.field("content-type"), "image/webp");
  }
  EXPECT_EQ(renders(house), 0);
  EXPECT_EQ(house.server->metric("triforium_cache_hits_total{cache=\"disk\"}"), 2);
  EXPECT_EQ(house.server->metric("triforium_cache_hits_total{cache=\"answers\"}"), 1);
}

TEST(Cache, ForgetsAnImageForThoseWhoHaveTheToken) {
  TemporaryFolder const data;
  House const house(keeping_in(data));
  house.get(kCat);
  house.get(kCat);
  EXPECT_EQ(house.server->metric("triforium_cache_hits_total{cache=\"answers\"}"), 1);
  auto const purge = [&](std::string const& target, std::string const& fields) {
    return http_get(house.server->port(), target, fields, "DELETE").status;
  };
  EXPECT_EQ(purge(kPurge, ""), 401);
  EXPECT_EQ(purge(kPurge, "Authorization: Bearer guess\r\n"), 401);
  EXPECT_EQ(purge("/api/v1/cache/dog.png", kToken), 404);
  EXPECT_EQ(purge("/api/v1/cache/%FF", kToken), 400);
  house.get(kCat);
  EXPECT_EQ(house.server->metric("triforium_cache_hits_total{cache=\"answers\"}"), 2);
  for (auto const* name : {"cat.png", "cat", "cat.png;1"}) {
    EXPECT_EQ(purge("/api/v1/cache/" + std::string(name), kToken), 204) << name;
    auto const before = house.server->metric("triforium_cache_misses_total{cache=\"answers\"}");
    EXPECT_EQ(house.get(kCat).status, 200);
    EXPECT_EQ(house.server->metric("triforium_cache_misses_total{cache=\"answers\"}"), before + 1) << name;
  }
}

TEST(Cache, EachTellsWhatItHolds) {
  TemporaryFolder const data;
  House const house(keeping_in(data));
  house.get(kCat);
  house.get("/iiif/3/cat.png/info.json");
  auto const metrics = house.get("/metrics").body;
  for (std::string const name : {"answers", "disk", "tiles", "open_images", "packet_indexes", "indexes", "infos",
                                 "documents", "recent_answers"}) {
    for (std::string const what : {"hits_total", "misses_total", "bytes", "entries"})
      EXPECT_THAT(metrics, HasSubstr("triforium_cache_" + what + "{cache=\"" + name + "\"}"));
  }
  EXPECT_EQ(house.server->metric("triforium_cache_entries{cache=\"open_images\"}"), 1);
  EXPECT_EQ(house.server->metric("triforium_cache_entries{cache=\"infos\"}"), 1);
}

TEST(Cache, TellsThatPurgingIsSwitchedOff) {
  House const house;
  auto const refused = http_get(house.server->port(), kPurge, "Authorization: Bearer \r\n", "DELETE");
  EXPECT_EQ(refused.status, 403);
  EXPECT_THAT(refused.body, HasSubstr("server.api_token"));
}

TEST(Cache, TheSecondServerRunsWithoutADisk) {
  TemporaryFolder const data;
  House const first(keeping_in(data));
  auto const mark = log_mark();
  House const second(keeping_in(data));
  EXPECT_EQ(second.get(kCat).status, 200);
  EXPECT_THAT(log_since(mark), HasSubstr("Another process uses the folder"));
}

}  // namespace
}  // namespace triforium::test
