// The program's metrics, in Prometheus' terms: https://prometheus.io/docs/concepts/metric_types/
//
// Built once in app/serve.cc and handed by reference to the parts that count. A counter or histogram is looked up once,
// kept, and then incremented without a lock.
#pragma once

#include <prometheus/collectable.h>
#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <array>
#include <map>
#include <string>
#include <vector>

namespace triforium {

class Metrics {
 public:
  using Labels = std::map<std::string, std::string>;
  // The limits of a latency's buckets, in seconds.
  static constexpr std::array<double, 17> kSeconds = {0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                                                      0.1,    0.25,    0.5,    1,     2.5,    5,     10,   30};

  // Asked twice with the same name and labels, each returns the same object. References live as long as Metrics.
  // Labels come from tables of this program, never from what a client sent: their number is bounded.
  prometheus::Counter& counter(std::string const& name, std::string const& help, Labels const& labels = {});
  prometheus::Gauge& gauge(std::string const& name, std::string const& help, Labels const& labels = {});
  // In buckets of kSeconds.
  prometheus::Histogram& latency(std::string const& name, std::string const& help, Labels const& labels = {});

  // What is counted elsewhere, asked by exposition(). Outlives this; before others use this.
  void add(prometheus::Collectable const& source) { sources_.push_back(&source); }

  // The text format 0.0.4 that Prometheus reads.
  std::string exposition() const;

 private:
  prometheus::Registry registry_;
  std::vector<prometheus::Collectable const*> sources_;
};

}  // namespace triforium
