// Turns: so many may be at work at once, in the order in which they asked. Fair, as a semaphore is not.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>

namespace triforium {

class Turns {
 public:
  explicit Turns(unsigned count) : open_(count) {}

  // Waits for a turn. Each that was taken is given back once.
  void blocking_take() {
    std::unique_lock lock(mutex_);
    auto const ticket = next_++;
    opened_.wait(lock, [&] { return ticket < open_; });
  }
  void give_back() {
    {
      std::lock_guard const lock(mutex_);
      ++open_;
    }
    opened_.notify_all();
  }
  // Whether somebody waits for one now.
  bool are_wanted() const {
    std::lock_guard const lock(mutex_);
    return next_ > open_;
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable opened_;
  std::uint64_t next_ = 0;  // the ticket of whoever asks next
  std::uint64_t open_;      // tickets below it have their turn, or have had it
};

}  // namespace triforium
