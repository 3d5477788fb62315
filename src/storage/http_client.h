// One HTTP request to an origin, by libcurl. Blocks.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace triforium::storage {

struct HttpRequest {
  std::string url;
  bool is_head = false;
  std::vector<std::string> header_lines;
  std::uint64_t max_body = 0;  // bytes; a longer body ends the transfer with too_large
  std::chrono::milliseconds timeout{20'000};
  // For URLs that others wrote: no connection to an address that is not public (public_address.h), and none through a
  // proxy, which would hide the address. Checked where the connection is made, so that no name can change in between. A
  // client has it for all of its requests or for none: connections are used again.
  bool needs_public_address = false;
};

struct HttpResponse {
  long status = 0;
  Bytes body;
  std::optional<std::uint64_t> content_length;
  std::string etag, last_modified, content_range, content_type, location;
  std::string allow_origin;  // Access-Control-Allow-Origin
};

// Keeps connections open between requests. Thread-safe: each request has a handle of its own while it lasts.
class HttpClient {
 public:
  HttpClient();
  ~HttpClient();
  HttpClient(HttpClient const&) = delete;
  HttpClient& operator=(HttpClient const&) = delete;

  // Whatever status comes back is a response. http and https only; redirects are not followed.
  // Errors: upstream (no connection, broken answer), timeout, too_large.
  Result<HttpResponse> blocking_request(HttpRequest const& request) const;

 private:
  struct Pool;
  std::unique_ptr<Pool> pool_;
};

}  // namespace triforium::storage
