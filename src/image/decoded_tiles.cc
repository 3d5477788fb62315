#include "image/decoded_tiles.h"

#include <exception>
#include <utility>
#include <vector>

namespace triforium::image {
namespace {

// Tiles that were asked for once may take this share.
constexpr std::uint64_t kOnceShare = 4;

Result<SharedTile> shared(DecodedTiles::Make const& make) {
  try {
    TRIFORIUM_TRY(auto made, make());
    if (!made) return SharedTile();
    return std::make_shared<codecs::jpeg::DecodedPart const>(std::move(*made));
  } catch (std::exception const& e) {
    return fail(ErrorKind::internal, "The server failed on this request.", e.what());
  }
}

}  // namespace

DecodedTiles::DecodedTiles(std::uint64_t max_bytes, Metrics& metrics)
    : largest_(max_bytes / (2 * kOnceShare)),
      state_(State{
          LruCache<SharedTile>(max_bytes / kOnceShare), LruCache<SharedTile>(max_bytes - max_bytes / kOnceShare), {}}),
      count_(metrics, "tiles") {}

SharedTile DecodedTiles::find(State& state, std::string const& key) {
  if (auto found = state.again.find(key)) return *found;
  auto found = state.once.take(key);
  if (!found) return nullptr;
  state.again.insert(key, *found, (*found)->planes.memory());
  return *found;
}

Result<SharedTile> DecodedTiles::blocking_get(std::string const& key, Make const& make) {
  std::promise<Made> promise;
  std::shared_future<Made> flight;
  auto found = state_.with([&](State& state) -> SharedTile {
    if (auto tile = count_.counting(state, [&](State& own) { return find(own, key); })) return tile;
    auto const [place, is_new] = state.flights.try_emplace(key);
    if (is_new) {
      place->second = promise.get_future().share();
    } else {
      flight = place->second;
    }
    return nullptr;
  });
  count_.note_lookup(found != nullptr);
  if (found) return found;
  // Whoever makes a tile waits for no other one: so waiting ends.
  if (flight.valid()) return flight.get();
  auto made = blocking_make(key, make);
  promise.set_value(made);
  return made;
}

DecodedTiles::Made DecodedTiles::blocking_make(std::string const& key, Make const& make) {
  auto made = shared(make);
  state_.with([&](State& state) {
    state.flights.erase(key);
    if (made && *made && (*made)->planes.memory() <= largest_) {
      count_.counting(state, [&](State& own) { own.once.insert(key, *made, (*made)->planes.memory()); });
    }
  });
  return made;
}

bool DecodedTiles::has(std::string const& key) const {
  return state_.with([&](State& state) { return state.again.has(key) || state.once.has(key); });
}

}  // namespace triforium::image
