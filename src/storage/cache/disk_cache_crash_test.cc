// A process that writes is killed at a random moment: what the next one finds has to be right.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <random>
#include <thread>

#include "storage/cache/disk_cache.h"
#include "support/temporary_folder.h"

namespace triforium::storage {
namespace {

Bytes bytes_of(std::uint64_t number) {
  std::mt19937_64 random(number);
  Bytes bytes(100 + number % 3000);
  for (auto& byte : bytes)
    byte = static_cast<std::uint8_t>(random());
  return bytes;
}

struct Opened {
  explicit Opened(std::filesystem::path const& folder) {
    auto made =
        DiskCache::open({.folder = folder, .max_bytes = 300'000, .segment_bytes = 20'000}, generations, metrics);
    if (made) cache = std::move(*made);
  }
  CacheKey key(std::uint64_t number) const { return generations.key(fmt::format("{}", number), "cat"); }

  Metrics metrics;
  Generations generations;
  std::unique_ptr<DiskCache> cache;
};

[[noreturn]] void write_until_killed(std::filesystem::path const& folder, std::uint64_t first) {
  Opened opened(folder);
  if (!opened.cache) ::_exit(1);
  for (auto number = first;; ++number) {
    opened.cache->insert(opened.key(number), share(bytes_of(number)));
    if (number % 64 == 0) opened.cache->blocking_flush();
  }
}

TEST(DiskCacheCrash, FindsOnlyWhatIsRightAfterKill9) {
  test::TemporaryFolder const folder;
  std::mt19937 random(std::random_device{}());
  constexpr std::uint64_t kStep = 1'000'000;
  for (std::uint64_t round = 0; round < 8; ++round) {
    auto const child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) write_until_killed(folder.path(), round * kStep);
    std::this_thread::sleep_for(std::chrono::microseconds(5'000 + random() % 40'000));
    ASSERT_EQ(::kill(child, SIGKILL), 0);
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status)) << "it ended by itself";

    Opened opened(folder.path());
    ASSERT_TRUE(opened.cache);
    EXPECT_LE(opened.cache->bytes(), 300'000U);
    std::size_t found_count = 0;
    for (auto number = round * kStep; number < round * kStep + 20'000; ++number) {
      auto const found = opened.cache->find(opened.key(number));
      if (!found) continue;
      auto const bytes = opened.cache->blocking_read(opened.key(number), *found);
      ASSERT_TRUE(bytes) << "whoever is killed leaves nothing half written behind a row";
      ASSERT_EQ(*bytes, bytes_of(number));
      ++found_count;
    }
    RecordProperty(fmt::format("found_{}", round), static_cast<int>(found_count));
  }
}

}  // namespace
}  // namespace triforium::storage
