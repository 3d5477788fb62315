// The caches on disk, below the data folder.
#pragma once

#include <memory>

#include "app/config.h"
#include "base/metrics.h"
#include "storage/cache/disk_cache.h"
#include "storage/index_store.h"

namespace triforium::app {

// Each is null where there is none: switched off, no room, or another process has the folder. The log says so.
struct DiskCaches {
  std::unique_ptr<storage::DiskCache> answers;
  std::unique_ptr<storage::DiskCache> indexes;
  std::unique_ptr<storage::IndexStore> index_store;  // on `indexes`
};

// Reads what is there from the last time. `generations` and `metrics` outlive the caches.
DiskCaches open_disk_caches(Config const& config, storage::Generations& generations, Metrics& metrics);

}  // namespace triforium::app
