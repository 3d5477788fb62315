// Encoded answers in memory, by their entity tag.
#pragma once

#include <cstdint>
#include <string>

#include "base/bytes.h"
#include "base/guarded.h"
#include "base/lru_cache.h"
#include "base/metrics.h"

namespace triforium::image {

class Answers {
 public:
  explicit Answers(std::uint64_t max_bytes, Metrics& metrics);
  SharedBytes find(std::string const& entity_tag);
  void insert(std::string const& entity_tag, SharedBytes bytes);

 private:
  Guarded<LruCache<SharedBytes>> cache_;
  prometheus::Counter& hits_;
  prometheus::Counter& misses_;
};

}  // namespace triforium::image
