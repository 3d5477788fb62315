// Bytes that are used while they are being made: the two ends of a stream.
//
// Between them lies a short queue. Whoever makes the bytes waits when it is full, whoever takes them when it is empty:
// neither needs more memory than the queue's, whatever the length of the whole.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <stop_token>

#include "base/bytes.h"
#include "base/result.h"
#include "base/task.h"
#include "base/turns.h"

namespace triforium {

// The taker's end, on an event loop. Whoever drops it does not want the rest: its making stops.
class ByteStream {
 public:
  virtual ~ByteStream() = default;

  // The next piece, never empty; null after the last. Asked by one coroutine at a time, and not again after the end or
  // an error. What makes the bytes may begin with the first question, not before.
  virtual Task<Result<SharedBytes>> next() = 0;
};

class Pipe;

// The maker's end, on a thread that may block and that holds one of `turns` while it computes.
class StreamWriter {
 public:
  static constexpr std::size_t kPieceSize = 64 << 10;

  // Takes a turn. `stop` is requested when the program ends. All of it outlives this.
  StreamWriter(Pipe& pipe, Turns& turns, std::stop_token stop);
  // Gives it back.
  ~StreamWriter();
  StreamWriter(StreamWriter const&) = delete;
  StreamWriter& operator=(StreamWriter const&) = delete;

  // Hands bytes on, in pieces of kPieceSize; waits while the queue is full, without a turn. Never throws: C libraries
  // call it. Errors: cancelled when nobody takes them any more; busy when memory is short.
  Result<void> blocking_write(ByteView bytes) noexcept;
  // What has been collected and is less than a piece.
  Result<void> blocking_flush() noexcept;

  // Time spent waiting, for the taker and for turns.
  std::chrono::steady_clock::duration waited() const { return waited_; }

 private:
  using Clock = std::chrono::steady_clock;

  void take_turn();
  void give_turn_back();
  void let_others();
  bool wait_for_room();

  Pipe& pipe_;
  Turns& turns_;
  std::stop_token stop_;
  Bytes piece_;
  bool has_turn_ = false;
  Clock::time_point turn_began_;
  Clock::duration waited_{0};
};

}  // namespace triforium
