// info.json as it was sent before: a document depends on the image, the version, and the address it was asked for by.
#pragma once

#include <memory>
#include <string>

#include "base/cache_count.h"
#include "base/guarded.h"
#include "base/lru_cache.h"

namespace triforium::image {

struct InfoDocument {
  std::string entity_tag;
  std::string body;
};

// Bounded, thread-safe.
class InfoDocuments {
 public:
  using Shared = std::shared_ptr<InfoDocument const>;

  // `metrics` outlives this.
  explicit InfoDocuments(Metrics& metrics) : count_(metrics, "infos") {}

  Shared find(std::string const& key) {
    auto found = cache_.with([&](auto& cache) { return cache.find(key).value_or(nullptr); });
    count_.note_lookup(found != nullptr);
    return found;
  }
  void insert(std::string const& key, Shared document) {
    auto const weight = key.size() + document->entity_tag.size() + document->body.size();
    cache_.with(
        [&](auto& cache) { count_.counting(cache, [&](auto& own) { own.insert(key, std::move(document), weight); }); });
  }

 private:
  static constexpr std::uint64_t kMostBytes = 8U << 20;
  CacheCount const count_;
  Guarded<LruCache<Shared>> cache_{LruCache<Shared>(kMostBytes)};
};

}  // namespace triforium::image
