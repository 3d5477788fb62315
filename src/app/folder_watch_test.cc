#include "app/folder_watch.h"

#include <gtest/gtest.h>

#include "support/temporary_folder.h"

namespace triforium::app {
namespace {

using namespace std::chrono_literals;
using News = FolderWatch::News;

class FolderWatchTest : public testing::Test {
 protected:
  FolderWatchTest() { folder.write("in/deep/one.txt", "1"); }
  FolderWatch watch() const { return FolderWatch({folder.path() / "in"}, folder.path() / "in/data"); }
  static News news(FolderWatch const& watch) {
    return watch.blocking_wait({.quiet = 20ms, .longest = 200ms, .blind = 200ms}, [] { return false; });
  }

  test::TemporaryFolder folder;
};

TEST_F(FolderWatchTest, TellsOfChangesInFoldersBelow) {
  auto const watching = watch();
  EXPECT_TRUE(watching.sees_all());
  folder.write("in/deep/two.txt", "2");
  EXPECT_EQ(news(watching), News::changed);
  std::filesystem::remove(folder.path() / "in/deep/one.txt");
  EXPECT_EQ(news(watching), News::changed);
  EXPECT_EQ(news(watching), News::time_has_passed) << "each change is told once";
}

TEST_F(FolderWatchTest, DoesNotTellOfWhatIsHiddenOrLeftOut) {
  folder.write("in/data/store", "1");
  folder.write("in/.git/head", "1");
  auto const watching = watch();
  folder.write("in/data/store", "2");
  folder.write("in/.git/head", "2");
  folder.write("in/.rsync-part", "2");
  EXPECT_EQ(news(watching), News::time_has_passed);
}

TEST_F(FolderWatchTest, EndsWhenItIsTold) {
  EXPECT_EQ(watch().blocking_wait({}, [] { return true; }), News::stopped);
}

}  // namespace
}  // namespace triforium::app
