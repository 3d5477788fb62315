#include "importer/fetch.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/url.hpp>
#include <thread>

#include "storage/redirect.h"

namespace triforium::importer {
namespace {

namespace urls = boost::urls;

constexpr std::size_t kMostHosts = 1000;  // whose turns are remembered

Failure refused(std::string const& url, long status) {
  bool const is_missing = status == 404 || status == 410;
  return fail(is_missing ? ErrorKind::not_found : ErrorKind::upstream,
              fmt::format("“{}” could not be fetched: its server answers {}.", url, status));
}

}  // namespace

bool is_url(std::string_view location) {
  return location.starts_with("http://") || location.starts_with("https://");
}

void Fetcher::wait_for_turn(std::string const& host) {
  if (next_.size() > kMostHosts) next_.clear();
  auto& next = next_[host];
  std::this_thread::sleep_until(next);
  next = std::chrono::steady_clock::now() + settings_.pause;
}

Result<storage::HttpResponse> Fetcher::blocking_request(std::string const& url, std::string_view accept,
                                                        std::uint64_t max_bytes) {
  auto const parsed = urls::parse_uri(url);
  if (!is_url(url) || !parsed) return fail(ErrorKind::bad_request, fmt::format("“{}” is no http or https URL.", url));
  wait_for_turn(std::string(parsed->encoded_host_and_port()));
  storage::HttpRequest request;
  request.url = url.substr(0, url.find('#'));
  request.header_lines = {fmt::format("Accept: {}", accept)};
  request.max_body = std::min(settings_.max_bytes, max_bytes);
  request.timeout = settings_.timeout;
  request.needs_public_address = !settings_.allows_private_addresses;
  auto response = client_.blocking_request(request);
  if (response) return response;
  auto const& error = response.error();
  auto const reason = error.kind == ErrorKind::too_large ? fmt::format("it has more than {} bytes", request.max_body)
                      : error.kind == ErrorKind::timeout ? std::string("it takes too long")
                                                         : std::string("its server cannot be reached");
  return fail(error.kind, fmt::format("“{}” could not be fetched: {}.", url, reason), error.detail);
}

Result<Bytes> Fetcher::blocking_fetch(std::string const& url, std::string_view accept, std::uint64_t max_bytes) {
  auto at = url;
  for (int redirects = 0; redirects <= settings_.max_redirects; ++redirects) {
    TRIFORIUM_TRY(auto response, blocking_request(at, accept, max_bytes));
    if (response.status == 200) return std::move(response.body);
    if (!storage::is_redirect(response.status)) return refused(url, response.status);
    TRIFORIUM_TRY(at, storage::resolve_location(at, response.location));
  }
  return fail(ErrorKind::upstream,
              fmt::format("“{}” could not be fetched: it redirects more than {} times.", url, settings_.max_redirects));
}

}  // namespace triforium::importer
