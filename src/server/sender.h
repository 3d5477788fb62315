// What a connection is doing and until when, and the sending that moves that time on.
#pragma once

#include <chrono>
#include <optional>
#include <span>

#include "base/task.h"
#include "http/message.h"
#include "server/loop.h"
#include "server/transport.h"

namespace triforium::server {

enum class Phase { handshake, idle, header, body, handling, writing, closing };

class Progress {
 public:
  void enter(Phase phase, std::chrono::milliseconds limit) {
    phase_ = phase;
    deadline_ = Watched::coarse_now() + limit;
  }
  // The handler works, or what streams is being made: it is not the client who is slow, and no time runs.
  void enter_handling() { phase_ = Phase::handling; }

  Phase phase() const { return phase_; }
  bool is_late(Watched::Clock::time_point now) const { return phase_ != Phase::handling && now >= deadline_; }

 private:
  Phase phase_ = Phase::idle;
  Watched::Clock::time_point deadline_;
};

// Refers to what it is made of.
class Sender {
 public:
  Sender(Transport& transport, Progress& progress, std::chrono::milliseconds limit)
      : transport_(transport), progress_(progress), limit_(limit) {}

  // What can be sent without waiting: nearly every answer fits into the socket's buffer, and is one system call. What
  // is left of `parts`; nothing if the connection is over.
  std::optional<std::span<iovec>> send_now(std::span<iovec> parts, bool has_more);

  // All of it. False if the connection is over, or the client took nothing for as long as the limit says.
  Task<bool> send(std::span<iovec> parts);
  Task<bool> send_file(http::FileRange file);

 private:
  Transport& transport_;
  Progress& progress_;
  std::chrono::milliseconds const limit_;
};

}  // namespace triforium::server
