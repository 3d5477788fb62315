// What is known of where code-blocks lie, of all open images: a few megabytes for a hundred megapixels, so that what
// many take together has to have a bound. What has been found out with effort is also kept in a store, for the next
// start.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/cache_count.h"
#include "base/guarded.h"
#include "base/lru_cache.h"
#include "codecs/jp2/packet_index.h"
#include "storage/index_store.h"

namespace triforium::codecs::jp2 {

// Any number of threads.
class PacketIndexCache {
 public:
  static constexpr std::uint64_t kMostOfOneStream = 64 << 20;  // bytes

  // The store, if there is one, outlives the cache.
  explicit PacketIndexCache(std::uint64_t capacity, storage::IndexStore* kept = nullptr, CacheCount const& count = {})
      : kept_(kept), count_(count), entries_(LruCache<Entry>(capacity)) {}

  // Null: nothing is kept beyond this process.
  storage::IndexStore* kept() const { return kept_; }

  // A number that no other stream of this cache has.
  std::uint64_t make_owner() { return ++last_owner_; }

  // Null if it is not there (any more).
  std::shared_ptr<PacketIndex const> find(std::uint64_t owner, std::size_t tile) {
    auto const key = key_of(owner, tile);
    auto found = entries_.with([&](auto& entries) { return entries.find(key).value_or(nullptr); });
    count_.note_lookup(found != nullptr);
    return found;
  }
  void insert(std::uint64_t owner, std::size_t tile, std::shared_ptr<PacketIndex const> index) {
    auto const key = key_of(owner, tile);
    auto const weight = index->memory();
    entries_.with([&](auto& entries) {
      count_.counting(entries, [&](auto& own) { own.insert(key, std::move(index), weight); });
    });
  }
  std::uint64_t memory() const {
    return entries_.with([](auto const& entries) { return entries.weight(); });
  }

 private:
  using Entry = std::shared_ptr<PacketIndex const>;
  static std::string key_of(std::uint64_t owner, std::size_t tile) {
    return std::to_string(owner) + '/' + std::to_string(tile);
  }

  storage::IndexStore* const kept_;
  CacheCount const count_;
  std::atomic<std::uint64_t> last_owner_{0};
  Guarded<LruCache<Entry>> entries_;
};

}  // namespace triforium::codecs::jp2
