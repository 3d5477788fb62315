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
  // `when_stopped` is its state when the listener has stopped the import.
  JobRecord(store::Store& store, std::uint64_t job, Listener& listener, std::function<SteadyTime()> now,
            store::JobState when_stopped = store::JobState::cancelled)
      : store_(store), job_(job), listener_(listener), now_(std::move(now)), when_stopped_(when_stopped) {}

  void found(ingest::Finding const& finding) override;
  void settled(Settled const& settled) override;
  void progressed(Progress const& progress) override;
  // Also if somebody has made the job's state `cancelled` in the store.
  bool wants_to_stop() override;

  // The end: done, cancelled, stopped, or failed with a message. Blocks.
  Result<void> blocking_conclude(Result<Summary> const& outcome);

 private:
  Result<void> blocking_write(store::JobState state, std::string const& message);

  store::Store& store_;
  std::uint64_t const job_;
  Listener& listener_;
  std::function<SteadyTime()> now_;
  store::JobState const when_stopped_;
  SteadyTime due_{};
  Progress progress_;
  Summary counts_;
  std::vector<store::JobFailure> failures_;  // not written yet
  bool is_cancelled_ = false;
};

// blocking_import(), with the row of `job` running, and then settled: as `when_stopped` where
// the listener has stopped it, cancelled where somebody has made it so. What `listener` hears is the same.
Result<Summary> blocking_import_as_job(store::Store& store, std::uint64_t job, std::vector<std::string> const& paths,
                                       Settings const& settings, Listener& listener,
                                       store::JobState when_stopped = store::JobState::cancelled);

}  // namespace triforium::importer
