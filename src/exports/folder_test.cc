#include "exports/folder.h"

#include <gtest/gtest.h>

#include <fstream>

#include "support/temporary_folder.h"

namespace triforium::exports {
namespace {

namespace fs = std::filesystem;
using Outcome = OutputFolder::Outcome;

Result<OutputFolder> open(test::TemporaryFolder const& folder) {
  return OutputFolder::blocking_open(folder.path() / "site");
}

TEST(OutputFolder, WritesWhatIsNewAndLeavesTheRest) {
  test::TemporaryFolder const temporary;
  auto const folder = open(temporary);
  ASSERT_TRUE(folder);
  EXPECT_EQ(folder->blocking_write("a/b.txt", "one"), Outcome::written);
  auto const written = fs::last_write_time(folder->path() / "a/b.txt");
  EXPECT_EQ(folder->blocking_write("a/b.txt", "one"), Outcome::unchanged);
  EXPECT_EQ(fs::last_write_time(folder->path() / "a/b.txt"), written);
  EXPECT_EQ(folder->blocking_write("a/b.txt", "two"), Outcome::written);
  EXPECT_EQ(folder->blocking_read("a/b.txt", 100), "two");
  EXPECT_EQ(folder->blocking_read("a/none", 100), "");
}

TEST(OutputFolder, LeavesNothingOfWhatFailed) {
  test::TemporaryFolder const temporary;
  auto const folder = open(temporary);
  ASSERT_TRUE(folder);
  auto const failed = folder->blocking_write("a.txt", [](Sink const& sink) -> Result<void> {
    TRIFORIUM_CHECK(sink(as_bytes("half")));
    return fail(ErrorKind::storage_full, "full");
  });
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().kind, ErrorKind::storage_full);
  EXPECT_FALSE(fs::exists(folder->path() / "a.txt"));
  EXPECT_TRUE(fs::is_empty(folder->path() / kOwnFolder / "parts"));
}

TEST(OutputFolder, ForgetsWhatAKilledProgramWasWriting) {
  test::TemporaryFolder const temporary;
  temporary.write("site/.triforium/parts/7", "half");
  auto const folder = open(temporary);
  ASSERT_TRUE(folder);
  EXPECT_TRUE(fs::is_empty(folder->path() / kOwnFolder / "parts"));
}

TEST(OutputFolder, GivesAFileASecondName) {
  test::TemporaryFolder const temporary;
  auto const folder = open(temporary);
  ASSERT_TRUE(folder);
  ASSERT_TRUE(folder->blocking_write("a.jpg", "picture"));
  ASSERT_TRUE(folder->blocking_write("b.jpg", "other"));
  EXPECT_EQ(folder->blocking_link("a.jpg", "b.jpg"), Outcome::written);
  EXPECT_EQ(folder->blocking_link("a.jpg", "b.jpg"), Outcome::unchanged);
  EXPECT_TRUE(fs::equivalent(folder->path() / "a.jpg", folder->path() / "b.jpg"));
  // A change of one does not reach the other: it is written aside.
  ASSERT_TRUE(folder->blocking_write("a.jpg", "new"));
  EXPECT_EQ(folder->blocking_read("b.jpg", 100), "picture");
}

TEST(OutputFolder, IsForOneExportAtATimeAndForNothingElse) {
  test::TemporaryFolder const temporary;
  auto const folder = open(temporary);
  ASSERT_TRUE(folder);
  auto const second = open(temporary);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, ErrorKind::conflict);
  temporary.write("home/letter.txt", "dear");
  auto const home = OutputFolder::blocking_open(temporary.path() / "home");
  ASSERT_FALSE(home);
  EXPECT_EQ(home.error().kind, ErrorKind::conflict);
}

}  // namespace
}  // namespace triforium::exports
