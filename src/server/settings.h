// What the server can be told, and what it tells about each request.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "http/forwarded.h"
#include "http/message.h"

namespace triforium::server {

struct Settings {
  using Milliseconds = std::chrono::milliseconds;

  std::vector<std::string> listen = {"127.0.0.1:8080"};  // "host:port", "[::]:port"; port 0: any that is free
  unsigned loops = 2;                                    // threads that serve connections
  std::size_t max_connections = 4096;                    // more wait in the kernel's queue
  std::size_t max_header = 16 << 10;                     // bytes of all header fields
  std::size_t max_target = 8 << 10;                      // bytes of the request's target
  std::size_t max_body = 1 << 20;                        // bytes of a request's content
  // Instead of it, by a request's header; absent: the same for all.
  std::function<std::size_t(http::Request const&)> body_limit;
  Milliseconds header_timeout{
      10'000};  // from a request's first byte to the end of its header, in all; a TLS handshake too
  Milliseconds body_timeout{60'000};   // from the end of the header to the end of the content, in all
  Milliseconds idle_timeout{60'000};   // between two requests
  Milliseconds write_timeout{60'000};  // in which a client must take at least something of its answer
  Milliseconds linger_timeout{2'000};  // for a client to notice that we close
  std::string tls_certificate;         // PEM, the whole chain; empty: no TLS
  std::string tls_key;                 // PEM
  bool server_timing = true;           // give Server-Timing to those who ask for it
  bool access_log = true;
  http::ProxyPolicy proxies;
};

// One answered request. Views live during the call only.
struct RequestRecord {
  std::string_view method;
  std::string_view target;  // as sent; empty if it could not be read
  std::string_view route;   // empty if no route answered
  std::string_view peer;
  std::string_view user_agent;
  int status = 0;
  std::uint64_t bytes = 0;  // of content that the client took
  std::chrono::nanoseconds duration{0};
  std::vector<http::Timing> const& timings;
  std::string_view detail;
  log::Level level = log::Level::info;
  bool is_aborted = false;  // the client was gone before it had everything
  unsigned loop = 0;        // which of the server's loops answered, from 0
};

// What a loop's recent answers did since it was last told.
struct RecentUse {
  std::uint64_t hits = 0;
  std::uint64_t misses = 0;  // of what may be kept
  std::int64_t bytes = 0;    // how much more is held, or less
  std::int64_t entries = 0;  // the same
};

struct Hooks {
  // Called on an event loop after each answer, from several loops at the same time. Must not block.
  std::function<void(RequestRecord const&)> on_complete = {};
  // The same, a few times a second.
  std::function<void(RecentUse const&)> on_recent_use = {};
};

}  // namespace triforium::server
