#include "image/answers.h"

namespace triforium::image {

Answers::Answers(std::uint64_t max_bytes, Metrics& metrics)
    : cache_(LruCache<SharedBytes>(max_bytes)),
      hits_(metrics.counter("triforium_cache_hits_total", "Lookups that a cache answered", {{"cache", "answers"}})),
      misses_(metrics.counter("triforium_cache_misses_total", "Lookups that a cache could not answer",
                              {{"cache", "answers"}})) {}

SharedBytes Answers::find(std::string const& entity_tag) {
  auto found = cache_.with([&](auto& cache) { return cache.find(entity_tag); });
  (found ? hits_ : misses_).Increment();
  return found.value_or(nullptr);
}

void Answers::insert(std::string const& entity_tag, SharedBytes bytes) {
  auto const weight = bytes->size() + entity_tag.size();
  cache_.with([&](auto& cache) { cache.insert(entity_tag, std::move(bytes), weight); });
}

}  // namespace triforium::image
