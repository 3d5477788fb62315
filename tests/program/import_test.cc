// The command `import`, run as people run it.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <boost/json.hpp>
#include <cstdio>

#include "program/pictures.h"
#include "support/temporary_folder.h"

namespace triforium::test {
namespace {

using testing::HasSubstr;

struct Outcome {
  std::string output;  // of standard output and standard error
  int code = -1;
};

Outcome run(std::string const& arguments) {
  Outcome outcome;
  auto* const pipe = ::popen(fmt::format("{} {} 2>&1", TRIFORIUM_PROGRAM, arguments).c_str(), "r");
  char buffer[4096];
  for (std::size_t count = 0; (count = std::fread(buffer, 1, sizeof buffer, pipe)) > 0;)
    outcome.output.append(buffer, count);
  auto const status = ::pclose(pipe);
  outcome.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return outcome;
}

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
  auto const told = run("import --dry-run " + album.folder());
  EXPECT_EQ(told.code, 0) << told.output;
  EXPECT_THAT(told.output, HasSubstr("1 item, 0 collections"));
  EXPECT_THAT(told.output, HasSubstr("“An album”: 3 canvases, http://creativecommons.org/publicdomain/mark/1.0/"));
  auto const with_slash = run("import --dry-run " + album.folder() + "/");
  EXPECT_EQ(with_slash.output.substr(album.folder().size() + 1), told.output.substr(album.folder().size()));
}

TEST(Import, TellsItToProgramsAsWell) {
  Album const album;
  auto const told = run("import --dry-run --json " + album.folder());
  auto const reports = boost::json::parse(told.output).as_array();
  ASSERT_EQ(reports.size(), 1U);
  EXPECT_EQ(reports[0].at("path").as_string(), album.folder());
  EXPECT_EQ(reports[0].at("items").as_array().size(), 1U);
}

TEST(Import, ChangesNothingTheSecondTime) {
  Album const album;
  auto const data = (album.path() / ".data").string();
  auto const first = run(fmt::format("import --data {} {}", data, album.folder()));
  EXPECT_EQ(first.code, 0);
  EXPECT_THAT(first.output, HasSubstr("1 published, 0 updated, 0 unchanged, 0 failed"));
  EXPECT_THAT(run(fmt::format("import --data {} {}", data, album.folder())).output,
              HasSubstr("0 published, 0 updated, 1 unchanged, 0 failed"));
  album.write("album/page11.png", encoded(codecs::OutputFormat::png, soft_picture({30, 20})));
  EXPECT_THAT(run(fmt::format("import --data {} {}", data, album.folder())).output,
              HasSubstr("0 published, 1 updated, 0 unchanged, 0 failed"));
}

TEST(Import, PublishesTheRestWhereOneItemFails) {
  Album const album;
  album.write("two/good/1.png", encoded(codecs::OutputFormat::png, soft_picture({30, 20})));
  album.write("two/bad/1.png", "not a picture");
  auto const told =
      run(fmt::format("import --data {} {}", (album.path() / ".data").string(), (album.path() / "two").string()));
  EXPECT_THAT(told.output, HasSubstr("“1.png” cannot be read as a picture."));
  EXPECT_THAT(told.output, HasSubstr("Nothing of this item can be shown"));
  EXPECT_THAT(told.output, HasSubstr("published: two/good"));
  EXPECT_EQ(told.code, 1);
}

TEST(Import, FailsWhereSomethingIsMissingAndReadsTheRest) {
  Album const album;
  auto const told = run("import --dry-run /there/is/none " + album.folder());
  EXPECT_EQ(told.code, 1);
  EXPECT_THAT(told.output, HasSubstr("There is no file or folder “none”."));
  EXPECT_THAT(told.output, HasSubstr("“An album”: 3 canvases"));
}

}  // namespace
}  // namespace triforium::test
