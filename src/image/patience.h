// Until when the work on a picture is worth going on with.
#pragma once

#include <chrono>
#include <stop_token>
#include <utility>

#include "base/result.h"
#include "base/scheduling.h"

namespace triforium::image {

// The error that ends work for which nobody waits any more (cancelled), or which has taken too long (timeout).
inline Result<void> check_wanted(std::stop_token const& stop, std::chrono::steady_clock::time_point deadline) {
  if (stop.stop_requested()) return fail(ErrorKind::cancelled, "Nobody waits for this image any more.");
  if (std::chrono::steady_clock::now() > deadline)
    return fail(ErrorKind::timeout, "This image took longer than the server allows.");
  return {};
}

// Used by the thread that does the work.
class Patience {
 public:
  using Clock = std::chrono::steady_clock;

  Patience(std::stop_token stop, Clock::time_point deadline) : stop_(std::move(stop)), deadline_(deadline) {}

  // Errors: those of check_wanted. Lets others run, too.
  Result<void> check() const {
    let_others_run();
    return check_wanted(stop_, deadline_);
  }
  // Time in which nothing could be done does not count.
  void prolong(Clock::duration time) { deadline_ += time; }

 private:
  std::stop_token stop_;
  Clock::time_point deadline_;
};

}  // namespace triforium::image
