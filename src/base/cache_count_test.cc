#include "base/cache_count.h"

#include <gtest/gtest.h>

#include "base/lru_cache.h"

namespace triforium {
namespace {

struct Counted {
  Metrics metrics;
  CacheCount count{metrics, "test"};
  LruCache<int> cache{10};

  void insert(std::string const& key, std::uint64_t weight) {
    count.counting(cache, [&](auto& own) { own.insert(key, 1, weight); });
  }
  double gauge(std::string const& name) {
    return metrics.gauge(name, "What a cache holds", {{"cache", "test"}}).Value();
  }
};

TEST(CacheCount, TellsWhatACacheHolds) {
  Counted counted;
  counted.insert("a", 4);
  counted.insert("b", 5);
  EXPECT_EQ(counted.gauge("triforium_cache_bytes"), 9);
  EXPECT_EQ(counted.gauge("triforium_cache_entries"), 2);
  counted.insert("c", 8);  // drops both
  EXPECT_EQ(counted.gauge("triforium_cache_bytes"), 8);
  EXPECT_EQ(counted.gauge("triforium_cache_entries"), 1);
}

TEST(CacheCount, AddsUpThePartsOfACache) {
  Counted counted;
  counted.insert("a", 4);
  LruCache<int> other(10);
  auto const taken = CacheCount(counted.count).counting(other, [](auto& cache) {
    cache.insert("a", 7, 6);
    return cache.take("a");
  });
  EXPECT_EQ(taken, 7);
  EXPECT_EQ(counted.gauge("triforium_cache_bytes"), 4);
}

TEST(CacheCount, CountsLookups) {
  Counted counted;
  counted.count.note_lookup(true);
  counted.count.note_lookup(false);
  counted.count.note_lookup(false);
  CacheCount().note_lookup(true);
  auto const text = counted.metrics.exposition();
  EXPECT_NE(text.find("triforium_cache_hits_total{cache=\"test\"} 1"), std::string::npos) << text;
  EXPECT_NE(text.find("triforium_cache_misses_total{cache=\"test\"} 2"), std::string::npos) << text;
}

}  // namespace
}  // namespace triforium
