// Counts answered requests: by route and status, their time and bytes.
#pragma once

#include <string>
#include <unordered_map>

#include "base/guarded.h"
#include "base/metrics.h"
#include "server/settings.h"

namespace triforium::app {

class RequestMetrics {
 public:
  explicit RequestMetrics(Metrics& metrics) : metrics_(metrics) {}

  // Thread-safe.
  void count(server::RequestRecord const& record);

 private:
  struct Series {
    prometheus::Counter* requests;
    prometheus::Counter* bytes;
    prometheus::Histogram* seconds;
  };
  Series series_of(std::string const& route, int status);

  Metrics& metrics_;
  Guarded<std::unordered_map<std::string, Series>> series_;
};

}  // namespace triforium::app
