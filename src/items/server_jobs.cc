#include "items/server_jobs.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

#include "base/text.h"
#include "json/parse.h"
#include "presentation/tree.h"

namespace triforium::items {
namespace {

namespace bj = boost::json;
namespace fs = std::filesystem;

constexpr std::size_t kAtOnce = 1000;
constexpr std::string_view kServer = "server";

bool is_unfinished(store::Job const& job) {
  bool const is_open = job.state == store::JobState::waiting || job.state == store::JobState::running;
  return is_open && parse_parameters(job.parameters).has_value();
}

bool is_below(fs::path const& path, fs::path const& folder) {
  auto const [end, _] = std::mismatch(folder.begin(), folder.end(), path.begin(), path.end());
  return end == folder.end();
}

}  // namespace

std::string parameters_of(ServerImport const& import) {
  bj::object parameters{{"by", kServer}};
  if (!import.upload.empty()) parameters["upload"] = import.upload;
  if (!import.paths.empty()) parameters["paths"] = bj::array(import.paths.begin(), import.paths.end());
  return bj::serialize(parameters);
}

Result<ServerImport> parse_parameters(std::string_view parameters) {
  TRIFORIUM_TRY(auto const value, json::parse(parameters));
  auto const* const object = value.if_object();
  if (object == nullptr || presentation::text_of(*object, "by") != kServer)
    return fail(ErrorKind::not_found, "This is no job of the server.");
  ServerImport import;
  import.upload = presentation::text_of(*object, "upload");
  auto const* const paths = object->if_contains("paths");
  if (paths == nullptr || !paths->is_array()) return import;
  for (auto const& path : paths->get_array()) {
    if (path.is_string()) import.paths.emplace_back(path.get_string());
  }
  return import;
}

Result<std::uint64_t> blocking_add_import(store::Store& store, ServerImport const& import) {
  store::Job job;
  job.kind = "import";
  job.parameters = parameters_of(import);
  return store.write([&](store::Writing& writing) { return writing.add_job(job); });
}

Result<std::vector<std::uint64_t>> blocking_unfinished(store::Store const& store) {
  return store.read([](store::Reading& reading) -> Result<std::vector<std::uint64_t>> {
    std::vector<std::uint64_t> ids;
    for (std::uint64_t before = 0;;) {
      TRIFORIUM_TRY(auto const jobs, reading.list_jobs(before, kAtOnce));
      for (auto const& job : jobs) {
        if (is_unfinished(job)) ids.push_back(job.id);
      }
      if (jobs.size() < kAtOnce) break;
      before = jobs.back().id;
    }
    std::ranges::reverse(ids);
    return ids;
  });
}

Result<store::Job> blocking_cancel(store::Store& store, std::uint64_t id) {
  return store.write([&](store::Writing& writing) -> Result<store::Job> {
    TRIFORIUM_TRY(auto job, writing.find_job(id));
    if (!job) return fail(ErrorKind::not_found, fmt::format("There is no job {}.", id));
    if (job->state != store::JobState::waiting && job->state != store::JobState::running)
      return fail(ErrorKind::conflict, fmt::format("The job {} has ended.", id));
    job->state = store::JobState::cancelled;
    TRIFORIUM_CHECK(writing.update_job(*job));
    return std::move(*job);
  });
}

Result<std::string> blocking_allowed_path(std::string const& path, std::vector<fs::path> const& folders) {
  std::error_code error;
  auto const real = has_control_character(path) ? fs::path() : fs::canonical(path, error);
  for (auto const& folder : folders) {
    std::error_code missing;
    auto const real_folder = fs::canonical(folder, missing);
    if (!error && !missing && !real.empty() && is_below(real, real_folder)) return real.string();
  }
  return fail(ErrorKind::bad_request,
              fmt::format("{} is not there, or below none of the folders of the setting api.import_folders.",
                          triforium::quoted(path, 500)));
}

}  // namespace triforium::items
