// The store as a file: opened again, by several at once, damaged, full, copied.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <sys/resource.h>

#include <csignal>
#include <thread>

#include "store/sqlite/connection.h"
#include "store/test_store.h"
#include "support/temporary_folder.h"

namespace triforium::store {
namespace {

using namespace triforium::store::test;
using triforium::test::TemporaryFolder;

// Does not compress.
std::string noise(std::size_t length) {
  std::string text;
  std::uint32_t state = 1;
  while (text.size() < length) {
    state = state * 1664525 + 1013904223;
    text.push_back(static_cast<char>('!' + (state >> 24) % 90));
  }
  return text;
}

class File : public testing::Test {
 protected:
  std::filesystem::path path() const { return folder_.path() / "triforium.db"; }
  Result<std::unique_ptr<Store>> try_open(std::uint64_t check_bytes = UINT64_MAX) const {
    Settings settings;
    settings.folder = folder_.path();
    settings.patience = std::chrono::seconds(5);
    settings.check_bytes = check_bytes;
    return store::open(settings);
  }
  std::unique_ptr<Store> open() const {
    auto opened = try_open();
    EXPECT_TRUE(opened) << opened.error().message << opened.error().detail;
    return opened ? std::move(*opened) : nullptr;
  }
  // What another program, or another Triforium, did to the file.
  void run(char const* script) const {
    auto connection = sqlite::Connection::open(path(), sqlite::Connection::Mode::create, std::chrono::seconds(1));
    ASSERT_TRUE(connection);
    ASSERT_TRUE(connection->run(script));
  }
  std::string refusal() const {
    auto const opened = try_open();
    return opened ? "opened" : opened.error().message;
  }

  TemporaryFolder folder_;
};

TEST_F(File, IsThereAgain) {
  ASSERT_TRUE(publish(*open(), manifest("a")));
  auto const again = open();
  EXPECT_EQ(item(*again, "a").revision, 1U);
  EXPECT_TRUE(again->check());
  auto const rights = std::filesystem::status(path()).permissions();
  EXPECT_EQ(rights & std::filesystem::perms::others_all, std::filesystem::perms::none);
}

TEST_F(File, IsMadeWithItsFolder) {
  Settings settings;
  settings.folder = folder_.path() / "a" / "b";
  EXPECT_TRUE(store::open(settings));
  settings.folder = "/proc/nowhere";
  EXPECT_EQ(store::open(settings).error().message, "The data folder cannot be made.");
}

TEST_F(File, OfANewerProgramIsRefused) {
  ASSERT_TRUE(open());
  run("PRAGMA user_version = 99");
  EXPECT_THAT(refusal(), testing::StartsWith("The store was written by a newer Triforium: its form is 99, and"));
}

TEST_F(File, OfAnotherProgramIsRefused) {
  run("CREATE TABLE t (a); PRAGMA user_version = 1");
  EXPECT_EQ(refusal(), "The store's file is not a store of Triforium.");
  std::filesystem::remove(path());
  folder_.write("triforium.db", std::string(100'000, 'x'));
  EXPECT_EQ(refusal(), "The store's file is not a store of Triforium.");
}

TEST_F(File, ThatIsDamagedIsRefused) {
  {
    auto const store = open();
    for (int i = 0; i < 200; ++i)
      ASSERT_TRUE(publish(*store, manifest("item-" + std::to_string(i), noise(3000))));
  }
  {
    std::fstream file(path(), std::ios::in | std::ios::out | std::ios::binary);
    for (int page = 60; page < 70; ++page) {
      file.seekp(page * 4096);
      file << std::string(4096, '\x5a');
    }
  }
  EXPECT_EQ(refusal(), "The store's file is damaged; restore a backup.");
  auto const unchecked = try_open(0);
  ASSERT_TRUE(unchecked) << unchecked.error().message << unchecked.error().detail;
  EXPECT_EQ((*unchecked)->check().error().message, "The store's file is damaged; restore a backup.");
}

TEST_F(File, IsSharedByProcesses) {
  auto const server = open();
  auto const importer = open();
  ASSERT_TRUE(publish(*importer, manifest("a")));
  EXPECT_EQ(item(*server, "a").revision, 1U);
  ASSERT_TRUE(publish(*server, manifest("a", "[1]"), {.revision = 1}));
  EXPECT_EQ(publish(*importer, manifest("a", "[2]"), {.revision = 1}).error().kind, ErrorKind::precondition_failed);
}

TEST_F(File, ReadingStaysAtItsMoment) {
  auto const store = open();
  ASSERT_TRUE(publish(*store, manifest("a")));
  auto const seen = store->read([&](Reading& reading) -> Result<int> {
    TRIFORIUM_TRY(auto const before, reading.last_sequence());
    std::thread([&] { EXPECT_TRUE(publish(*store, manifest("b"))); }).join();
    TRIFORIUM_TRY(auto const after, reading.last_sequence());
    return static_cast<int>(before * 10 + after);
  });
  EXPECT_EQ(*seen, 11);
}

TEST_F(File, OfTwoWritersOfOneItemOneWins) {
  auto const one = open();
  auto const other = open();
  ASSERT_TRUE(publish(*one, manifest("a")));
  for (std::uint64_t revision = 1; revision <= 20; ++revision) {
    std::atomic<int> won = 0;
    std::atomic<int> late = 0;
    auto const write = [&](Store& store, std::string const& who) {
      auto const done = publish(store, manifest("a", who + std::to_string(revision)), {.revision = revision});
      if (done) ++won;
      if (!done && done.error().kind == ErrorKind::precondition_failed) ++late;
    };
    std::thread first([&] { write(*one, "one"); });
    std::thread second([&] { write(*other, "other"); });
    std::thread third([&] { write(*one, "third"); });
    first.join();
    second.join();
    third.join();
    EXPECT_EQ(won, 1);
    EXPECT_EQ(late, 2);
  }
  EXPECT_EQ(item(*one, "a").revision, 21U);
}

TEST_F(File, ManyWritersLoseNothing) {
  auto const store = open();
  std::vector<std::thread> threads;
  for (int t = 0; t < 16; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 20; ++i) {
        bool const is_bad = i % 5 == 4;
        auto const id = fmt::format("{}-{}", t, i);
        auto const done = store->write([&](Writing& writing) -> Result<Published> {
          TRIFORIUM_TRY(auto const published, writing.publish(manifest(id)));
          if (is_bad) return fail(ErrorKind::bad_request, "no");
          return published;
        });
        EXPECT_EQ(done.has_value(), !is_bad);
        EXPECT_EQ(item(*store, id).revision, is_bad ? 0U : 1U) << "what is acknowledged can be read";
      }
    });
  }
  for (auto& thread : threads)
    thread.join();
  auto const counts = store->read([](Reading& reading) { return reading.counts(); });
  EXPECT_EQ(counts->manifests, 16U * 16);
  EXPECT_EQ(counts->activities, 16U * 16);
}

// A disk that is full, as far as this process can see: files cannot grow beyond a bound.
class FullDisk {
 public:
  explicit FullDisk(std::uint64_t bytes) {
    before_ = std::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &limit_);
    rlimit const bound{bytes, limit_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &bound);
  }
  ~FullDisk() {
    ::setrlimit(RLIMIT_FSIZE, &limit_);
    std::signal(SIGXFSZ, before_);
  }
  FullDisk(FullDisk const&) = delete;
  FullDisk& operator=(FullDisk const&) = delete;

 private:
  void (*before_)(int) = nullptr;
  rlimit limit_{};
};

TEST_F(File, OnAFullDiskNothingIsHalfWritten) {
  auto const store = open();
  ASSERT_TRUE(publish(*store, manifest("before")));
  int written = 0;
  {
    FullDisk const full(600'000);
    for (;; ++written) {
      ASSERT_LT(written, 100);
      auto const done = store->write([&](Writing& writing) -> Result<void> {
        TRIFORIUM_CHECK(writing.publish(manifest(fmt::format("first-{}", written), noise(20'000))));
        TRIFORIUM_CHECK(writing.publish(manifest(fmt::format("second-{}", written), noise(20'000))));
        return {};
      });
      if (done) continue;
      EXPECT_EQ(done.error().kind, ErrorKind::storage_full) << done.error().detail;
      EXPECT_EQ(done.error().message, "The disk of the data folder is full: nothing of this change was kept.");
      break;
    }
    EXPECT_EQ(item(*store, "before").revision, 1U) << "what is there can be read";
    EXPECT_EQ(item(*store, fmt::format("first-{}", written)).id, "");
  }
  EXPECT_GT(written, 2);
  EXPECT_TRUE(publish(*store, manifest("after", noise(100'000)))) << "there is room again";
  EXPECT_TRUE(store->check());
  auto const counts = open()->read([](Reading& reading) { return reading.counts(); });
  EXPECT_EQ(counts->manifests, 2U + 2U * static_cast<unsigned>(written));
  EXPECT_EQ(counts->activities, counts->manifests);
}

TEST_F(File, IsBackedUpWhileOthersWrite) {
  auto const store = open();
  for (int i = 0; i < 50; ++i)
    ASSERT_TRUE(publish(*store, manifest("item-" + std::to_string(i), noise(5000))));
  std::atomic<bool> stops = false;
  std::thread writer([&] {
    for (int i = 0; !stops; ++i)
      EXPECT_TRUE(publish(*store, manifest("more-" + std::to_string(i), noise(5000))));
  });
  TemporaryFolder target;
  auto const file = target.path() / "triforium.db";
  double part = 0;
  auto const backup = back_up(folder_.path(), file, [&](double done) { part = done; });
  auto const again = back_up(folder_.path(), file);
  stops = true;
  writer.join();
  ASSERT_TRUE(backup) << backup.error().message << backup.error().detail;
  ASSERT_TRUE(again) << again.error().message << again.error().detail;
  EXPECT_EQ(part, 1.0);
  EXPECT_GE(again->items, backup->items);
  EXPECT_EQ(again->bytes, std::filesystem::file_size(file));
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(target.path()), {}), 1) << "one file, nothing beside it";
  Settings settings;
  settings.folder = target.path();
  auto const restored = store::open(settings);
  ASSERT_TRUE(restored) << restored.error().message << restored.error().detail;
  auto const counts = (*restored)->read([](Reading& reading) { return reading.counts(); });
  EXPECT_EQ(counts->manifests, again->items);
  EXPECT_EQ(counts->activities, again->items);
  EXPECT_TRUE(publish(**restored, manifest("new")));
}

TEST_F(File, ABackupReplacesNothingElse) {
  EXPECT_EQ(back_up(folder_.path(), folder_.path() / "b").error().kind, ErrorKind::not_found);
  ASSERT_TRUE(open());
  folder_.write("thesis.odt", "years of work");
  EXPECT_EQ(back_up(folder_.path(), folder_.path() / "thesis.odt").error().kind, ErrorKind::conflict);
  EXPECT_EQ(back_up(folder_.path(), path()).error().kind, ErrorKind::conflict);
  EXPECT_EQ(back_up(folder_.path(), folder_.path() / "no" / "b").error().kind, ErrorKind::internal);
  EXPECT_EQ(std::filesystem::file_size(folder_.path() / "thesis.odt"), 13U);
}

}  // namespace
}  // namespace triforium::store
