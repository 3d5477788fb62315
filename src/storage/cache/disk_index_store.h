// The IndexStore that keeps its indexes in a DiskCache.
#pragma once

#include "storage/cache/disk_cache.h"
#include "storage/index_store.h"

namespace triforium::storage {

class DiskIndexStore final : public IndexStore {
 public:
  // Both outlive the store.
  DiskIndexStore(DiskCache& cache, Generations const& generations) : cache_(cache), generations_(generations) {}

  std::optional<Bytes> load(std::string const& key) override;
  void save(std::string const& key, Bytes index) override;

 private:
  DiskCache& cache_;
  Generations const& generations_;
};

}  // namespace triforium::storage
