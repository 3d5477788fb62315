// Documents and pictures from the web, for an import: bounded, polite, and never from behind our own door.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <string_view>

#include "base/result.h"
#include "storage/http_client.h"

namespace triforium::importer {

struct FetchSettings {
  std::uint64_t max_bytes = 64ULL << 20;      // of one answer
  std::chrono::milliseconds timeout{60'000};  // for one answer
  std::chrono::milliseconds pause{100};       // between two requests to one host
  int max_redirects = 5;
  bool allows_private_addresses = false;
};

bool is_url(std::string_view location);  // http:// or https://

// One at a time: for one thread.
class Fetcher {
 public:
  explicit Fetcher(FetchSettings settings) : settings_(settings) {}

  // The bytes at `url`, redirects followed; at most `max_bytes` where that is less than the settings say. `accept` is a
  // list of media types. Errors: bad_request (no http or https URL), not_found (404, 410), upstream, timeout,
  // too_large; each with a sentence that names the URL.
  Result<Bytes> blocking_fetch(std::string const& url, std::string_view accept, std::uint64_t max_bytes = UINT64_MAX);

 private:
  Result<storage::HttpResponse> blocking_request(std::string const& url, std::string_view accept,
                                                 std::uint64_t max_bytes);
  void wait_for_turn(std::string const& host);

  FetchSettings settings_;
  storage::HttpClient client_;
  std::map<std::string, std::chrono::steady_clock::time_point> next_;  // by host
};

}  // namespace triforium::importer
