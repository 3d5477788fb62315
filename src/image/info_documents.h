// info.json as it was sent before: a document depends on the image, the version, and the address it was asked for by.
#pragma once

#include <memory>
#include <string>

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

  Shared find(std::string const& key) {
    return cache_.with([&](auto& cache) { return cache.find(key).value_or(nullptr); });
  }
  void insert(std::string const& key, Shared document) {
    auto const weight = key.size() + document->entity_tag.size() + document->body.size();
    cache_.with([&](auto& cache) { cache.insert(key, std::move(document), weight); });
  }

 private:
  static constexpr std::uint64_t kMostBytes = 8U << 20;
  Guarded<LruCache<Shared>> cache_{LruCache<Shared>(kMostBytes)};
};

}  // namespace triforium::image
