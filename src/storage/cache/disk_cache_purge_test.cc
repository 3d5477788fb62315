// What was purged is not found again: not later, not after a restart, not when files were damaged meanwhile.
#include <gtest/gtest.h>

#include "storage/cache/disk_cache.h"
#include "storage/cache/test_process.h"
#include "support/temporary_folder.h"

namespace triforium::storage {
namespace {

using test::bytes_of;
using test::Process;
using test::turn_bits;

TEST(DiskCachePurge, PurgesAGroupForGood) {
  triforium::test::TemporaryFolder const folder;
  {
    Process process(folder.path());
    process.insert(1, 100, "cat");
    process.insert(1, 120, "dog");
    auto const before = process.key(2, "cat");
    process.purge("cat");
    EXPECT_FALSE(process.read(1, "cat"));
    EXPECT_TRUE(process.read(1, "dog"));
    process.cache->insert(before, share(bytes_of(2, 100)));
    process.cache->blocking_flush();
    EXPECT_FALSE(process.cache->find(before)) << "was still being made when it was purged";
    process.insert(3, 100, "cat");
    EXPECT_TRUE(process.read(3, "cat"));
  }
  Process process(folder.path());
  EXPECT_FALSE(process.read(1, "cat"));
  EXPECT_EQ(process.read(1, "dog"), bytes_of(1, 120));
  EXPECT_EQ(process.read(3, "cat"), bytes_of(3, 100));
  EXPECT_EQ(process.cache->entries(), 2U) << "what was purged takes no memory any more";
}

// Where something is missing, it may have been a purge.
void expect_purged_though_damaged(bool purge_is_last) {
  triforium::test::TemporaryFolder const folder;
  auto const made = folder.path() / "made", damaged = folder.path() / "damaged";
  {
    Process process(made, 100'000, 5'000);
    for (std::uint64_t number = 0; number < 6; ++number)
      process.insert(number, 900, "cat");
    if (!purge_is_last) process.purge("cat");
    for (std::uint64_t number = 10; number < 14; ++number)
      process.insert(number, 900, "dog");
    if (purge_is_last) process.purge("cat");
    process.insert(14, 900, "dog");
    ASSERT_EQ(process.cache->find(process.key(14, "dog"))->segment->number(), 3U);
  }
  auto const table_size = std::filesystem::file_size(made / "00000002.table");
  auto const starts_without_cats = [&] {
    Process process(damaged, 100'000, 5'000);
    for (std::uint64_t number = 0; number < 6; ++number) {
      auto const group = Generations::group_of("cat");
      if (process.cache->find(Generations::key(fmt::format("record {}", number), group, 0))) return false;
    }
    return process.read(14, "dog").has_value();
  };
  for (std::size_t place = 0; place < table_size + 11; place += 11) {
    std::filesystem::remove_all(damaged);
    std::filesystem::copy(made, damaged);
    if (place >= table_size) {
      std::filesystem::remove(damaged / "00000002.table");
      std::filesystem::remove(damaged / "00000002.data");
    } else {
      turn_bits(damaged / "00000002.table", place, 0x40);
    }
    ASSERT_TRUE(starts_without_cats()) << place;
    ASSERT_TRUE(starts_without_cats()) << place << ", the second time";
  }
}

TEST(DiskCachePurge, APurgedRecordStaysAwayThoughThePurgeIsDamaged) {
  expect_purged_though_damaged(false);
  expect_purged_though_damaged(true);
}

// A purge may be forgotten with its segment, but not before everything that it purged.
TEST(DiskCachePurge, APurgedRecordNeverComesBack) {
  triforium::test::TemporaryFolder const folder;
  for (int round = 0; round < 12; ++round) {
    Process process(folder.path(), 20'000, 5'000);
    if (round == 0) {
      process.insert(1, 500, "cat");
      EXPECT_TRUE(process.read(1, "cat")) << "used: it would get a second chance";
      process.purge("cat");
    }
    ASSERT_FALSE(process.read(1, "cat")) << round;
    for (std::uint64_t number = 0; number < 4; ++number)
      process.insert(100 * static_cast<std::uint64_t>(round) + number, 900, "dog");
    ASSERT_FALSE(process.read(1, "cat")) << round;
  }
}

TEST(DiskCachePurge, IsEmptiedWhereAPurgeCannotBeRecorded) {
  triforium::test::TemporaryFolder const folder;
  auto const place = folder.path() / "cache";
  {
    Process process(place, 20'000, 5'000);
    for (std::uint64_t number = 0; number < 4; ++number)
      process.insert(number, 1169);
    // The segment is full but for 4 bytes, and the name of the next one is taken by a folder.
    std::filesystem::create_directory(place / "00000002.data");
    process.purge("cat");
    EXPECT_EQ(process.cache->entries(), 0U);
    EXPECT_FALSE(std::filesystem::exists(place / "00000001.data"));
  }
  Process process(place, 20'000, 5'000);
  EXPECT_FALSE(process.read(1));
}

}  // namespace
}  // namespace triforium::storage
