#include "server/loop.h"

#include <ctime>

#include <boost/asio/post.hpp>
#include <utility>
#include <vector>

#include "base/log.h"
#include "http/conditional.h"

namespace triforium::server {

namespace asio = boost::asio;

Watched::Clock::time_point Watched::coarse_now() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
  return Clock::time_point(std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec));
}

Loop::Loop(unsigned number, std::chrono::milliseconds sweep_interval, OnRecentUse on_recent_use)
    : number_(number), sweep_interval_(sweep_interval), on_recent_use_(std::move(on_recent_use)) {}

Loop::~Loop() {
  join();
}

void Loop::start(std::function<void()> on_end) {
  schedule_sweep();
  thread_ = std::thread([this, on_end = std::move(on_end)] {
    for (;;) {
      try {
        context_.run();
        break;
      } catch (std::exception const& e) {
        // Nothing should come here; if it does, one request is lost, not the loop.
        log::error("an event loop caught an exception", {{"detail", e.what()}});
      }
    }
    on_end();
  });
}

void Loop::join() {
  if (thread_.joinable()) thread_.join();
}

void Loop::begin_stop() {
  asio::post(context_, [this] {
    is_stopping_ = true;
    work_.reset();
    for (auto* watched : std::vector<Watched*>(watched_.begin(), watched_.end()))
      watched->begin_stop();
    end_if_done();
  });
}

void Loop::abort() {
  asio::post(context_, [this] {
    for (auto* watched : std::vector<Watched*>(watched_.begin(), watched_.end()))
      watched->abort();
  });
}

void Loop::kill() {
  context_.stop();
}

void Loop::add(Watched& watched) {
  watched_.insert(&watched);
}

void Loop::remove(Watched& watched) {
  watched_.erase(&watched);
  end_if_done();
}

// Without its ticker and its guard, the context's run() returns when the last coroutine has ended.
void Loop::end_if_done() {
  if (is_stopping_ && watched_.empty()) ticker_.cancel();
}

void Loop::schedule_sweep() {
  ticker_.expires_after(sweep_interval_);
  ticker_.async_wait([this](boost::system::error_code const& error) {
    if (error || (is_stopping_ && watched_.empty())) return;
    sweep();
    schedule_sweep();
  });
}

void Loop::sweep() {
  auto const now = Watched::Clock::now();
  for (auto* watched : watched_)
    watched->check(now);
  if (on_recent_use_) on_recent_use_(recent_answers_.take_use());
}

std::string_view Loop::http_date() {
  auto const now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  if (now != date_time_) {
    date_time_ = now;
    date_ = http::format_http_date(now);
  }
  return date_;
}

}  // namespace triforium::server
