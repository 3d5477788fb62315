// What a loop has just answered, to answer the same again without asking anybody: info.json of the image that everyone
// looks at, the manifest of the day.
//
// Of one loop, so nothing here waits for another thread. An answer is kept only if its maker says until when it holds
// (http::Freshness), and given again no longer than that, but for a tick of the clock.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "base/lru_cache.h"
#include "http/message.h"

namespace triforium::server {

struct RecentAnswer {
  http::Response response;
  std::string fields;  // what follows the date in its head
};
using SharedAnswer = std::shared_ptr<RecentAnswer const>;

// What an answer that may be kept depends on, written into `key`. False, and nothing is said of `key`, for a request
// that asks for more than that: other methods, content, parts, other conditions, somebody's own answer.
bool write_key(std::string& key, http::Request const& request);

class RecentAnswers {
 public:
  using Clock = std::chrono::steady_clock;

  // Null if there is none that still holds.
  SharedAnswer find(std::string const& key, Clock::time_point now);

  // Kept if it may be, and is small enough. What was made of it, to be sent now; null if it is not kept, and `response`
  // is as it was.
  SharedAnswer keep(std::string const& key, http::Response& response, Clock::time_point now);

 private:
  static constexpr std::uint64_t kMostBytes = 4U << 20;
  LruCache<SharedAnswer> answers_{kMostBytes};
};

}  // namespace triforium::server
