// The queue between the two ends of a stream.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>

#include "base/bytes.h"
#include "base/result.h"
#include "base/task.h"

namespace triforium {

class Pipe {
 public:
  // Of pieces. Whoever found it full goes on when half of it is empty: fewer changes of thread.
  static constexpr std::size_t kCapacity = 4;

  // The maker's side.
  bool is_full() const;
  // False if nobody takes pieces any more, or `stop` was requested.
  bool blocking_wait_for_room(std::stop_token stop);
  // Error: cancelled when nobody takes pieces any more. Does not look at the capacity.
  Result<void> put(SharedBytes piece);
  // Nothing follows: it is complete, or has failed.
  void close(Result<void> const& how);

  // The taker's side, on an event loop. The pipe outlives the task.
  Task<Result<SharedBytes>> next();
  void abandon();

 private:
  using Answer = Result<SharedBytes>;
  using Answering = std::function<void(Answer)>;

  std::optional<Answer> take();          // with the lock held; absent if there is nothing yet
  void answer_later(Answering waiting);  // at once, if there is something now

  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<SharedBytes> pieces_;
  std::optional<Result<void>> end_;
  Answering waiting_;
  bool is_abandoned_ = false;
};

}  // namespace triforium
