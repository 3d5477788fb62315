// Repair: pyramids for images that are asked for and are slow, built in the background, the most wanted first.
//
// One image is built at a time, by threads that run only when the processors have nothing else to do. What failed is
// not tried again in this process, unless the source changes: then it is another wish. Where the folder cannot be
// written, nothing is tried for a while.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <unordered_map>

#include "base/lru_cache.h"
#include "base/metrics.h"
#include "codecs/decoder.h"
#include "derive/pyramid.h"
#include "derive/store.h"

namespace triforium::derive {

// A derivative that is worth having.
struct Wish {
  std::string name;    // in the store
  std::string source;  // for the log
  // Do not keep the image open: what nobody has open any more, nobody wants.
  std::weak_ptr<codecs::Decoder const> image;
  std::weak_ptr<storage::Source const> bytes;  // that it was opened from
  PyramidSettings pyramid;
};
using SharedWish = std::shared_ptr<Wish const>;

// Builds what is wished for and puts it into the store. Blocks. `max_memory`: bytes that building may hold.
// Errors: those of blocking_build_pyramid and Store::commit; too_large (needs more memory, or room in the store, than
// there is).
Result<PyramidReport> blocking_fulfil(Wish const& wish, codecs::Decoder const& image, storage::Source const& bytes,
                                      Store& store, std::uint64_t max_memory, std::stop_token stop,
                                      std::function<void(double)> const& progress = {});

class Repair {
 public:
  using Clock = std::chrono::steady_clock;

  // `store` and `metrics` outlive this. `max_memory`: bytes that building may hold. `pause`: how long nothing is built
  // when the disk is full, or cannot be written for other reasons.
  Repair(Store& store, Metrics& metrics, std::uint64_t max_memory, Clock::duration pause = std::chrono::minutes(10));
  ~Repair();
  Repair(Repair const&) = delete;
  Repair& operator=(Repair const&) = delete;

  // A request has found the image slow. Any thread; does not block. Each asking makes it more wanted.
  void ask(SharedWish const& wish);

  // Ends what is being built, and begins nothing more.
  void stop();

 private:
  struct Waiting {
    SharedWish wish;
    std::uint64_t asked = 0;
  };
  static constexpr std::size_t kMostWaiting = 1024;
  static constexpr std::size_t kMostFailed = 4096;

  void work(std::stop_token const& stop);
  // Blocks until there is one; null when it is time to stop.
  SharedWish next(std::stop_token const& stop);
  void build(Wish const& wish, std::stop_token const& stop);
  void finish(Wish const& wish, Result<PyramidReport> const& built);
  void begin_pause(Wish const& wish, Error const& error);
  void show_content();

  Store& store_;
  std::uint64_t const max_memory_;
  Clock::duration const pause_;
  prometheus::Gauge& queued_;
  prometheus::Counter& built_;
  prometheus::Counter& failed_;
  prometheus::Gauge& files_;
  prometheus::Gauge& bytes_;

  std::mutex mutex_;  // guards those below
  std::condition_variable_any changed_;
  std::unordered_map<std::string, Waiting> waiting_;
  std::string building_;
  LruCache<bool> failures_{kMostFailed};
  Clock::time_point paused_until_ = Clock::time_point::min();

  std::jthread thread_;  // last: works on all of the above
};

}  // namespace triforium::derive
