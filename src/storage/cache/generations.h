// Generations: how everything that is cached of one image is given up in constant time.
//
// The name under which something is cached contains the generation of the group (the image) to which it belongs. A
// purge starts a new generation: nobody asks for the old names any more, wherever they are, and what is still being
// made under one of them is never found. The caches drop them by and by.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <string_view>
#include <unordered_map>

#include "base/guarded.h"
#include "storage/cache/digest.h"

namespace triforium::storage {

// Under what something is cached, as of the moment at which it was asked for.
struct CacheKey {
  Digest digest;            // of name, group and generation
  std::uint64_t group = 0;  // stands for the group's name; two that coincide are purged together
  std::uint64_t generation = 0;
};

// Thread-safe.
class Generations {
 public:
  CacheKey key(std::string_view name, std::string_view group) const;
  static CacheKey key(std::string_view name, std::uint64_t group, std::uint64_t generation);

  static std::uint64_t group_of(std::string_view group);
  // The generation that counts; 0: there was no purge yet. Nanoseconds, as long as there was none of any group.
  std::uint64_t of(std::uint64_t group) const;
  bool is_current(CacheKey const& key) const { return of(key.group) == key.generation; }

  // Starts a new generation, and returns it: greater than every one before, in earlier processes too.
  std::uint64_t advance(std::uint64_t group);
  // What an earlier process has done. The greatest generation of a group counts.
  void restore(std::uint64_t group, std::uint64_t generation);

 private:
  static constexpr std::size_t kShards = 16;
  using Shard = Guarded<std::unordered_map<std::uint64_t, std::uint64_t>>;

  Shard const& shard_of(std::uint64_t group) const { return shards_[group % kShards]; }
  Shard& shard_of(std::uint64_t group) { return shards_[group % kShards]; }

  std::array<Shard, kShards> shards_;
  std::atomic<std::uint64_t> last_ = 0;
};

}  // namespace triforium::storage
