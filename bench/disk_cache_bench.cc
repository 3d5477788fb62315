// What the disk cache costs on the way of a request: names, look-ups, records read.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "storage/cache/disk_cache.h"
#include "support/temporary_folder.h"

namespace triforium::storage {
namespace {

constexpr std::uint64_t kRecords = 20'000;
constexpr std::size_t kSize = 20'000;

struct Filled {
  Filled() {
    DiskCache::Settings settings;
    settings.folder = folder.path();
    settings.max_bytes = 1 << 30;
    settings.max_queued = 1 << 30;
    cache = std::move(*DiskCache::open(settings, generations, metrics));
    auto const bytes = share(Bytes(kSize, 7));
    for (std::uint64_t i = 0; i < kRecords; ++i)
      cache->insert(key(i), bytes);
    cache->blocking_flush();
  }
  CacheKey key(std::uint64_t number) const {
    return generations.key(fmt::format("\"0b6b4ad0-1234-5678-9abc-def012345678-{},0,512,512\"", number), "/srv/a.tif");
  }

  test::TemporaryFolder folder;
  Metrics metrics;
  Generations generations;
  std::unique_ptr<DiskCache> cache;
};

Filled& filled() {
  static Filled all;
  return all;
}

std::vector<CacheKey> const& keys() {
  static std::vector<CacheKey> const all = [] {
    std::vector<CacheKey> made;
    for (std::uint64_t i = 0; i < kRecords; ++i)
      made.push_back(filled().key(i * 7919 % kRecords));
    return made;
  }();
  return all;
}

void name(benchmark::State& state) {
  std::uint64_t number = 0;
  for (auto _ : state)
    benchmark::DoNotOptimize(filled().key(++number));
}
BENCHMARK(name);

void find(benchmark::State& state) {
  auto const& all = keys();
  std::size_t i = static_cast<std::size_t>(state.thread_index()) * 1009;
  for (auto _ : state)
    benchmark::DoNotOptimize(filled().cache->find(all[++i % all.size()]));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(find)->Threads(1)->Threads(2);

void is_resident(benchmark::State& state) {
  auto const record = filled().cache->find(keys().front());
  for (auto _ : state)
    benchmark::DoNotOptimize(record->is_resident());
}
BENCHMARK(is_resident);

void read(benchmark::State& state) {
  auto const& all = keys();
  std::size_t i = 0;
  for (auto _ : state) {
    auto const& key = all[++i % all.size()];
    benchmark::DoNotOptimize(filled().cache->blocking_read(key, *filled().cache->find(key)));
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(kSize));
}
BENCHMARK(read)->Unit(benchmark::kMicrosecond);

// As a request sees it: handed to the thread that writes.
void insert(benchmark::State& state) {
  static std::uint64_t number = kRecords;
  filled();
  auto const bytes = share(Bytes(kSize, 7));
  for (auto _ : state)
    filled().cache->insert(filled().key(++number), bytes);
  filled().cache->blocking_flush();
}
BENCHMARK(insert)->Iterations(5'000);

// Of all records: what a restart costs.
void open(benchmark::State& state) {
  keys();
  DiskCache::Settings settings;
  settings.folder = filled().folder.path() / "copy";
  std::filesystem::create_directories(settings.folder);
  for (auto const& entry : std::filesystem::directory_iterator(filled().folder.path())) {
    if (!entry.is_regular_file()) continue;
    auto const copy = settings.folder / entry.path().filename();
    std::filesystem::copy_file(entry, copy, std::filesystem::copy_options::skip_existing);
  }
  for (auto _ : state) {
    Metrics metrics;
    Generations generations;
    auto cache = DiskCache::open(settings, generations, metrics);
    state.counters["entries"] = static_cast<double>((*cache)->entries());
  }
}
BENCHMARK(open)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace triforium::storage

BENCHMARK_MAIN();
