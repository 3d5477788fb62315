// Crew: some threads that share the pieces of one job, and the caller, who may do something else meanwhile.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace triforium::derive {

class Crew {
 public:
  // Does piece `index`, as worker `worker`: 0 is who called finish(), the helpers follow. Throws nothing.
  using Piece = std::function<void(std::size_t worker, std::size_t index)>;

  // So many threads beside the caller's, or as many as the system gives; none is fine.
  explicit Crew(unsigned helpers);
  // Pieces that nobody has begun are left undone.
  ~Crew();
  Crew(Crew const&) = delete;
  Crew& operator=(Crew const&) = delete;

  std::size_t workers() const { return helpers_.size() + 1; }

  // The helpers begin with pieces 0 … count − 1. Everything before must be finished.
  void begin(std::size_t count, Piece piece);
  // Helps, and returns when all is done.
  void finish();
  // What the helpers have used up of their processors so far.
  std::chrono::duration<double> processor_time();

 private:
  void help(std::size_t worker);
  // The next piece of the job, for which the lock is left.
  void do_one(std::unique_lock<std::mutex>& lock, std::size_t worker);

  std::mutex mutex_;
  std::condition_variable has_begun_, is_done_;
  Piece piece_;
  std::size_t next_ = 0, count_ = 0, running_ = 0;
  std::chrono::duration<double> processor_time_{};
  bool is_over_ = false;
  std::vector<std::thread> helpers_;
};

// What the calling thread has used up of its processor.
std::chrono::duration<double> processor_time_of_this_thread();

}  // namespace triforium::derive
