#include "storage/cache/disk_cache.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <random>
#include <thread>
#include <vector>

#include "storage/cache/disk_index_store.h"
#include "storage/cache/test_process.h"
#include "support/temporary_folder.h"

namespace triforium::storage {
namespace {

using test::bytes_of;
using test::Process;
using test::size_on_disk;
using test::turn_bits;

TEST(DiskCache, FindsWhatWasInserted) {
  triforium::test::TemporaryFolder const folder;
  Process process(folder.path());
  EXPECT_FALSE(process.read(1));
  process.insert(1, 1000);
  process.insert(2, 0);
  EXPECT_EQ(process.read(1), bytes_of(1, 1000));
  EXPECT_EQ(process.read(2), Bytes());
  EXPECT_EQ(process.count("hits"), 2);
  EXPECT_EQ(process.count("misses"), 1);
}

TEST(DiskCache, LetsVerifiedRecordsBeSentFromTheFile) {
  triforium::test::TemporaryFolder const folder;
  Process process(folder.path());
  process.insert(1, 10);
  process.insert(2, 1000);
  auto const found = process.cache->find(process.key(2));
  ASSERT_TRUE(found);
  EXPECT_TRUE(found->is_verified());
  Bytes bytes(found->length());
  ASSERT_EQ(::pread(found->descriptor(), bytes.data(), bytes.size(), static_cast<off_t>(found->offset())), 1000);
  EXPECT_EQ(bytes, bytes_of(2, 1000));
}

TEST(DiskCache, IsThereAfterARestart) {
  triforium::test::TemporaryFolder const folder;
  {
    Process process(folder.path());
    for (std::uint64_t number = 0; number < 50; ++number)
      process.cache->insert(process.key(number), share(bytes_of(number, 100 + number)));
  }
  Process process(folder.path());
  EXPECT_EQ(process.cache->entries(), 50U) << "what waited was written at the end";
  EXPECT_EQ(process.cache->bytes(), size_on_disk(folder.path()));
  EXPECT_FALSE(process.cache->find(process.key(3))->is_verified()) << "not yet by this process";
  EXPECT_EQ(process.read(3), bytes_of(3, 103));
  EXPECT_TRUE(process.cache->find(process.key(3))->is_verified());
  process.insert(60, 100);
  EXPECT_EQ(process.read(60), bytes_of(60, 100));
  EXPECT_EQ(process.read(49), bytes_of(49, 149));
}

// Whatever a file was cut to, what is found is right, and what was cut off is written again.
TEST(DiskCache, CutsATornTailAtEveryByte) {
  triforium::test::TemporaryFolder const folder;
  auto const made = folder.path() / "made";
  {
    Process process(made);
    for (std::uint64_t number = 0; number < 3; ++number)
      process.insert(number, 40);
  }
  for (auto const* name : {"00000001.table", "00000001.data"}) {
    for (std::size_t size = 0; size < std::filesystem::file_size(made / name); ++size) {
      auto const torn = folder.path() / "torn";
      std::filesystem::remove_all(torn);
      std::filesystem::copy(made, torn);
      std::filesystem::resize_file(torn / name, size);
      Process process(torn);
      std::size_t const record = std::string_view(name).ends_with("data") ? 40 : kRowSize;
      std::size_t const heads = record == kRowSize ? 1 : 0;
      EXPECT_EQ(process.cache->entries(), size / record - std::min(heads, size / record)) << name << " " << size;
      for (std::uint64_t number = 0; number < 3; ++number) {
        if (!process.read(number)) process.insert(number, 40);
        ASSERT_EQ(process.read(number), bytes_of(number, 40)) << name << " " << size;
      }
    }
  }
}

TEST(DiskCache, TakesADamagedRecordForAMiss) {
  triforium::test::TemporaryFolder const folder;
  {
    Process process(folder.path());
    process.insert(1, 100);
    process.insert(2, 100);
  }
  turn_bits(folder.path() / "00000001.data", 30, 1);
  Process process(folder.path());
  EXPECT_FALSE(process.read(1));
  EXPECT_FALSE(process.cache->find(process.key(1)));
  EXPECT_EQ(process.read(2), bytes_of(2, 100));
  EXPECT_EQ(process.count("corrupt"), 1);
  process.insert(1, 100);
  EXPECT_EQ(process.read(1), bytes_of(1, 100));
}

TEST(DiskCache, DropsWhatItDoesNotKnow) {
  triforium::test::TemporaryFolder const folder;
  folder.write("00000001.table", "something else");
  folder.write("00000001.data", "something else");
  folder.write("00000002.data", "without a table");
  folder.write("notes.txt", "not ours");
  Process process(folder.path());
  EXPECT_EQ(process.cache->entries(), 0U);
  EXPECT_FALSE(std::filesystem::exists(folder.path() / "00000001.data"));
  EXPECT_FALSE(std::filesystem::exists(folder.path() / "00000002.data"));
  EXPECT_TRUE(std::filesystem::exists(folder.path() / "notes.txt"));
  process.insert(1, 100);
  EXPECT_EQ(process.read(1), bytes_of(1, 100));
}

TEST(DiskCache, StaysWithinItsBoundAndDropsTheOldestFirst) {
  triforium::test::TemporaryFolder const folder;
  constexpr std::uint64_t kBound = 100'000;
  {
    Process process(folder.path(), kBound, 10'000);
    for (std::uint64_t number = 0; number < 300; ++number) {
      process.insert(number, 100 + 13 * number % 2000);
      ASSERT_LE(size_on_disk(folder.path()), kBound);
      ASSERT_EQ(process.cache->bytes(), size_on_disk(folder.path()));
    }
    EXPECT_FALSE(process.read(0));
    EXPECT_EQ(process.read(299), bytes_of(299, 100 + 13 * 299 % 2000));
    EXPECT_GT(process.cache->bytes(), kBound * 3 / 4);
  }
  Process smaller(folder.path(), kBound / 2, 10'000);
  EXPECT_LE(size_on_disk(folder.path()), kBound / 2);
  EXPECT_TRUE(smaller.read(299));
}

TEST(DiskCache, DoesNotTakeWhatIsTooLarge) {
  triforium::test::TemporaryFolder const folder;
  Process process(folder.path(), 100'000, 10'000);
  process.insert(1, 5'000);
  process.insert(2, 5'001);
  EXPECT_TRUE(process.read(1));
  EXPECT_FALSE(process.read(2));
}

TEST(DiskCache, GivesWhatIsUsedASecondChance) {
  triforium::test::TemporaryFolder const folder;
  Process process(folder.path(), 100'000, 10'000);
  for (std::uint64_t number = 0; number < 1000; ++number) {
    process.insert(number, 900);
    ASSERT_EQ(process.read(0), bytes_of(0, 900)) << "used all the time, after " << number;
  }
  EXPECT_FALSE(process.read(1)) << "never used";
}

TEST(DiskCache, KeepsAnOpenRecordReadableThoughItIsDropped) {
  triforium::test::TemporaryFolder const folder;
  Process process(folder.path(), 20'000, 5'000);
  process.insert(1, 900);
  auto const held = process.cache->find(process.key(1));
  ASSERT_TRUE(held);
  for (std::uint64_t number = 2; number < 200; ++number)
    process.insert(number, 900);
  EXPECT_FALSE(std::filesystem::exists(folder.path() / "00000001.data"));
  EXPECT_EQ(process.cache->blocking_read(process.key(1), *held), bytes_of(1, 900));
}

TEST(DiskCache, BelongsToOneProcess) {
  triforium::test::TemporaryFolder const folder;
  auto first = std::make_unique<Process>(folder.path());
  Metrics metrics;
  Generations generations;
  DiskCache::Settings settings;
  settings.folder = folder.path();
  auto const second = DiskCache::open(settings, generations, metrics);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, ErrorKind::busy);
  first.reset();
  EXPECT_TRUE(DiskCache::open(settings, generations, metrics));
}

// A segment that cannot be made stands for a disk that is full.
TEST(DiskCache, GoesOnWithoutADisk) {
  triforium::test::TemporaryFolder const folder;
  auto const place = folder.path() / "cache";
  Process process(place);
  std::filesystem::rename(place, folder.path() / "gone");
  process.insert(1, 100);
  EXPECT_FALSE(process.read(1));
  EXPECT_EQ(process.count("dropped"), 1);
  std::filesystem::rename(folder.path() / "gone", place);
  std::this_thread::sleep_for(std::chrono::milliseconds(5));
  process.insert(1, 100);
  EXPECT_EQ(process.read(1), bytes_of(1, 100));
}

TEST(DiskCache, KeepsIndexes) {
  triforium::test::TemporaryFolder const folder;
  {
    Process process(folder.path());
    DiskIndexStore store(*process.cache, process.generations);
    EXPECT_FALSE(store.load("scan.jp2"));
    store.save("scan.jp2", bytes_of(1, 333));
  }
  Process process(folder.path());
  DiskIndexStore store(*process.cache, process.generations);
  EXPECT_EQ(store.load("scan.jp2"), bytes_of(1, 333));
  EXPECT_FALSE(store.load("other.jp2"));
}

// For the thread sanitizer, too: readers, writers and purges at once, with segments coming and going.
TEST(DiskCache, IsForManyThreads) {
  triforium::test::TemporaryFolder const folder;
  Process process(folder.path(), 60'000, 5'000);
  auto const work = [&](std::uint64_t seed) {
    std::mt19937 random(static_cast<unsigned>(seed));
    for (int step = 0; step < 500; ++step) {
      std::uint64_t const number = random() % 100;
      auto const group = number % 2 == 0 ? "cat" : "dog";
      auto const key = process.key(number, group);
      if (auto const found = process.cache->find(key)) {
        auto const bytes = process.cache->blocking_read(key, *found);
        ASSERT_TRUE(bytes);
        ASSERT_EQ(*bytes, bytes_of(number, 900));
      } else {
        process.cache->insert(key, share(bytes_of(number, 900)));
      }
      if (random() % 400 == 0) process.purge(group);
      if (step % 20 == 0)
        process.cache->blocking_flush();  // lets the writer get on, so that there is something to find
    }
  };
  std::vector<std::thread> threads;
  for (std::uint64_t seed = 1; seed <= 4; ++seed)
    threads.emplace_back(work, seed);
  for (auto& thread : threads)
    thread.join();
  process.cache->blocking_flush();
  EXPECT_GT(process.count("hits"), 0);
  EXPECT_EQ(process.count("corrupt"), 0);
  EXPECT_LE(size_on_disk(folder.path()), 60'000U);
}

}  // namespace
}  // namespace triforium::storage
