#include "derive/crew.h"

#include <ctime>
#include <system_error>
#include <utility>

namespace triforium::derive {

Crew::Crew(unsigned helpers) {
  helpers_.reserve(helpers);
  try {
    for (std::size_t i = 0; i < helpers; ++i)
      helpers_.emplace_back([this, i] { help(i + 1); });
  } catch (std::system_error const&) {
    // Of threads the system gives no more: fewer do it too.
  }
}

Crew::~Crew() {
  {
    std::lock_guard const lock(mutex_);
    is_over_ = true;
    next_ = count_;
  }
  has_begun_.notify_all();
  for (auto& helper : helpers_)
    helper.join();
}

void Crew::begin(std::size_t count, Piece piece) {
  {
    std::lock_guard const lock(mutex_);
    piece_ = std::move(piece);
    next_ = 0;
    count_ = count;
  }
  has_begun_.notify_all();
}

void Crew::finish() {
  std::unique_lock lock(mutex_);
  while (next_ < count_)
    do_one(lock, 0);
  is_done_.wait(lock, [this] { return running_ == 0; });
}

void Crew::help(std::size_t worker) {
  std::unique_lock lock(mutex_);
  while (true) {
    has_begun_.wait(lock, [this] { return is_over_ || next_ < count_; });
    if (is_over_) return;
    auto const before = processor_time_of_this_thread();
    do_one(lock, worker);
    processor_time_ += processor_time_of_this_thread() - before;
  }
}

void Crew::do_one(std::unique_lock<std::mutex>& lock, std::size_t worker) {
  auto const index = next_++;
  ++running_;
  lock.unlock();
  piece_(worker, index);
  lock.lock();
  if (--running_ == 0 && next_ == count_) is_done_.notify_all();
}

std::chrono::duration<double> Crew::processor_time() {
  std::lock_guard const lock(mutex_);
  return processor_time_;
}

std::chrono::duration<double> processor_time_of_this_thread() {
  timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
}

}  // namespace triforium::derive
