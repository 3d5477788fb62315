// CacheCount: what a cache tells of itself in the metrics, the same for every cache of the program.
#pragma once

#include <cstdint>
#include <string>

#include "base/metrics.h"

namespace triforium {

// Made by default it counts nothing. Copies count together, so the parts of a cache can have one each. Any number of
// threads.
class CacheCount {
 public:
  CacheCount() = default;
  // `name` is the metrics' label. `metrics` outlives this.
  CacheCount(Metrics& metrics, std::string const& name);

  void note_lookup(bool is_hit) const;

  // Calls `change` with `cache`, an LruCache or what has its weight() and size(), and counts what that has changed.
  // Returns what `change` returns.
  template <typename Cache, typename Change>
  auto counting(Cache& cache, Change const& change) const {
    Difference<Cache> const difference{*this, cache, cache.weight(), cache.size()};
    return change(cache);
  }

 private:
  template <typename Cache>
  struct Difference {
    CacheCount const& count;
    Cache const& cache;
    std::uint64_t weight;
    std::size_t size;
    ~Difference() {
      count.add(static_cast<double>(cache.weight()) - static_cast<double>(weight),
                static_cast<double>(cache.size()) - static_cast<double>(size));
    }
  };
  void add(double bytes, double entries) const;

  prometheus::Counter* hits_ = nullptr;  // all four or none
  prometheus::Counter* misses_ = nullptr;
  prometheus::Gauge* bytes_ = nullptr;
  prometheus::Gauge* entries_ = nullptr;
};

}  // namespace triforium
