// The command `import`, run as people run it.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "program/pictures.h"
#include "program/run_program.h"
#include "program/running_server.h"
#include "support/temporary_folder.h"

namespace triforium::test {
namespace {

using testing::HasSubstr;

struct Album : TemporaryFolder {
  Album() {
    auto const picture = encoded(codecs::OutputFormat::png, soft_picture({30, 20}));
    for (auto const* name : {"page10.png", "page9.png", "page1.png"})
      write(std::string("album/") + name, picture);
    write("album/info.yml", "label: An album\nrights: https://creativecommons.org/publicdomain/mark/1.0/\n");
  }
  std::string folder() const { return (path() / "album").string(); }
};

TEST(Import, TellsWhatItWouldPublish) {
  Album const album;
  auto const told = run_program("import --dry-run " + album.folder());
  EXPECT_EQ(told.code, 0) << told.output;
  EXPECT_THAT(told.output, HasSubstr("1 item, 0 collections"));
  EXPECT_THAT(told.output, HasSubstr("“An album”: 3 canvases, http://creativecommons.org/publicdomain/mark/1.0/"));
  auto const with_slash = run_program("import --dry-run " + album.folder() + "/");
  EXPECT_EQ(with_slash.output.substr(album.folder().size() + 1), told.output.substr(album.folder().size()));
}

TEST(Import, TellsItToProgramsAsWell) {
  Album const album;
  auto const told = run_program("import --dry-run --json " + album.folder());
  auto const reports = boost::json::parse(told.output).as_array();
  ASSERT_EQ(reports.size(), 1U);
  EXPECT_EQ(reports[0].at("path").as_string(), album.folder());
  EXPECT_EQ(reports[0].at("items").as_array().size(), 1U);
}

TEST(Import, ChangesNothingTheSecondTime) {
  Album const album;
  auto const data = (album.path() / ".data").string();
  auto const first = run_program(fmt::format("import --data {} {}", data, album.folder()));
  EXPECT_EQ(first.code, 0);
  EXPECT_THAT(first.output, HasSubstr("1 published, 0 updated, 0 unchanged, 0 failed"));
  EXPECT_THAT(run_program(fmt::format("import --data {} {}", data, album.folder())).output,
              HasSubstr("0 published, 0 updated, 1 unchanged, 0 failed"));
  album.write("album/page11.png", encoded(codecs::OutputFormat::png, soft_picture({30, 20})));
  EXPECT_THAT(run_program(fmt::format("import --data {} {}", data, album.folder())).output,
              HasSubstr("0 published, 1 updated, 0 unchanged, 0 failed"));
}

TEST(Import, IsServedInEveryVersion) {
  Album const album;
  auto const data = (album.path() / ".data").string();
  ASSERT_EQ(run_program(fmt::format("import --data {} {}", data, album.folder())).code, 0);
  auto config = config_for(album.path() / "album");
  config.sources.folders.clear();
  config.data = data;
  RunningServer const server(config);
  auto const manifest = boost::json::parse(server.get("/presentation/3/album/manifest").body);
  EXPECT_EQ(manifest.at("items").as_array().size(), 3U);
  std::string const image(manifest.at_pointer("/items/0/items/0/items/0/body/id").as_string());
  EXPECT_EQ(server.get(image.substr(image.find("/iiif/"))).status, 200);
  auto const second = boost::json::parse(server.get("/presentation/2/album/manifest").body);
  EXPECT_EQ(second.at_pointer("/sequences/0/canvases").as_array().size(), 3U);
  auto const fourth = boost::json::parse(server.get("/presentation/4/album/manifest").body);
  EXPECT_EQ(fourth.at("@context"), "http://iiif.io/api/presentation/4/context.json");
  std::string const id(fourth.at("id").as_string());
  EXPECT_TRUE(id.ends_with("/presentation/4/album/manifest")) << id;
  auto const root = boost::json::parse(server.get("/presentation/3/collection/root").body);
  EXPECT_EQ(root.at_pointer("/items/0/type"), "Manifest");
}

TEST(Import, PublishesTheRestWhereOneItemFails) {
  Album const album;
  album.write("two/good/1.png", encoded(codecs::OutputFormat::png, soft_picture({30, 20})));
  album.write("two/bad/1.png", "not a picture");
  auto const told = run_program(
      fmt::format("import --data {} {}", (album.path() / ".data").string(), (album.path() / "two").string()));
  EXPECT_THAT(told.output, HasSubstr("“1.png” cannot be read as a picture."));
  EXPECT_THAT(told.output, HasSubstr("Nothing of this item can be shown"));
  EXPECT_THAT(told.output, HasSubstr("published: two/good"));
  EXPECT_EQ(told.code, 1);
}

TEST(Import, FailsWhereSomethingIsMissingAndReadsTheRest) {
  Album const album;
  auto const told = run_program("import --dry-run /there/is/none " + album.folder());
  EXPECT_EQ(told.code, 1);
  EXPECT_THAT(told.output, HasSubstr("There is no file or folder “none”."));
  EXPECT_THAT(told.output, HasSubstr("“An album”: 3 canvases"));
}

}  // namespace
}  // namespace triforium::test
