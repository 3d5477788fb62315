#include "app/request_metrics.h"

#include <fmt/format.h>

namespace triforium::app {

RequestMetrics::Series RequestMetrics::series_of(std::string const& route, int status) {
  auto const code = fmt::format("{}", status);
  return {&metrics_.counter("triforium_http_requests_total", "Answered requests", {{"route", route}, {"status", code}}),
          &metrics_.counter("triforium_http_sent_bytes_total", "Bytes of content sent", {{"route", route}}),
          &metrics_.latency("triforium_http_request_seconds",
                            "Time from the end of a request's head to its last byte sent", {{"route", route}})};
}

void RequestMetrics::count(server::RequestRecord const& record) {
  std::string const route(record.route.empty() ? "none" : record.route);
  auto const key = fmt::format("{} {}", record.status, route);
  auto const series = series_.with([&](auto& all) {
    auto const found = all.find(key);
    return found != all.end() ? found->second : all.emplace(key, series_of(route, record.status)).first->second;
  });
  series.requests->Increment();
  series.bytes->Increment(static_cast<double>(record.bytes));
  series.seconds->Observe(std::chrono::duration<double>(record.duration).count());
}

}  // namespace triforium::app
