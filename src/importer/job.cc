#include "importer/job.h"

#include <boost/json.hpp>

namespace triforium::importer {
namespace {

constexpr std::chrono::seconds kPace{1};

std::string text_of(Summary const& counts) {
  return boost::json::serialize(boost::json::object{{"published", counts.published},
                                                    {"updated", counts.updated},
                                                    {"unchanged", counts.unchanged},
                                                    {"deleted", counts.deleted},
                                                    {"failed", counts.failed}});
}

}  // namespace

void JobRecord::found(ingest::Finding const& finding) {
  if (finding.severity == ingest::Severity::error) failures_.push_back({finding.place, finding.message});
  listener_.found(finding);
}

void JobRecord::settled(Settled const& settled) {
  count(counts_, settled.outcome);
  // Not its detail: that names paths of the machine.
  if (settled.outcome == Outcome::failed) failures_.push_back({settled.id, settled.error.message});
  listener_.settled(settled);
}

void JobRecord::progressed(Progress const& progress) {
  progress_ = progress;
  if (auto const now = now_(); now >= due_) {
    due_ = now + kPace;
    // A row that cannot be written now is written the next time: the items are what counts.
    static_cast<void>(blocking_write(store::JobState::running, {}));
  }
  listener_.progressed(progress);
}

bool JobRecord::wants_to_stop() {
  return is_cancelled_ || listener_.wants_to_stop();
}

Result<void> JobRecord::blocking_conclude(Result<Summary> const& outcome) {
  if (!outcome) return blocking_write(store::JobState::failed, outcome.error().message);
  return blocking_write(outcome->is_stopped ? when_stopped_ : store::JobState::done, {});
}

Result<void> JobRecord::blocking_write(store::JobState state, std::string const& message) {
  TRIFORIUM_TRY(is_cancelled_, store_.write([&](store::Writing& writing) -> Result<bool> {
    TRIFORIUM_TRY(auto job, writing.find_job(job_));
    if (!job) return fail(ErrorKind::not_found, "The job of this import is not in the store.");
    bool const is_cancelled = job->state == store::JobState::cancelled;
    job->state = is_cancelled ? store::JobState::cancelled : state;
    job->done = progress_.done;
    job->total = progress_.total;
    job->counts = text_of(counts_);
    job->message = message;
    TRIFORIUM_CHECK(writing.update_job(*job));
    for (auto const& failure : failures_)
      TRIFORIUM_CHECK(writing.add_job_failure(job_, failure));
    return is_cancelled;
  }));
  failures_.clear();
  return {};
}

Result<Summary> blocking_import_as_job(store::Store& store, std::uint64_t job, std::vector<std::string> const& paths,
                                       Settings const& settings, Listener& listener, store::JobState when_stopped) {
  JobRecord record(store, job, listener, std::chrono::steady_clock::now, when_stopped);
  record.progressed({});
  auto outcome = blocking_import(store, paths, settings, record);
  if (auto const concluded = record.blocking_conclude(outcome); outcome && !concluded) return fail(concluded);
  return outcome;
}

}  // namespace triforium::importer
