#include "base/metrics.h"

#include <prometheus/text_serializer.h>

#include <iterator>

namespace triforium {

prometheus::Counter& Metrics::counter(std::string const& name, std::string const& help, Labels const& labels) {
  return prometheus::BuildCounter().Name(name).Help(help).Register(registry_).Add(labels);
}

prometheus::Gauge& Metrics::gauge(std::string const& name, std::string const& help, Labels const& labels) {
  return prometheus::BuildGauge().Name(name).Help(help).Register(registry_).Add(labels);
}

prometheus::Histogram& Metrics::latency(std::string const& name, std::string const& help, Labels const& labels) {
  prometheus::Histogram::BucketBoundaries const limits(kSeconds.begin(), kSeconds.end());
  return prometheus::BuildHistogram().Name(name).Help(help).Register(registry_).Add(labels, limits);
}

std::string Metrics::exposition() const {
  auto families = registry_.Collect();
  for (auto const* source : sources_) {
    auto more = source->Collect();
    families.insert(families.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
  }
  return prometheus::TextSerializer().Serialize(families);
}

}  // namespace triforium
