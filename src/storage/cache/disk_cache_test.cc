#include "storage/cache/disk_cache.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <random>
#include <thread>

#include "storage/cache/disk_index_store.h"
#include "support/temporary_folder.h"

namespace triforium::storage {
namespace {

// Bytes that only that number has.
Bytes bytes_of(std::uint64_t number, std::size_t size) {
  std::mt19937_64 random(number);
  Bytes bytes(size);
  for (auto& byte : bytes)
    byte = static_cast<std::uint8_t>(random());
  return bytes;
}

// A process that uses a cache, from its start to its end.
struct Process {
  explicit Process(std::filesystem::path const& folder, std::uint64_t max_bytes = 1 << 20,
                   std::uint64_t segment_bytes = 0) {
    DiskCache::Settings settings;
    settings.folder = folder;
    settings.max_bytes = max_bytes;
    settings.segment_bytes = segment_bytes;
    settings.pause = std::chrono::milliseconds(1);
    auto opened = DiskCache::open(settings, generations, metrics);
    if (!opened) throw std::runtime_error(opened.error().message);
    cache = std::move(*opened);
  }

  CacheKey key(std::uint64_t number, std::string const& group = "cat") const {
    return generations.key(fmt::format("record {}", number), group);
  }
  void insert(std::uint64_t number, std::size_t size, std::string const& group = "cat") {
    cache->insert(key(number, group), share(bytes_of(number, size)));
    cache->blocking_flush();
  }
  std::optional<Bytes> read(std::uint64_t number, std::string const& group = "cat") {
    auto const found = cache->find(key(number, group));
    return found ? cache->blocking_read(key(number, group), *found) : std::nullopt;
  }
  void purge(std::string const& group) {
    auto const number = Generations::group_of(group);
    cache->blocking_record_purge(number, generations.advance(number));
  }
  double count(std::string const& counter) {
    return metrics.counter("triforium_cache_" + counter + "_total", "", {{"cache", "disk"}}).Value();
  }

  Metrics metrics;
  Generations generations;
  std::unique_ptr<DiskCache> cache;
};

std::uint64_t size_on_disk(std::filesystem::path const& folder) {
  std::uint64_t total = 0;
  for (auto const& entry : std::filesystem::directory_iterator(folder))
    total += entry.file_size();
  return total;
}

Bytes read_file(std::filesystem::path const& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

void write_file(std::filesystem::path const& path, ByteView bytes) {
  std::ofstream(path, std::ios::binary) << as_text(bytes);
}

TEST(DiskCache, FindsWhatWasInserted) {
  test::TemporaryFolder const folder;
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
  test::TemporaryFolder const folder;
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
  test::TemporaryFolder const folder;
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
  test::TemporaryFolder const folder;
  auto const made = folder.path() / "made";
  {
    Process process(made);
    for (std::uint64_t number = 0; number < 3; ++number)
      process.insert(number, 40);
  }
  for (auto const* name : {"00000001.table", "00000001.data"}) {
    auto const whole = read_file(made / name);
    for (std::size_t size = 0; size < whole.size(); ++size) {
      auto const torn = folder.path() / "torn";
      std::filesystem::remove_all(torn);
      std::filesystem::copy(made, torn);
      write_file(torn / name, ByteView(whole).first(size));
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
  test::TemporaryFolder const folder;
  {
    Process process(folder.path());
    process.insert(1, 100);
    process.insert(2, 100);
  }
  auto data = read_file(folder.path() / "00000001.data");
  data[30] ^= 1;
  write_file(folder.path() / "00000001.data", data);
  Process process(folder.path());
  EXPECT_FALSE(process.read(1));
  EXPECT_FALSE(process.cache->find(process.key(1)));
  EXPECT_EQ(process.read(2), bytes_of(2, 100));
  EXPECT_EQ(process.count("corrupt"), 1);
  process.insert(1, 100);
  EXPECT_EQ(process.read(1), bytes_of(1, 100));
}

TEST(DiskCache, DropsWhatItDoesNotKnow) {
  test::TemporaryFolder const folder;
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
  test::TemporaryFolder const folder;
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
  test::TemporaryFolder const folder;
  Process process(folder.path(), 100'000, 10'000);
  process.insert(1, 5'000);
  process.insert(2, 5'001);
  EXPECT_TRUE(process.read(1));
  EXPECT_FALSE(process.read(2));
}

TEST(DiskCache, GivesWhatIsUsedASecondChance) {
  test::TemporaryFolder const folder;
  Process process(folder.path(), 100'000, 10'000);
  for (std::uint64_t number = 0; number < 1000; ++number) {
    process.insert(number, 900);
    ASSERT_EQ(process.read(0), bytes_of(0, 900)) << "used all the time, after " << number;
  }
  EXPECT_FALSE(process.read(1)) << "never used";
}

TEST(DiskCache, KeepsAnOpenRecordReadableThoughItIsDropped) {
  test::TemporaryFolder const folder;
  Process process(folder.path(), 20'000, 5'000);
  process.insert(1, 900);
  auto const held = process.cache->find(process.key(1));
  ASSERT_TRUE(held);
  for (std::uint64_t number = 2; number < 200; ++number)
    process.insert(number, 900);
  EXPECT_FALSE(std::filesystem::exists(folder.path() / "00000001.data"));
  EXPECT_EQ(process.cache->blocking_read(process.key(1), *held), bytes_of(1, 900));
}

TEST(DiskCache, PurgesAGroupForGood) {
  test::TemporaryFolder const folder;
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
  test::TemporaryFolder const folder;
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
  auto const table = read_file(made / "00000002.table");
  auto const starts_without_cats = [&] {
    Process process(damaged, 100'000, 5'000);
    for (std::uint64_t number = 0; number < 6; ++number) {
      auto const group = Generations::group_of("cat");
      if (process.cache->find(Generations::key(fmt::format("record {}", number), group, 0))) return false;
    }
    return process.read(14, "dog").has_value();
  };
  for (std::size_t place = 0; place < table.size() + 11; place += 11) {
    std::filesystem::remove_all(damaged);
    std::filesystem::copy(made, damaged);
    if (place >= table.size()) {
      std::filesystem::remove(damaged / "00000002.table");
      std::filesystem::remove(damaged / "00000002.data");
    } else {
      auto changed = table;
      changed[place] ^= 0x40;
      write_file(damaged / "00000002.table", changed);
    }
    ASSERT_TRUE(starts_without_cats()) << place;
    ASSERT_TRUE(starts_without_cats()) << place << ", the second time";
  }
}

TEST(DiskCache, APurgedRecordStaysAwayThoughThePurgeIsDamaged) {
  expect_purged_though_damaged(false);
  expect_purged_though_damaged(true);
}

// A purge may be forgotten with its segment, but not before everything that it purged.
TEST(DiskCache, APurgedRecordNeverComesBack) {
  test::TemporaryFolder const folder;
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

TEST(DiskCache, BelongsToOneProcess) {
  test::TemporaryFolder const folder;
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
  test::TemporaryFolder const folder;
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

TEST(DiskCache, IsEmptiedWhereAPurgeCannotBeRecorded) {
  test::TemporaryFolder const folder;
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

TEST(DiskCache, KeepsIndexes) {
  test::TemporaryFolder const folder;
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
  test::TemporaryFolder const folder;
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
