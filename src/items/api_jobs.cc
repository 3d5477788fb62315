#include "items/api_jobs.h"

#include <fmt/format.h>

#include "base/text.h"
#include "http/error_response.h"
#include "items/server_jobs.h"
#include "json/parse.h"
#include "presentation/tree.h"

namespace triforium::items {
namespace {

namespace bj = boost::json;
using http::Request;
using http::Response;

constexpr std::size_t kUsuallyListed = 100;
constexpr std::size_t kMostListed = 1000;

std::string_view name_of(store::JobState state) {
  switch (state) {
    case store::JobState::waiting:
      return "waiting";
    case store::JobState::running:
      return "running";
    case store::JobState::done:
      return "done";
    case store::JobState::failed:
      return "failed";
    case store::JobState::cancelled:
      return "cancelled";
  }
  return "";
}

// Of the store's own texts: an object, or {} for what is none.
bj::value parsed(std::string const& text) {
  auto value = json::parse(text);
  return value ? std::move(*value) : bj::value(bj::object());
}

bj::object to_json(store::Job const& job) {
  bj::object object{{"id", job.id},
                    {"kind", job.kind},
                    {"state", name_of(job.state)},
                    {"parameters", parsed(job.parameters)},
                    {"done", job.done},
                    {"total", job.total},
                    {"counts", parsed(job.counts)},
                    {"failure_count", job.failures},
                    {"created", iso_time(job.created)},
                    {"modified", iso_time(job.modified)}};
  if (!job.message.empty()) object["message"] = job.message;
  return object;
}

Result<std::uint64_t> number_of(std::string_view text, std::string_view what) {
  if (text.empty()) return std::uint64_t{0};
  if (auto const number = parse_unsigned(text, INT64_MAX)) return *number;
  return fail(ErrorKind::bad_request, fmt::format("{} is {}, but has to be a number.", what, triforium::quoted(text)));
}

Result<std::uint64_t> job_of(Request const& request) {
  return number_of(request.capture("job"), "The job");
}

struct Page {
  std::uint64_t from = 0;
  std::size_t limit = kUsuallyListed;
};
Result<Page> parse_page(Request const& request, std::string_view from) {
  Page page;
  TRIFORIUM_TRY(page.from, number_of(query_value(request.query(), from), fmt::format("“{}”", from)));
  TRIFORIUM_TRY(page.limit, parse_limit(request, kUsuallyListed, kMostListed));
  return page;
}

struct Told {
  store::Job job;
  std::vector<store::JobFailure> failures;
};
Result<Told> blocking_tell(store::Store const& store, std::uint64_t id, Page const& page) {
  return store.read([&](store::Reading& reading) -> Result<Told> {
    TRIFORIUM_TRY(auto job, reading.find_job(id));
    if (!job) return fail(ErrorKind::not_found, fmt::format("There is no job {}.", id));
    TRIFORIUM_TRY(auto failures, reading.job_failures(id, page.from, page.limit));
    return Told{std::move(*job), std::move(failures)};
  });
}

Result<void> blocking_need_complete(std::string const& upload, ApiParts const& parts) {
  TRIFORIUM_TRY(auto const file, parts.uploads->file_of(upload));
  static_cast<void>(file);
  return {};
}

// What a client wants to have imported.
Result<ServerImport> blocking_read_wish(std::string_view body, ApiParts const& parts) {
  TRIFORIUM_TRY(auto const sent, json::parse(body));
  auto const* const object = sent.if_object();
  if (object == nullptr || presentation::text_of(*object, "kind") != "import")
    return fail(ErrorKind::bad_request, "The content has to be {\"kind\": \"import\"} with “path” or “upload”.");
  ServerImport import;
  import.upload = presentation::text_of(*object, "upload");
  if (!import.upload.empty()) {
    TRIFORIUM_CHECK(blocking_need_complete(import.upload, parts));
    return import;
  }
  auto const path = presentation::text_of(*object, "path");
  if (path.empty()) return fail(ErrorKind::bad_request, "There is neither a “path” nor an “upload” to be imported.");
  TRIFORIUM_TRY(auto allowed, blocking_allowed_path(std::string(path), parts.import_folders));
  import.paths.push_back(std::move(allowed));
  return import;
}

Result<store::Job> blocking_start(std::string_view body, ApiParts const& parts) {
  TRIFORIUM_TRY(auto const import, blocking_read_wish(body, parts));
  // Before the job is there, and until whoever does it releases it: a queue may be longer than an upload's life.
  if (!import.upload.empty()) parts.uploads->hold(import.upload);
  auto const id = blocking_add_import(parts.store, import);
  if (!id && !import.upload.empty()) parts.uploads->release(import.upload);
  if (!id) return fail(id);
  TRIFORIUM_TRY(auto told, blocking_tell(parts.store, *id, {0, 1}));
  return std::move(told.job);
}

}  // namespace

Task<Response> JobListEndpoint::operator()(Request request) const {
  if (auto refused = refuse_stranger(request, parts.token)) co_return std::move(*refused);
  auto const page = parse_page(request, "before");
  if (!page) co_return http::error_response(page.error(), request);
  auto list = [&store = parts.store, page = *page] {
    return store.read([&](store::Reading& reading) { return reading.list_jobs(page.from, page.limit); });
  };
  Result<std::vector<store::Job>> const jobs = co_await parts.workers.run(Lane::io, 0, list);
  if (!jobs) co_return http::error_response(jobs.error(), request);
  bj::array listed;
  for (auto const& job : *jobs)
    listed.push_back(to_json(job));
  bj::object answer{{"jobs", std::move(listed)}};
  if (jobs->size() == page->limit) answer["next"] = jobs->back().id;
  co_return json_response(200, answer);
}

Task<Response> JobEndpoint::operator()(Request request) const {
  if (auto refused = refuse_stranger(request, parts.token)) co_return std::move(*refused);
  auto const id = job_of(request);
  if (!id) co_return http::error_response(id.error(), request);
  auto const page = parse_page(request, "after");
  if (!page) co_return http::error_response(page.error(), request);
  auto tell = [&store = parts.store, id = *id, page = *page] { return blocking_tell(store, id, page); };
  Result<Told> const told = co_await parts.workers.run(Lane::io, 0, tell);
  if (!told) co_return http::error_response(told.error(), request);
  bj::array failures;
  for (auto const& failure : told->failures)
    failures.push_back(bj::object{{"subject", failure.subject}, {"message", failure.message}});
  auto answer = to_json(told->job);
  answer["failures"] = std::move(failures);
  if (told->failures.size() == page->limit) answer["next"] = page->from + page->limit;
  co_return json_response(200, answer);
}

Task<Response> PostJobEndpoint::operator()(Request request) const {
  if (auto refused = refuse_stranger(request, parts.token)) co_return std::move(*refused);
  auto start = [&parts = parts, body = std::move(request.body)] { return blocking_start(body, parts); };
  Result<store::Job> const job = co_await parts.workers.run(Lane::io, 0, start);
  if (!job) co_return http::error_response(job.error(), request);
  if (parts.start_job) parts.start_job(job->id);
  auto response = json_response(202, to_json(*job));
  response.fields.add("Location", fmt::format("{}/api/v1/jobs/{}", request.origin.base_url(), job->id));
  co_return response;
}

Task<Response> DeleteJobEndpoint::operator()(Request request) const {
  if (auto refused = refuse_stranger(request, parts.token)) co_return std::move(*refused);
  auto const id = job_of(request);
  if (!id) co_return http::error_response(id.error(), request);
  auto cancel = [&store = parts.store, id = *id] { return blocking_cancel(store, id); };
  Result<store::Job> const job = co_await parts.workers.run(Lane::io, 0, cancel);
  if (!job) co_return http::error_response(job.error(), request);
  co_return json_response(200, to_json(*job));
}

}  // namespace triforium::items
