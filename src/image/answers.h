// Answers: encoded images that were made before, in memory and on disk.
//
// What is made is kept in memory, and on disk too if making it took longer than reading it will. What is found on disk
// for the second time moves to memory. A purge of an image starts a new generation of its names (storage::Generations):
// what is kept under the old ones is not found any more, at once and on both levels.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/cache_count.h"
#include "base/guarded.h"
#include "base/lru_cache.h"
#include "base/workers.h"
#include "http/message.h"
#include "storage/cache/disk_cache.h"

namespace triforium::image {

// What an answer is called, as of the moment at which it was asked for.
struct AnswerKey {
  std::string entity_tag;
  std::uint64_t image = 0;
  std::uint64_t generation = 0;
};

// Thread-safe.
class Answers {
 public:
  // `disk` may be null: then there is memory alone. All of them outlive this.
  Answers(std::uint64_t max_bytes, storage::Generations& generations, storage::DiskCache* disk, Workers& workers,
          Metrics& metrics);

  // `image` is what is purged as one: the name of the source, whatever it was asked for as.
  AnswerKey key(std::string entity_tag, std::string_view image) const;

  // From memory; null if it is not there.
  SharedBytes find(AnswerKey const& key);
  // From disk, without holding up an event loop.
  Task<std::optional<http::Body>> find_stored(AnswerKey key);
  // `work` is the time that it took to make them.
  void insert(AnswerKey const& key, SharedBytes bytes, std::chrono::nanoseconds work);

  // Whatever was made of `image` before is not found any more, after a restart neither.
  void blocking_purge(std::string_view image);

 private:
  struct Kept {
    SharedBytes bytes;
    std::uint64_t generation = 0;
  };
  using Shard = Guarded<LruCache<Kept>>;

  Shard& shard_of(std::string const& entity_tag);
  void keep_in_memory(AnswerKey const& key, SharedBytes bytes);

  std::uint64_t shard_bytes_;
  storage::Generations& generations_;
  storage::DiskCache* const disk_;
  Workers& workers_;
  std::vector<std::unique_ptr<Shard>> shards_;
  CacheCount const count_;
};

}  // namespace triforium::image
