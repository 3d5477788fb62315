#include "app/job_runner.h"

#include "base/log.h"
#include "importer/job.h"

namespace triforium::app {
namespace {

// Tells the server what was published, and the import when the server stops.
class ServerListener : public importer::Listener {
 public:
  ServerListener(std::atomic<bool> const& is_stopping, std::function<void()> const& note_change)
      : is_stopping_(is_stopping), note_change_(note_change) {}

  void settled(importer::Settled const& settled) override {
    bool const is_change =
        settled.outcome != importer::Outcome::unchanged && settled.outcome != importer::Outcome::failed;
    if (is_change) note_change_();
  }
  // Asked only of an import that nobody has cancelled.
  bool wants_to_stop() override {
    was_stopped_ = was_stopped_ || is_stopping_;
    return was_stopped_;
  }
  bool was_stopped() const { return was_stopped_; }

 private:
  std::atomic<bool> const& is_stopping_;
  std::function<void()> const& note_change_;
  bool was_stopped_ = false;
};

}  // namespace

Result<std::unique_ptr<JobRunner>> JobRunner::start(Parts parts) {
  std::unique_ptr<JobRunner> runner(new JobRunner(std::move(parts)));
  TRIFORIUM_TRY(auto const unfinished, items::blocking_unfinished(runner->parts_.store));
  runner->waiting_.assign(unfinished.begin(), unfinished.end());
  runner->thread_ = std::thread([&self = *runner] { self.run_all(); });
  return runner;
}

JobRunner::~JobRunner() {
  {
    std::lock_guard const lock(mutex_);
    is_stopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void JobRunner::add(std::uint64_t job) {
  {
    std::lock_guard const lock(mutex_);
    waiting_.push_back(job);
  }
  changed_.notify_all();
}

std::optional<std::uint64_t> JobRunner::next() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return is_stopping_ || !waiting_.empty(); });
  if (is_stopping_) return std::nullopt;
  auto const id = waiting_.front();
  waiting_.pop_front();
  return id;
}

void JobRunner::run_all() {
  while (auto const id = next()) {
    try {
      blocking_run(*id);
    } catch (std::exception const& e) {
      log::error("A job has failed", {{"job", std::to_string(*id)}, {"detail", e.what()}});
      settle(*id, store::JobState::failed, "The server failed on this job.");
    }
  }
}

void JobRunner::blocking_run(std::uint64_t id) {
  auto const job = parts_.store.read([&](store::Reading& reading) { return reading.find_job(id); });
  if (!job || !*job) return;
  bool const is_open = (*job)->state == store::JobState::waiting || (*job)->state == store::JobState::running;
  if (!is_open) return;
  auto const done = blocking_import(**job);
  // What the server's own end has cut is begun again by the next one.
  if (done || done.error().kind == ErrorKind::cancelled) return;
  log::warning("A job has failed", {{"job", std::to_string(id)}, {"detail", done.error().message}});
  settle(id, store::JobState::failed, done.error().message);
}

Result<std::vector<std::string>> JobRunner::blocking_paths_of(store::Job const& job) {
  TRIFORIUM_TRY(auto const wish, items::parse_parameters(job.parameters));
  if (wish.upload.empty()) return wish.paths;
  TRIFORIUM_TRY(auto const folder, parts_.unpack(wish.upload, [this] { return is_stopping_.load(); }));
  return std::vector{folder};
}

Result<void> JobRunner::blocking_import(store::Job const& job) {
  TRIFORIUM_TRY(auto const paths, blocking_paths_of(job));
  ServerListener listener(is_stopping_, parts_.note_change);
  TRIFORIUM_TRY(auto const summary,
                importer::blocking_import_as_job(parts_.store, job.id, paths, parts_.importer, listener));
  if (summary.is_stopped && listener.was_stopped()) settle(job.id, store::JobState::waiting, {});
  return {};
}

void JobRunner::settle(std::uint64_t id, store::JobState state, std::string const& message) {
  auto const settled = parts_.store.write([&](store::Writing& writing) -> Result<void> {
    TRIFORIUM_TRY(auto job, writing.find_job(id));
    if (!job) return {};
    job->state = state;
    job->message = message;
    return writing.update_job(*job);
  });
  if (!settled) log::error("The state of a job was not kept", {{"detail", settled.error().detail}});
}

}  // namespace triforium::app
