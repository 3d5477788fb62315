// The one thread that does the server's jobs, one after the other.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "importer/importer.h"
#include "items/server_jobs.h"
#include "storage/file_source.h"
#include "store/store.h"
#include "uploads/unpack.h"
#include "uploads/uploads.h"

namespace triforium::app {

class JobRunner {
 public:
  struct Parts {
    store::Store& store;
    importer::Settings importer;
    std::shared_ptr<uploads::Uploads> uploads;
    uploads::UnpackLimits unpack_limits;
    std::filesystem::path data;         // uploads are unpacked below it
    std::function<void()> note_change;  // something was published; from the runner's thread
  };

  // Begins with what an earlier server left unfinished, the oldest first. Where another process does the jobs of this
  // data folder, they wait until it ends. Blocks a moment. Errors: those of the store.
  static Result<std::unique_ptr<JobRunner>> start(Parts parts);
  // Stops between two items; what was being done goes on with the next server.
  ~JobRunner();
  JobRunner(JobRunner const&) = delete;
  JobRunner& operator=(JobRunner const&) = delete;

  // A job that waits in the store. From any thread; does not block.
  void add(std::uint64_t job);

 private:
  explicit JobRunner(Parts parts) : parts_(std::move(parts)) {}
  Result<void> blocking_find_unfinished();
  bool blocking_take_turn();
  void run_all();
  void run(std::uint64_t id);
  bool wait(std::chrono::milliseconds most);
  std::optional<std::uint64_t> pop();
  void blocking_run(std::uint64_t id);
  Result<void> blocking_import(store::Job const& job, items::ServerImport const& wish);
  Result<std::vector<std::string>> blocking_paths_of(store::Job const& job, items::ServerImport const& wish);
  void mark_failed(std::uint64_t id, std::string const& message);
  void mark_again();
  void tidy();

  Parts const parts_;
  std::atomic<bool> is_stopping_{false};
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::uint64_t> waiting_;
  storage::FileDescriptor turn_;                   // the lock that says that the jobs of this data folder are ours
  std::map<std::uint64_t, std::string> unmarked_;  // failed jobs, of which the store could not be told yet
  std::thread thread_;
};

}  // namespace triforium::app
