#include "base/metrics.h"

#include <prometheus/text_serializer.h>

namespace triforium {

prometheus::Counter& Metrics::counter(std::string const& name, std::string const& help, Labels const& labels) {
  return prometheus::BuildCounter().Name(name).Help(help).Register(registry_).Add(labels);
}

prometheus::Gauge& Metrics::gauge(std::string const& name, std::string const& help, Labels const& labels) {
  return prometheus::BuildGauge().Name(name).Help(help).Register(registry_).Add(labels);
}

prometheus::Histogram& Metrics::latency(std::string const& name, std::string const& help, Labels const& labels) {
  static prometheus::Histogram::BucketBoundaries const kSeconds = {
      0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30};
  return prometheus::BuildHistogram().Name(name).Help(help).Register(registry_).Add(labels, kSeconds);
}

std::string Metrics::exposition() const {
  return prometheus::TextSerializer().Serialize(registry_.Collect());
}

}  // namespace triforium
