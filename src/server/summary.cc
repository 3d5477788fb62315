#include "server/summary.h"

#include <algorithm>

namespace triforium::server {
namespace {

// "?timing" or "?a=b&timing", or the header: for whoever looks for what is slow.
bool asks_for_timing(http::Request const& request) {
  if (request.fields.find("X-Server-Timing") == "1") return true;
  std::string_view query = request.query();
  while (!query.empty()) {
    std::string_view const name = query.substr(0, query.find('&'));
    if (name == "timing" || name.substr(0, 7) == "timing=") return true;
    query.remove_prefix(std::min(name.size() + 1, query.size()));
  }
  return false;
}

}  // namespace

void Summary::begin(http::Request const& request, bool may_time) {
  method_ = request.method_text;
  target_ = request.target;
  user_agent_ = request.fields.find("User-Agent").value_or("");
  peer_ = request.peer;
  is_head_ = request.method == http::Method::head;
  with_timing_ = may_time && asks_for_timing(request);
  start_ = Clock::now();
}

RequestRecord Summary::record(http::Response const& response, std::uint64_t bytes, bool is_aborted,
                              unsigned loop) const {
  return {method_,
          target_,
          response.route,
          peer_,
          user_agent_,
          response.status,
          bytes,
          duration(),
          response.timings,
          response.log_detail,
          response.log_level,
          is_aborted,
          loop};
}

}  // namespace triforium::server
