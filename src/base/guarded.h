// Guarded<T>: shared state that cannot be touched without its lock.
#pragma once

#include <mutex>
#include <utility>

namespace triforium {

template <typename T>
class Guarded {
 public:
  Guarded() = default;
  explicit Guarded(T value) : value_(std::move(value)) {}

  // Runs `use` with the value while the lock is held, and returns what it returns. Never blocks on anything else
  // inside.
  template <typename Use>
  decltype(auto) with(Use&& use) {
    std::lock_guard const lock(mutex_);
    return std::forward<Use>(use)(value_);
  }
  template <typename Use>
  decltype(auto) with(Use&& use) const {
    std::lock_guard const lock(mutex_);
    return std::forward<Use>(use)(value_);
  }

 private:
  mutable std::mutex mutex_;
  T value_;
};

}  // namespace triforium
