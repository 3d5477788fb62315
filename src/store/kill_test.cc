// Whatever was acknowledged survives kill -9: a child writes and says so, is killed at some moment, and its store is
// looked at. A hundred times on one store.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <map>
#include <random>
#include <thread>

#include "store/test_store.h"
#include "support/temporary_folder.h"

namespace triforium::store {
namespace {

using namespace triforium::store::test;

constexpr int kKills = 100;
constexpr int kItems = 50;
constexpr int kThreads = 3;

struct Acknowledged {
  int item;
  std::uint64_t revision;
};

Settings settings_of(std::filesystem::path const& folder) {
  Settings settings;
  settings.folder = folder;
  return settings;
}

// The child's work, until it is killed.
[[noreturn]] void write_for_ever(std::filesystem::path const& folder, int round, int pipe) {
  auto const opened = open(settings_of(folder));
  if (!opened) ::_exit(1);
  auto& store = **opened;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (int n = 0;; ++n) {
        int const item = (n * kThreads + t) % kItems;
        auto publication = manifest(fmt::format("item-{}", item), fmt::format("[{},{},{}]", round, t, n));
        publication.collections = {"all"};
        auto const done = publish(store, publication);
        if (!done) ::_exit(2);
        Acknowledged const line{item, done->revision};
        // Shorter than PIPE_BUF: written wholly or not at all.
        if (::write(pipe, &line, sizeof line) != sizeof line) ::_exit(3);
      }
    });
  }
  for (auto& thread : threads)
    thread.join();
  ::_exit(4);
}

// One time in four the child is killed wherever it is, be it in opening the store; else while it writes.
void wait_for_the_moment(int pipe, int round, std::chrono::microseconds delay) {
  pollfd first{pipe, POLLIN, 0};
  if (round % 4 != 0) {
    EXPECT_EQ(::poll(&first, 1, 60'000), 1) << "the child writes nothing";
  }
  std::this_thread::sleep_for(delay);
}

// The highest revision of each item that was acknowledged before the end.
std::map<int, std::uint64_t> run_and_kill(std::filesystem::path const& folder, int round,
                                          std::chrono::microseconds delay) {
  int ends[2];
  EXPECT_EQ(::pipe(ends), 0);
  auto const child = ::fork();
  if (child == 0) {
    ::close(ends[0]);
    write_for_ever(folder, round, ends[1]);
  }
  ::close(ends[1]);
  wait_for_the_moment(ends[0], round, delay);
  ::kill(child, SIGKILL);
  std::map<int, std::uint64_t> acknowledged;
  Acknowledged line{};
  while (::read(ends[0], &line, sizeof line) == sizeof line)
    acknowledged[line.item] = std::max(acknowledged[line.item], line.revision);
  ::close(ends[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_TRUE(WIFSIGNALED(status)) << "the child gave up by itself with " << WEXITSTATUS(status);
  return acknowledged;
}

// Each revision of each item has its activity, and no activity is without.
void expect_every_change_has_its_activity(Store const& store) {
  std::map<std::string, std::uint64_t> changes;
  for (std::uint64_t from = 1;;) {
    auto const page = store.read([&](Reading& reading) { return reading.activities(from, 10'000); });
    ASSERT_TRUE(page);
    if (page->empty()) break;
    for (auto const& activity : *page) {
      EXPECT_EQ(activity.sequence, from++);
      ++changes[activity.object];
    }
  }
  auto const items = store.read([](Reading& reading) { return reading.list_items({.limit = 10'000}); });
  ASSERT_TRUE(items);
  EXPECT_EQ(items->items.size(), changes.size());
  for (auto const& item : items->items)
    EXPECT_EQ(changes[item.id], item.revision) << item.id;
}

TEST(Kill, LosesNothingThatWasAcknowledged) {
  triforium::test::TemporaryFolder const folder;
  ASSERT_TRUE(publish(**open(settings_of(folder.path())), collection("all")));
  std::mt19937 random(1815);
  std::size_t writes = 0;
  for (int round = 0; round < kKills && !HasFailure(); ++round) {
    std::chrono::microseconds const delay(std::uniform_int_distribution(0, 40'000)(random));
    auto const acknowledged = run_and_kill(folder.path(), round, delay);
    auto const store = open(settings_of(folder.path()));
    ASSERT_TRUE(store) << store.error().message << store.error().detail;
    for (auto const& [number, revision] : acknowledged)
      EXPECT_GE(item(**store, fmt::format("item-{}", number)).revision, revision);
    writes += acknowledged.size();
    auto const listed = member_ids(**store, "all");  // has looked at positions and counts
    EXPECT_EQ(listed.empty(), item(**store, "all").members == 0);
  }
  EXPECT_GT(writes, static_cast<std::size_t>(kKills));
  auto const store = open(settings_of(folder.path()));
  EXPECT_TRUE((*store)->check());
  expect_every_change_has_its_activity(**store);
  auto const last = (*store)->read([](Reading& reading) { return reading.last_sequence(); });
  std::printf("%d kills, %llu changes\n", kKills, static_cast<unsigned long long>(*last));
}

}  // namespace
}  // namespace triforium::store
