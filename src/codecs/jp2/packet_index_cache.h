// What is known of where code-blocks lie, of all open images: a few megabytes for a hundred megapixels, so that what
// many take together has to have a bound.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/guarded.h"
#include "base/lru_cache.h"
#include "codecs/jp2/packet_index.h"

namespace triforium::codecs::jp2 {

// Any number of threads.
class PacketIndexCache {
 public:
  static constexpr std::uint64_t kMostOfOneStream = 64 << 20;  // bytes

  explicit PacketIndexCache(std::uint64_t capacity) : entries_(LruCache<Entry>(capacity)) {}

  // A number that no other stream of this cache has.
  std::uint64_t make_owner() { return ++last_owner_; }

  // Null if it is not there (any more).
  std::shared_ptr<PacketIndex const> find(std::uint64_t owner, std::size_t tile) {
    auto const key = key_of(owner, tile);
    return entries_.with([&](auto& entries) { return entries.find(key).value_or(nullptr); });
  }
  void insert(std::uint64_t owner, std::size_t tile, std::shared_ptr<PacketIndex const> index) {
    auto const key = key_of(owner, tile);
    auto const weight = index->memory();
    entries_.with([&](auto& entries) { entries.insert(key, std::move(index), weight); });
  }
  std::uint64_t memory() const {
    return entries_.with([](auto const& entries) { return entries.weight(); });
  }

 private:
  using Entry = std::shared_ptr<PacketIndex const>;
  static std::string key_of(std::uint64_t owner, std::size_t tile) {
    return std::to_string(owner) + '/' + std::to_string(tile);
  }

  std::atomic<std::uint64_t> last_owner_{0};
  Guarded<LruCache<Entry>> entries_;
};

}  // namespace triforium::codecs::jp2
