#include "app/job_runner.h"

#include <fcntl.h>
#include <sys/file.h>

#include "app/unpacking.h"
#include "base/log.h"
#include "importer/job.h"
#include "items/upload_files.h"

namespace triforium::app {
namespace {

using namespace std::chrono_literals;
constexpr std::chrono::milliseconds kRetry = 2s, kTidy = 1h;

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
  bool wants_to_stop() override { return is_stopping_; }

 private:
  std::atomic<bool> const& is_stopping_;
  std::function<void()> const& note_change_;
};

}  // namespace

Result<std::unique_ptr<JobRunner>> JobRunner::start(Parts parts) {
  std::unique_ptr<JobRunner> runner(new JobRunner(std::move(parts)));
  TRIFORIUM_CHECK(runner->blocking_find_unfinished());
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

// Their uploads are waited for, however long ago they came.
Result<void> JobRunner::blocking_find_unfinished() {
  TRIFORIUM_TRY(auto const unfinished, items::blocking_unfinished(parts_.store));
  for (auto const id : unfinished) {
    TRIFORIUM_TRY(auto const job, parts_.store.read([&](store::Reading& reading) { return reading.find_job(id); }));
    auto const wish = items::parse_parameters(job ? job->parameters : std::string());
    if (wish && !wish->upload.empty()) parts_.uploads->hold(wish->upload);
  }
  std::lock_guard const lock(mutex_);
  waiting_.assign(unfinished.begin(), unfinished.end());
  return {};
}

// Of several servers with one data folder one does the jobs, the next when it has ended. False: told to stop first.
bool JobRunner::blocking_take_turn() {
  auto const file = parts_.data / "jobs.lock";
  for (bool is_first = true;; is_first = false) {
    turn_ = storage::FileDescriptor(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
    // In a folder where nobody may write there is no turn to be taken.
    bool const is_alone = !turn_.is_open() && (errno == EACCES || errno == EROFS || errno == ENOENT);
    if (is_alone || (turn_.is_open() && ::flock(turn_.get(), LOCK_EX | LOCK_NB) == 0)) return true;
    if (is_first) log::warning("Another server does the jobs of this data folder; those of this one wait");
    std::unique_lock lock(mutex_);
    if (changed_.wait_for(lock, kRetry, [&] { return is_stopping_.load(); })) return false;
  }
}

void JobRunner::run_all() {
  if (!blocking_take_turn()) return;
  // What another server has left since this one started; what it has done is not begun again.
  if (auto const found = blocking_find_unfinished(); !found)
    log::error("The jobs that wait cannot be read", {{"detail", found.error().detail}});
  do {
    while (auto const id = pop())
      run(*id);
    mark_again();
    tidy();
  } while (wait(unmarked_.empty() ? kTidy : kRetry));
}

// False: it is time to stop.
bool JobRunner::wait(std::chrono::milliseconds most) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, most, [&] { return is_stopping_ || !waiting_.empty(); });
  return !is_stopping_;
}

std::optional<std::uint64_t> JobRunner::pop() {
  std::lock_guard const lock(mutex_);
  if (is_stopping_ || waiting_.empty()) return std::nullopt;
  auto const id = waiting_.front();
  waiting_.pop_front();
  return id;
}

void JobRunner::run(std::uint64_t id) {
  try {
    blocking_run(id);
  } catch (std::exception const& e) {
    log::error("A job has failed", {{"job", std::to_string(id)}, {"detail", e.what()}});
    mark_failed(id, "The server failed on this job.");
  }
}

void JobRunner::blocking_run(std::uint64_t id) {
  auto const job = parts_.store.read([&](store::Reading& reading) { return reading.find_job(id); });
  if (!job) return mark_failed(id, job.error().message);
  if (!*job) return;
  auto const wish = items::parse_parameters((*job)->parameters);
  if (!wish) return;
  bool const is_open = (*job)->state == store::JobState::waiting || (*job)->state == store::JobState::running;
  if (is_open) {
    auto const done = blocking_import(**job, *wish);
    // What the server's own end has cut is begun again by the next one.
    if (is_stopping_) return;
    if (!done && done.error().kind != ErrorKind::cancelled) {
      log::warning("A job has failed", {{"job", std::to_string(id)}, {"detail", done.error().message}});
      mark_failed(id, done.error().message);
    }
  }
  parts_.uploads->release(wish->upload);
}

Result<std::vector<std::string>> JobRunner::blocking_paths_of(store::Job const& job, items::ServerImport const& wish) {
  if (wish.upload.empty()) return wish.paths;
  auto const is_stopping = [this] { return is_stopping_.load(); };
  TRIFORIUM_TRY(auto const folder, blocking_unpack_for_job(parts_.store, job.id, *parts_.uploads, wish.upload,
                                                           parts_.data / "files", parts_.unpack_limits, is_stopping));
  return std::vector{folder.string()};
}

Result<void> JobRunner::blocking_import(store::Job const& job, items::ServerImport const& wish) {
  TRIFORIUM_TRY(auto const paths, blocking_paths_of(job, wish));
  ServerListener listener(is_stopping_, parts_.note_change);
  TRIFORIUM_TRY(auto const summary, importer::blocking_import_as_job(parts_.store, job.id, paths, parts_.importer,
                                                                     listener, store::JobState::waiting));
  static_cast<void>(summary);
  return {};
}

// What somebody has cancelled meanwhile stays cancelled.
void JobRunner::mark_failed(std::uint64_t id, std::string const& message) {
  auto const marked = parts_.store.write([&](store::Writing& writing) -> Result<void> {
    TRIFORIUM_TRY(auto job, writing.find_job(id));
    if (!job || job->state == store::JobState::cancelled) return {};
    job->state = store::JobState::failed;
    job->message = message;
    return writing.update_job(*job);
  });
  if (marked) return;
  log::error("That a job has failed was not kept; it is tried again", {{"detail", marked.error().detail}});
  unmarked_.insert_or_assign(id, message);
}

void JobRunner::mark_again() {
  for (auto const& [id, message] : std::exchange(unmarked_, {}))
    mark_failed(id, message);
}

void JobRunner::tidy() {
  parts_.uploads->forget_old();
  auto const cleared = items::blocking_clear_unused_uploads(parts_.store, parts_.data);
  if (!cleared) return log::error("Files of uploads cannot be tidied", {{"detail", cleared.error().detail}});
  if (*cleared != 0) log::info("Files of uploads that no item has were deleted", {{"uploads", *cleared}});
}

}  // namespace triforium::app
