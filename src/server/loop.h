// An event loop: one thread, its connections, and the clock that limits them.
#pragma once

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_set>

#include "server/recent_answers.h"

namespace triforium::server {

// What a loop needs to know of a connection. All of it happens on the loop's thread.
class Watched {
 public:
  using Clock = std::chrono::steady_clock;
  // The same clock as the kernel last ticked, up to ten milliseconds ago: near enough for time-outs, which every
  // request sets several times.
  static Clock::time_point coarse_now();

  virtual ~Watched() = default;
  // Called a few times a second: ends what has run out of time, notices a client that has gone.
  virtual void check(Clock::time_point now) = 0;
  // The server stops: closes now if idle, else after the answer that is being made.
  virtual void begin_stop() = 0;
  // The time for that is over.
  virtual void abort() = 0;
};

// One sweep over the connections instead of a timer in each: arming a timer for every request costs more than the whole
// of parsing it.
class Loop {
 public:
  using OnRecentUse = std::function<void(RecentUse const&)>;
  // `number`: which of the server's loops it is, from 0. `on_recent_use` is told at each sweep; may be empty.
  Loop(unsigned number, std::chrono::milliseconds sweep_interval, OnRecentUse on_recent_use);
  ~Loop();
  Loop(Loop const&) = delete;
  Loop& operator=(Loop const&) = delete;

  boost::asio::io_context& context() { return context_; }
  unsigned number() const { return number_; }
  // Calls `on_end` on the loop's thread when it has nothing left to do.
  void start(std::function<void()> on_end);
  void join();

  // From any thread.
  void begin_stop();
  void abort();
  void kill();  // leaves what still runs where it is

  // On the loop's thread only.
  void add(Watched& watched);
  void remove(Watched& watched);
  bool is_stopping() const { return is_stopping_; }
  std::string_view http_date();
  RecentAnswers& recent_answers() { return recent_answers_; }

 private:
  void schedule_sweep();
  void sweep();
  void end_if_done();

  unsigned const number_;
  std::unordered_set<Watched*> watched_;  // outlives context_, whose frames own the connections
  std::chrono::milliseconds const sweep_interval_;
  boost::asio::io_context context_{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_{context_.get_executor()};
  boost::asio::steady_timer ticker_{context_};
  std::thread thread_;
  bool is_stopping_ = false;
  std::chrono::sys_seconds date_time_{};
  std::string date_;
  RecentAnswers recent_answers_;
  OnRecentUse const on_recent_use_;
};

}  // namespace triforium::server
