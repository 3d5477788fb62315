#include "app/unpacking.h"

#include <boost/json.hpp>
#include <chrono>

namespace triforium::app {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::seconds kPace{1};

// The job's row while its upload is being unpacked.
class UnpackingRecord {
 public:
  UnpackingRecord(store::Store& store, std::uint64_t job) : store_(store), job_(job) {}

  bool is_cancelled() const { return is_cancelled_; }

  void progressed(std::uint64_t done, std::uint64_t total) {
    auto const now = Clock::now();
    if (now < due_) return;
    due_ = now + kPace;
    auto const written = store_.write([&](store::Writing& writing) -> Result<bool> {
      TRIFORIUM_TRY(auto job, writing.find_job(job_));
      if (!job || job->state == store::JobState::cancelled) return true;
      job->state = store::JobState::running;
      job->counts = boost::json::serialize(boost::json::object{{"unpacked_bytes", done}, {"archive_bytes", total}});
      TRIFORIUM_CHECK(writing.update_job(*job));
      return false;
    });
    // A row that cannot be written now is written the next time: the files are what counts.
    is_cancelled_ = written && *written;
  }

 private:
  store::Store& store_;
  std::uint64_t const job_;
  Clock::time_point due_{};
  bool is_cancelled_ = false;
};

}  // namespace

Result<std::filesystem::path> blocking_unpack_for_job(store::Store& store, std::uint64_t job, uploads::Uploads& uploads,
                                                      std::string const& upload, std::filesystem::path const& files,
                                                      uploads::UnpackLimits const& limits,
                                                      std::function<bool()> const& is_stopping) {
  UnpackingRecord record(store, job);
  uploads::UnpackWatch watch;
  watch.wants_to_stop = [&] { return record.is_cancelled() || is_stopping(); };
  watch.progressed = [&](std::uint64_t done, std::uint64_t total) { record.progressed(done, total); };
  return uploads::blocking_take(uploads, upload, files, limits, watch);
}

}  // namespace triforium::app
