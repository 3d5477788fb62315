// What operators ask: is it alive, is it ready, how is it doing.
#pragma once

#include "base/metrics.h"
#include "base/workers.h"
#include "http/handler.h"

namespace triforium::app {

// 200 as long as an event loop answers.
struct LiveEndpoint {
  Task<http::Response> operator()(http::Request request) const;
};

// 200 when a request for an image would be taken; 503 when the lane of tiles is full.
struct ReadyEndpoint {
  Workers const& workers;
  std::size_t max_queued;
  Task<http::Response> operator()(http::Request request) const;
};

// https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
struct MetricsEndpoint {
  Workers const& workers;
  Metrics& metrics;
  Task<http::Response> operator()(http::Request request) const;
};

}  // namespace triforium::app
