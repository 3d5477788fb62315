// What the record of a request needs after the handler has taken the request.
#pragma once

#include <chrono>
#include <string>

#include "http/message.h"
#include "server/settings.h"

namespace triforium::server {

// One for each connection, so that its strings are used again.
class Summary {
 public:
  using Clock = std::chrono::steady_clock;

  // `may_time`: whether the settings allow Server-Timing for those who ask.
  void begin(http::Request const& request, bool may_time);

  bool is_head() const { return is_head_; }
  bool with_timing() const { return with_timing_; }
  std::chrono::nanoseconds duration() const { return Clock::now() - start_; }

  // Refers to this and to `response`. `bytes`: of content that the client took.
  RequestRecord record(http::Response const& response, std::uint64_t bytes, bool is_aborted, unsigned loop) const;

 private:
  std::string method_;
  std::string target_;
  std::string user_agent_;
  std::string peer_;
  bool is_head_ = false;
  bool with_timing_ = false;
  Clock::time_point start_;
};

}  // namespace triforium::server
