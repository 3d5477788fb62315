#include "storage/cache/disk_index_store.h"

namespace triforium::storage {
namespace {

// Indexes are never purged: their keys name the state of their source.
constexpr std::string_view kGroup = "index";

}  // namespace

std::optional<Bytes> DiskIndexStore::load(std::string const& key) {
  auto const cache_key = generations_.key(key, kGroup);
  auto const record = cache_.find(cache_key);
  return record ? cache_.blocking_read(cache_key, *record) : std::nullopt;
}

void DiskIndexStore::save(std::string const& key, Bytes index) {
  cache_.insert(generations_.key(key, kGroup), share(std::move(index)));
}

}  // namespace triforium::storage
