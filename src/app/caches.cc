#include "app/caches.h"

#include "app/machine.h"
#include "base/log.h"
#include "storage/cache/disk_index_store.h"

namespace triforium::app {
namespace {

// An index takes kilobytes where an image's answers take megabytes.
constexpr std::uint64_t kIndexesPart = 16;

std::unique_ptr<storage::DiskCache> open(storage::DiskCache::Settings settings, storage::Generations& generations,
                                         Metrics& metrics) {
  auto cache = storage::DiskCache::open(settings, generations, metrics);
  if (!cache) {
    log::warning("There will be no cache on disk: " + cache.error().message,
                 {{"cache", settings.name}, {"detail", cache.error().detail}});
    return nullptr;
  }
  log::info("A cache on disk is open", {{"cache", settings.name},
                                        {"entries", (*cache)->entries()},
                                        {"bytes", (*cache)->bytes()},
                                        {"max_bytes", settings.max_bytes}});
  return std::move(*cache);
}

}  // namespace

DiskCaches open_disk_caches(Config const& config, storage::Generations& generations, Metrics& metrics) {
  DiskCaches caches;
  auto const size = disk_cache_size(config);
  if (size == 0) return caches;
  auto const folder = std::filesystem::path(config.data) / "cache";

  storage::DiskCache::Settings answers;
  answers.name = "disk";
  answers.folder = folder / "answers";
  answers.max_bytes = size - size / kIndexesPart;
  caches.answers = open(answers, generations, metrics);

  storage::DiskCache::Settings indexes;
  indexes.name = "indexes";
  indexes.folder = folder / "indexes";
  indexes.max_bytes = size / kIndexesPart;
  // A record takes half a segment at most: a few large ones, since some indexes have megabytes.
  indexes.segment_bytes = indexes.max_bytes / 8;
  caches.indexes = open(indexes, generations, metrics);
  if (caches.indexes) {
    caches.index_store = std::make_unique<storage::DiskIndexStore>(*caches.indexes, generations);
  }
  return caches;
}

}  // namespace triforium::app
