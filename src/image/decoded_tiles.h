// DecodedTiles: stored tiles as planes, in memory, for requests that need parts of the same tiles.
//
// Shared by the process and bounded in bytes. What was asked for once gives way to what was asked for again: who walks
// through a gigapixel image once takes no more than a quarter of the place.
#pragma once

#include <cstdint>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

#include "base/cache_count.h"
#include "base/guarded.h"
#include "base/lru_cache.h"
#include "codecs/jpeg/jpeg_planes.h"

namespace triforium::image {

using SharedTile = std::shared_ptr<codecs::jpeg::DecodedPart const>;

class DecodedTiles {
 public:
  using Make = std::function<Result<std::optional<codecs::jpeg::DecodedPart>>()>;

  DecodedTiles(std::uint64_t max_bytes, Metrics& metrics);

  // The tile of that key: from memory, or made by `make`, once for all who wait for it. Null: there is none (`make`
  // says so). Blocks for as long as `make` does. Errors: those of `make`.
  Result<SharedTile> blocking_get(std::string const& key, Make const& make);

  bool has(std::string const& key) const;
  // Bytes of a tile from which on it is not kept.
  std::uint64_t largest() const { return largest_; }

 private:
  using Made = Result<SharedTile>;
  struct State {
    LruCache<SharedTile> once;   // asked for once
    LruCache<SharedTile> again;  // asked for again while it was there
    std::unordered_map<std::string, std::shared_future<Made>> flights;

    std::uint64_t weight() const { return once.weight() + again.weight(); }
    std::size_t size() const { return once.size() + again.size(); }
  };

  Made blocking_make(std::string const& key, Make const& make);
  SharedTile find(State& state, std::string const& key);

  std::uint64_t const largest_;
  // One lock: it is held for a microsecond, and a tile takes a hundred times as long to use.
  mutable Guarded<State> state_;
  CacheCount const count_;
};

}  // namespace triforium::image
