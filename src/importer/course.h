// What the parts of one import share: where it reads and writes, and how far it is.
#pragma once

#include "importer/importer.h"

namespace triforium::importer {

struct Course {
  store::Store& store;
  Settings const& settings;
  Listener& listener;
  Summary summary{};
  Progress progress{};

  void tell(ingest::Finding const& finding) {
    if (finding.severity == ingest::Severity::error) ++summary.errors;
    listener.found(finding);
  }
  void advance(std::uint64_t items) {
    progress.done += items;
    listener.progressed(progress);
  }
  bool is_stopped() {
    summary.is_stopped = summary.is_stopped || listener.wants_to_stop();
    return summary.is_stopped;
  }
};

}  // namespace triforium::importer
