#include "app/import_job.h"

#include <signal.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <cerrno>

#include "json/parse.h"

namespace triforium::app {
namespace {

constexpr std::size_t kMostJobs = 100;  // that are looked at

// Of a command that is there no more. A number that another process has by now is taken for it, and the job stays.
bool is_left_behind(store::Job const& job) {
  if (job.state != store::JobState::running || job.kind != "import") return false;
  auto const parameters = json::parse(job.parameters);
  auto const* const fields = parameters ? parameters->if_object() : nullptr;
  auto const* const process = fields == nullptr ? nullptr : fields->if_contains("process");
  if (process == nullptr || !process->is_int64()) return false;
  return ::kill(static_cast<pid_t>(process->get_int64()), 0) != 0 && errno == ESRCH;
}

Result<void> settle_left_behind(store::Writing& writing) {
  TRIFORIUM_TRY(auto const jobs, writing.list_jobs(0, kMostJobs));
  for (auto job : jobs) {
    if (!is_left_behind(job)) continue;
    job.state = store::JobState::failed;
    job.message = "The command ended before it was done. The next import goes on where it was.";
    TRIFORIUM_CHECK(writing.update_job(job));
  }
  return {};
}

}  // namespace

Result<std::uint64_t> blocking_begin_import_job(store::Store& store, std::vector<std::string> const& paths) {
  store::Job job;
  job.kind = "import";
  job.state = store::JobState::running;
  job.parameters = boost::json::serialize(
      boost::json::object{{"paths", boost::json::array(paths.begin(), paths.end())}, {"process", ::getpid()}});
  return store.write([&](store::Writing& writing) -> Result<std::uint64_t> {
    TRIFORIUM_CHECK(settle_left_behind(writing));
    return writing.add_job(job);
  });
}

}  // namespace triforium::app
