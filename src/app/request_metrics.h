// Counts answered requests: by route and status, their time and bytes.
#pragma once

#include <prometheus/collectable.h>

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/guarded.h"
#include "base/metrics.h"
#include "server/settings.h"

namespace triforium::app {

// Each of the server's loops counts in a place of its own, so that none waits for another; they are added up when
// somebody asks for the metrics.
class RequestMetrics final : public prometheus::Collectable {
 public:
  // Thread-safe. record.route lives as long as this.
  void count(server::RequestRecord const& record);

  // triforium_http_requests_total by route and status, triforium_http_sent_bytes_total and
  // triforium_http_request_seconds by route. Thread-safe.
  std::vector<prometheus::MetricFamily> Collect() const override;

 private:
  struct Answers {
    std::string_view route;
    int status = 0;
    std::uint64_t count = 0;
  };
  struct Route {
    std::string_view name;
    std::uint64_t bytes = 0;
    double seconds = 0;
    std::array<std::uint64_t, Metrics::kSeconds.size() + 1> buckets{};  // the last one beyond all limits
  };
  // A few dozen at most: the table of routes and the statuses that they answer with bound them.
  struct Tally {
    std::vector<Answers> answers;
    std::vector<Route> routes;

    Answers& answers_of(std::string_view route, int status);
    Route& route_of(std::string_view name);
    void add(Tally const& other);
  };
  struct alignas(64) Place {
    Guarded<Tally> tally;
  };
  static constexpr std::size_t kPlaces = 16;

  std::array<Place, kPlaces> places_;
};

// For the hook of that name: adds to the metrics of the cache "recent_answers". `metrics` outlives what is returned.
std::function<void(server::RecentUse const&)> count_recent_answers(Metrics& metrics);

}  // namespace triforium::app
