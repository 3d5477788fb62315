// One client: reads requests, has them answered, writes the answers, in order, until one of the two has had enough.
#pragma once

#include <atomic>
#include <boost/asio/ip/tcp.hpp>
#include <memory>

#include "base/task.h"
#include "http/handler.h"
#include "server/loop.h"
#include "server/settings.h"
#include "server/tls.h"

namespace triforium::server {

// What all connections of a server share. Immutable but for the count.
struct Shared {
  Settings settings;
  http::Handler handler;
  Hooks hooks;
  std::atomic<std::size_t> connections{0};

  bool is_full() const { return connections.load(std::memory_order_relaxed) >= settings.max_connections; }
};

// Counts a connection for as long as it lives.
class Slot {
 public:
  explicit Slot(std::shared_ptr<Shared> shared) : shared_(std::move(shared)) { ++shared_->connections; }
  Slot(Slot&&) = default;
  Slot& operator=(Slot&&) = delete;
  ~Slot() {
    if (shared_) --shared_->connections;
  }
  Shared& shared() const { return *shared_; }

 private:
  std::shared_ptr<Shared> shared_;
};

// Ends when the connection does. Runs on the thread of `loop`, which outlives it. `tls` is null for plain TCP.
Task<void> serve_connection(Loop& loop, Slot slot, boost::asio::ip::tcp::socket socket, TlsContext tls);

}  // namespace triforium::server
