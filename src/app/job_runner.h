// The one thread that does the server's jobs, one after the other.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "importer/importer.h"
#include "items/server_jobs.h"
#include "store/store.h"

namespace triforium::app {

class JobRunner {
 public:
  struct Parts {
    store::Store& store;
    importer::Settings importer;
    // Where the files of an upload are, unpacked; blocks. `wants_to_stop` ends it early, with cancelled.
    std::function<Result<std::string>(std::string const& upload, std::function<bool()> const& wants_to_stop)> unpack;
    std::function<void()> note_change;  // something was published; from the runner's thread
  };

  // Begins with what an earlier server left unfinished, the oldest first. Blocks a moment. Errors: those of the store.
  static Result<std::unique_ptr<JobRunner>> start(Parts parts);
  // Stops between two items; what was being done goes on with the next server.
  ~JobRunner();
  JobRunner(JobRunner const&) = delete;
  JobRunner& operator=(JobRunner const&) = delete;

  // A job that waits in the store. From any thread; does not block.
  void add(std::uint64_t job);

 private:
  explicit JobRunner(Parts parts) : parts_(std::move(parts)) {}
  void run_all();
  std::optional<std::uint64_t> next();
  void blocking_run(std::uint64_t id);
  Result<void> blocking_import(store::Job const& job);
  Result<std::vector<std::string>> blocking_paths_of(store::Job const& job);
  void settle(std::uint64_t id, store::JobState state, std::string const& message);

  Parts const parts_;
  std::atomic<bool> is_stopping_{false};
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::uint64_t> waiting_;
  std::thread thread_;
};

}  // namespace triforium::app
