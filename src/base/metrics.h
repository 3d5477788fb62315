// The program's metrics, in Prometheus' terms: https://prometheus.io/docs/concepts/metric_types/
//
// Built once in app/serve.cc and handed by reference to the parts that count. A counter or histogram is looked up once,
// kept, and then incremented without a lock.
#pragma once

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <map>
#include <string>

namespace triforium {

class Metrics {
 public:
  using Labels = std::map<std::string, std::string>;

  // Asked twice with the same name and labels, each returns the same object. References live as long as Metrics.
  // Labels come from tables of this program, never from what a client sent: their number is bounded.
  prometheus::Counter& counter(std::string const& name, std::string const& help, Labels const& labels = {});
  prometheus::Gauge& gauge(std::string const& name, std::string const& help, Labels const& labels = {});
  // Seconds, in buckets from 0.1 ms to 30 s.
  prometheus::Histogram& latency(std::string const& name, std::string const& help, Labels const& labels = {});

  // The text format 0.0.4 that Prometheus reads.
  std::string exposition() const;

 private:
  prometheus::Registry registry_;
};

}  // namespace triforium
