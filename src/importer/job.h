// An import as a job of the store: what people see of it at /api/v1/jobs while it goes on, and afterwards.
#pragma once

#include <chrono>
#include <functional>
#include <vector>

#include "importer/importer.h"

namespace triforium::importer {

using SteadyTime = std::chrono::steady_clock::time_point;

// Passes everything on, and keeps the job's row: done, total, counts, failures.
class JobRecord : public Listener {
 public:
  // `job` is in the store. All outlive this. `now` tells when the row is due again: once a second.
  JobRecord(store::Store& store, std::uint64_t job, Listener& listener, std::function<SteadyTime()> now)
      : store_(store), job_(job), listener_(listener), now_(std::move(now)) {}

  void found(ingest::Finding const& finding) override;
  void settled(Settled const& settled) override;
  void progressed(Progress const& progress) override;
  // Also if somebody has made the job's state `cancelled` in the store.
  bool wants_to_stop() override;

  // The end: done, cancelled, or failed with a message. Blocks.
  Result<void> blocking_conclude(Result<Summary> const& outcome);

 private:
  Result<void> blocking_write(store::JobState state, std::string const& message);

  store::Store& store_;
  std::uint64_t const job_;
  Listener& listener_;
  std::function<SteadyTime()> now_;
  SteadyTime due_{};
  Progress progress_;
  Summary counts_;
  std::vector<store::JobFailure> failures_;  // not written yet
  bool is_cancelled_ = false;
};

// blocking_import(), with the row of `job` running, and then settled. What `listener` hears is the same.
Result<Summary> blocking_import_as_job(store::Store& store, std::uint64_t job, std::vector<std::string> const& paths,
                                       Settings const& settings, Listener& listener);

}  // namespace triforium::importer
