#include "app/request_metrics.h"

#include <algorithm>
#include <functional>
#include <limits>

namespace triforium::app {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

std::size_t bucket_of(double seconds) {
  auto const limit = std::lower_bound(Metrics::kSeconds.begin(), Metrics::kSeconds.end(), seconds);
  return static_cast<std::size_t>(limit - Metrics::kSeconds.begin());
}

ClientMetric::Label label(char const* name, std::string_view value) {
  return {name, std::string(value)};
}

ClientMetric counter(std::vector<ClientMetric::Label> labels, std::uint64_t value) {
  ClientMetric metric;
  metric.label = std::move(labels);
  metric.counter.value = static_cast<double>(value);
  return metric;
}

// "le" of a bucket counts all that took no longer: https://prometheus.io/docs/concepts/metric_types/#histogram
template <typename Buckets>
ClientMetric histogram(std::vector<ClientMetric::Label> labels, Buckets const& buckets, double sum) {
  ClientMetric metric;
  metric.label = std::move(labels);
  std::uint64_t count = 0;
  for (std::size_t i = 0; i < buckets.size(); ++i) {
    count += buckets[i];
    double const limit = i < Metrics::kSeconds.size() ? Metrics::kSeconds[i] : std::numeric_limits<double>::infinity();
    metric.histogram.bucket.push_back({count, limit});
  }
  metric.histogram.sample_count = count;
  metric.histogram.sample_sum = sum;
  return metric;
}

}  // namespace

RequestMetrics::Answers& RequestMetrics::Tally::answers_of(std::string_view route, int status) {
  for (auto& known : answers)
    if (known.status == status && known.route == route) return known;
  return answers.emplace_back(Answers{route, status});
}

RequestMetrics::Route& RequestMetrics::Tally::route_of(std::string_view name) {
  for (auto& known : routes)
    if (known.name == name) return known;
  return routes.emplace_back(Route{name});
}

void RequestMetrics::Tally::add(Tally const& other) {
  for (auto const& each : other.answers)
    answers_of(each.route, each.status).count += each.count;
  for (auto const& each : other.routes) {
    auto& route = route_of(each.name);
    route.bytes += each.bytes;
    route.seconds += each.seconds;
    std::transform(each.buckets.begin(), each.buckets.end(), route.buckets.begin(), route.buckets.begin(), std::plus());
  }
}

void RequestMetrics::count(server::RequestRecord const& record) {
  std::string_view const name = record.route.empty() ? "none" : record.route;
  double const seconds = std::chrono::duration<double>(record.duration).count();
  places_[record.loop % kPlaces].tally.with([&](Tally& tally) {
    ++tally.answers_of(name, record.status).count;
    auto& route = tally.route_of(name);
    route.bytes += record.bytes;
    route.seconds += seconds;
    ++route.buckets[bucket_of(seconds)];
  });
}

std::vector<MetricFamily> RequestMetrics::Collect() const {
  Tally all;
  for (auto const& place : places_)
    place.tally.with([&](Tally const& tally) { all.add(tally); });
  MetricFamily requests{"triforium_http_requests_total", "Answered requests", MetricType::Counter, {}};
  for (auto const& each : all.answers) {
    auto const status = std::to_string(each.status);
    requests.metric.push_back(counter({label("route", each.route), label("status", status)}, each.count));
  }
  MetricFamily bytes{"triforium_http_sent_bytes_total", "Bytes of content sent", MetricType::Counter, {}};
  MetricFamily seconds{"triforium_http_request_seconds",
                       "Time from the end of a request's head to its last byte sent",
                       MetricType::Histogram,
                       {}};
  for (auto const& route : all.routes) {
    bytes.metric.push_back(counter({label("route", route.name)}, route.bytes));
    seconds.metric.push_back(histogram({label("route", route.name)}, route.buckets, route.seconds));
  }
  return {std::move(requests), std::move(bytes), std::move(seconds)};
}

std::function<void(server::RecentUse const&)> count_recent_answers(Metrics& metrics) {
  Metrics::Labels const labels{{"cache", "recent_answers"}};
  auto& hits = metrics.counter("triforium_cache_hits_total", "Lookups that a cache answered", labels);
  auto& misses = metrics.counter("triforium_cache_misses_total", "Lookups that a cache could not answer", labels);
  auto& bytes = metrics.gauge("triforium_cache_bytes", "What a cache holds", labels);
  auto& entries = metrics.gauge("triforium_cache_entries", "What a cache holds", labels);
  return [&](server::RecentUse const& use) {
    hits.Increment(static_cast<double>(use.hits));
    misses.Increment(static_cast<double>(use.misses));
    bytes.Increment(static_cast<double>(use.bytes));
    entries.Increment(static_cast<double>(use.entries));
  };
}

}  // namespace triforium::app
