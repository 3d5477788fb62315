// What a loop has just answered, to answer the same again without asking anybody: info.json of the image that everyone
// looks at, the manifest of the day.
//
// Of one loop, so nothing here waits for another thread. An answer is kept only if its maker says until when it holds
// (http::Freshness), and given again no longer than that, but for a tick of the clock.
//
// The tile that everyone looks at is kept as what it is: a head, and a place in a mapped file. That does not keep the
// file open, and it is kept only when it is asked for a second time: there are many tiles, and most are seen once.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "base/lru_cache.h"
#include "http/message.h"
#include "server/settings.h"

namespace triforium::server {

// Of a file: what is another when somebody has written to it.
struct LastWritten {
  std::int64_t seconds = 0;
  std::uint32_t nanoseconds = 0;
  std::uint64_t size = 0;
  friend bool operator==(LastWritten const&, LastWritten const&) = default;
};

struct RecentAnswer {
  http::Response response;         // the piece of a mapped file has no owner here
  std::string fields;              // what follows the date in its head
  std::weak_ptr<void const> file;  // the owner of that piece
  bool is_of_file = false;
  int descriptor = -1;  // of the file, as long as its owner is there
  LastWritten written;  // when the answer was made
};

// An answer, and the mapped file it lies in while it is sent. Null: there is none.
struct KnownAnswer {
  std::shared_ptr<RecentAnswer const> answer;
  std::shared_ptr<void const> file;
  explicit operator bool() const { return answer != nullptr; }
};

// What an answer that may be kept depends on, written into `key`. False, and nothing is said of `key`, for a request
// that asks for more than that: other methods, content, parts, other conditions, somebody's own answer.
bool write_key(std::string& key, http::Request const& request);

class RecentAnswers {
 public:
  using Clock = std::chrono::steady_clock;

  // Null if there is none that still holds.
  KnownAnswer find(std::string const& key, Clock::time_point now);

  // Kept if it may be, and is small enough. What was made of it, to be sent now; null if it is not kept, and `response`
  // is as it was.
  KnownAnswer keep(std::string const& key, http::Response& response, Clock::time_point now);

  // What has happened since this was asked last.
  RecentUse take_use();

 private:
  bool is_asked_again(std::string const& key);

  static constexpr std::uint64_t kMostBytes = 4U << 20;
  LruCache<std::shared_ptr<RecentAnswer const>> answers_{kMostBytes};
  // Of each place the hash of the last key that fell there.
  std::array<std::uint32_t, 1U << 15> asked_{};
  RecentUse use_;
  RecentUse told_;  // its bytes and entries: what was held when take_use() was asked last
};

}  // namespace triforium::server
