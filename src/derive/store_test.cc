#include "derive/store.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fcntl.h>
#include <fstream>
#include <set>

#include "support/temporary_folder.h"

namespace triforium::derive {
namespace {

namespace fs = std::filesystem;

class StoreTest : public testing::Test {
 protected:
  std::unique_ptr<Store> open(std::uint64_t max_bytes = 1000) const {
    auto store = Store::open({folder_.path(), max_bytes});
    return store ? std::move(*store) : nullptr;
  }
  static Result<void> put(Store& store, std::string const& name, std::size_t bytes) {
    std::ofstream(store.unfinished(name), std::ios::binary) << std::string(bytes, 'x');
    return store.commit(name);
  }
  // Sets the time of use, in seconds before now.
  void set_used(std::string const& name, int seconds_ago) const {
    struct timespec const times[] = {{::time(nullptr) - seconds_ago, 0}, {0, UTIME_OMIT}};
    ASSERT_EQ(::utimensat(AT_FDCWD, (folder_.path() / name).c_str(), times, 0), 0);
  }
  std::set<std::string> unfinished_folders() const {
    std::set<std::string> names;
    for (auto const& entry : fs::directory_iterator(folder_.path())) {
      if (entry.is_directory()) names.insert(entry.path().filename());
    }
    return names;
  }

  test::TemporaryFolder folder_;
};

TEST(DerivativeName, ChangesWithEverythingThatItIsMadeFrom) {
  std::set<std::string> const names = {derivative_name({"a.tif", "1", 0, "s"}), derivative_name({"b.tif", "1", 0, "s"}),
                                       derivative_name({"a.tif", "2", 0, "s"}), derivative_name({"a.tif", "1", 1, "s"}),
                                       derivative_name({"a.tif", "1", 0, "t"}), derivative_name({"a.ti", "f1", 0, "s"}),
                                       derivative_name({"", "a.tif1", 0, "s"})};
  EXPECT_EQ(names.size(), 7U);
  EXPECT_EQ(derivative_name({"a.tif", "1", 0, "s"}), *names.find(derivative_name({"a.tif", "1", 0, "s"})));
  for (auto const& name : names)
    EXPECT_EQ(name.find('/'), std::string::npos);
}

TEST_F(StoreTest, KeepsWhatIsCommitted) {
  auto const store = open();
  ASSERT_TRUE(store);
  EXPECT_FALSE(store->contains("a.tif"));
  EXPECT_FALSE(store->find("a.tif"));
  ASSERT_TRUE(put(*store, "a.tif", 100));
  EXPECT_TRUE(store->contains("a.tif"));
  auto const source = store->find("a.tif");
  ASSERT_TRUE(source);
  EXPECT_EQ((*source)->size(), 100U);
  EXPECT_EQ(store->content().files, 1U);
  EXPECT_EQ(store->content().bytes, 100U);
}

TEST_F(StoreTest, IsThereAgainAfterARestart) {
  ASSERT_TRUE(put(*open(), "a.tif", 100));
  EXPECT_TRUE(open()->contains("a.tif"));
  EXPECT_TRUE(unfinished_folders().empty()) << "each store has removed its own";
}

TEST_F(StoreTest, CountsOnlyWhatIsFinished) {
  auto const store = open();
  std::ofstream(store->unfinished("a.tif")) << "half";
  EXPECT_EQ(store->content().files, 0U);
  EXPECT_FALSE(store->contains("a.tif"));
  EXPECT_FALSE(store->commit("missing.tif"));
}

TEST_F(StoreTest, RemovesWhatWasNotUsedForLongest) {
  auto const store = open(250);
  ASSERT_TRUE(put(*store, "old.tif", 100));
  ASSERT_TRUE(put(*store, "older.tif", 100));
  set_used("old.tif", 3600);
  set_used("older.tif", 7200);
  EXPECT_TRUE(store->contains("older.tif")) << "and that counts as a use";
  ASSERT_TRUE(put(*store, "new.tif", 100));
  EXPECT_FALSE(store->contains("old.tif"));
  EXPECT_TRUE(store->contains("older.tif"));
  EXPECT_TRUE(store->contains("new.tif"));
  EXPECT_LE(store->content().bytes, 250U);
}

TEST_F(StoreTest, MakesRoomBeforehand) {
  auto const store = open(250);
  ASSERT_TRUE(put(*store, "a.tif", 100));
  EXPECT_TRUE(store->make_room(150));
  EXPECT_TRUE(store->contains("a.tif"));
  EXPECT_FALSE(store->make_room(251));
  EXPECT_TRUE(store->contains("a.tif")) << "nothing is removed for what never fits";
  EXPECT_TRUE(store->make_room(151));
  EXPECT_FALSE(store->contains("a.tif"));
}

TEST_F(StoreTest, RefusesWhatIsLargerThanItself) {
  auto const store = open(50);
  auto const kept = put(*store, "a.tif", 51);
  ASSERT_FALSE(kept);
  EXPECT_EQ(kept.error().kind, ErrorKind::too_large);
  EXPECT_FALSE(store->contains("a.tif"));
  EXPECT_FALSE(fs::exists(store->unfinished("a.tif")));
}

TEST_F(StoreTest, AnOpenDerivativeOutlivesItsRemoval) {
  auto const store = open();
  ASSERT_TRUE(put(*store, "a.tif", 100));
  auto const source = store->find("a.tif");
  ASSERT_TRUE(source);
  store->discard("a.tif");
  EXPECT_FALSE(store->contains("a.tif"));
  EXPECT_TRUE(storage::read_exactly(**source, 0, 100));
}

TEST_F(StoreTest, LeavesTheUnfinishedWorkOfOthersAlone) {
  auto const store = open();
  std::ofstream(store->unfinished("a.tif")) << "half";
  auto const second = open();
  EXPECT_TRUE(fs::exists(store->unfinished("a.tif")));
  EXPECT_EQ(unfinished_folders().size(), 2U);
  ASSERT_TRUE(put(*second, "b.tif", 10));
  EXPECT_TRUE(store->contains("b.tif")) << "the folder is the index of both";
}

TEST_F(StoreTest, RefusesAFolderThatCannotBe) {
  folder_.write("file", "");
  EXPECT_FALSE(Store::open({folder_.path() / "file", 1000}));
}

// A process is killed wherever it happens to be: while it opens the store, writes, or commits.
TEST_F(StoreTest, HoldsThroughKills) {
  for (int round = 0; round < 40; ++round) {
    auto const child = ::fork();
    if (child == 0) {
      auto store = Store::open({folder_.path(), 100'000});
      for (int i = 0; store; ++i)
        (void)put(**store, std::to_string(i % 7) + ".tif", 1000);
      ::_exit(1);
    }
    ::usleep(static_cast<useconds_t>(200 * (round % 20)));
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
  }
  auto const store = open(100'000);
  ASSERT_TRUE(store);
  EXPECT_EQ(unfinished_folders().size(), 1U) << "its own";
  auto const content = store->content();
  EXPECT_GT(content.files, 0U);
  EXPECT_EQ(content.bytes, content.files * 1000) << "every file is whole";
}

}  // namespace
}  // namespace triforium::derive
