// /api/v1/jobs: imports that the server does.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "items/server_jobs.h"
#include "program/api_house.h"
#include "store/store.h"

namespace triforium::test {
namespace {

using testing::HasSubstr;

// A folder of albums, below the only folder that may be imported from.
struct Albums : TemporaryFolder {
  explicit Albums(int count) {
    auto const picture = png_of({30, 20});
    for (int i = 0; i < count; ++i)
      write("albums/album" + std::to_string(i) + "/page1.png", picture);
  }
  std::string folder() const { return (path() / "albums").string(); }
  std::string wish() const { return R"({"kind":"import","path":")" + folder() + "\"}"; }
};

House house_for(Albums const& albums) {
  return house_with_token([&](app::Config& config) { config.api.import_folders = {albums.folder()}; });
}

boost::json::object job_at(House const& house, std::string const& path) {
  return json_of(send(house, "GET", path));
}
bool ends(House const& house, std::string const& path, std::string const& state) {
  return eventually(std::chrono::seconds(30), [&] { return job_at(house, path).at("state").as_string() == state; });
}

TEST(Jobs, ImportAndTellHowFarTheyAre) {
  Albums const albums(3);
  House const house = house_for(albums);
  auto const started = send(house, "POST", "/api/v1/jobs", albums.wish());
  ASSERT_EQ(started.status, 202) << started.body;
  EXPECT_THAT(started.field("location"), HasSubstr("/api/v1/jobs/"));
  auto const path = "/api/v1/jobs/" + std::to_string(json_of(started).at("id").as_int64());
  ASSERT_TRUE(ends(house, path, "done")) << send(house, "GET", path).body;
  auto const job = job_at(house, path);
  EXPECT_EQ(job.at("counts").at("published").as_int64(), 4)
      << "the folder and its albums: " << boost::json::serialize(job);
  EXPECT_TRUE(job.at("failures").as_array().empty());
  EXPECT_THAT(house.get("/api/v1/items").body, HasSubstr("album2"));
  EXPECT_THAT(send(house, "GET", "/api/v1/jobs").body, HasSubstr("\"done\""));
  EXPECT_EQ(send(house, "DELETE", path).status, 409);
}

TEST(Jobs, StayBelowTheFoldersThatTheOperatorAllows) {
  Albums const albums(1);
  House const house = house_for(albums);
  for (auto const* const path : {"/etc", "/", "..", ""}) {
    auto const wish = R"({"kind":"import","path":")" + std::string(path) + "\"}";
    EXPECT_EQ(send(house, "POST", "/api/v1/jobs", wish).status, 400) << path;
  }
  EXPECT_EQ(send(house, "POST", "/api/v1/jobs", "[]").status, 400);
  EXPECT_EQ(send(house, "GET", "/api/v1/jobs/99").status, 404);
  EXPECT_EQ(house.get("/api/v1/jobs").status, 401);
  House const closed = house_with_token();
  EXPECT_EQ(send(closed, "POST", "/api/v1/jobs", albums.wish()).status, 400);
}

TEST(Jobs, AreBegunAgainByTheNextServer) {
  Albums const albums(2);
  auto const house = house_with_token();
  auto const data = (house.folder.path() / ".data").string();
  std::uint64_t job = 0;
  {
    auto store = store::open({.folder = data});
    ASSERT_TRUE(store);
    job = *items::blocking_add_import(**store, {{albums.folder()}, {}});
    auto const run = (*store)->write([&](store::Writing& writing) -> Result<void> {
      auto row = *writing.find_job(job);
      row->state = store::JobState::running;
      return writing.update_job(*row);
    });
    ASSERT_TRUE(run);
  }
  auto config = config_for(house.folder.path());
  config.server.api_token = "open sesame";
  RunningServer const next(config);
  EXPECT_TRUE(eventually(std::chrono::seconds(30), [&] {
    return next.get("/api/v1/jobs/" + std::to_string(job), kToken).body.find("\"done\"") != std::string::npos;
  }));
}

}  // namespace
}  // namespace triforium::test
