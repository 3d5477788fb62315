#include <fmt/format.h>

#include "base/text.h"
#include "store/sqlite/writes.h"

namespace triforium::store::sqlite {
namespace {

constexpr std::int64_t kMostFailures = 10'000;
constexpr std::int64_t kMostRenditions = 32;

Result<void> check(Job const& job) {
  TRIFORIUM_CHECK(check_name(job.kind, "job's kind"));
  for (auto const* text : {&job.parameters, &job.counts, &job.cursor, &job.message})
    TRIFORIUM_CHECK(check_text(*text, "job's description"));
  return {};
}

Failure no_job(std::uint64_t id) {
  return fail(ErrorKind::not_found, fmt::format("There is no job {}.", id));
}

}  // namespace

Result<std::uint64_t> add_job(Change& change, Job const& job) {
  TRIFORIUM_CHECK(check(job));
  TRIFORIUM_CHECK(change.connection().execute(
      "INSERT INTO jobs (kind, state, parameters, done, total, counts, cursor, message, failures, created, modified) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 0, ?9, ?9)",
      job.kind, static_cast<int>(job.state), job.parameters, counted(job.done), counted(job.total), job.counts,
      job.cursor, job.message, milliseconds_of(change.now())));
  return static_cast<std::uint64_t>(change.connection().last_number());
}

Result<void> update_job(Change& change, Job const& job) {
  TRIFORIUM_CHECK(check(job));
  TRIFORIUM_CHECK(change.connection().execute(
      "UPDATE jobs SET kind = ?2, state = ?3, parameters = ?4, done = ?5, total = ?6, counts = ?7, cursor = ?8, "
      "message = ?9, modified = ?10 WHERE id = ?1",
      counted(job.id), job.kind, static_cast<int>(job.state), job.parameters, counted(job.done), counted(job.total),
      job.counts, job.cursor, job.message, milliseconds_of(change.now())));
  if (change.connection().changed_rows() == 0) return no_job(job.id);
  return {};
}

Result<void> add_job_failure(Change& change, std::uint64_t job, JobFailure const& failure) {
  TRIFORIUM_CHECK(check_text(failure.subject, "failure's subject"));
  TRIFORIUM_CHECK(check_text(failure.message, "failure's message"));
  TRIFORIUM_CHECK(change.connection().execute("UPDATE jobs SET failures = failures + 1, modified = ?2 WHERE id = ?1",
                                              counted(job), milliseconds_of(change.now())));
  if (change.connection().changed_rows() == 0) return no_job(job);
  return change.connection().execute(
      "INSERT INTO job_failures (job, position, subject, message) "
      "SELECT id, failures - 1, ?2, ?3 FROM jobs WHERE id = ?1 AND failures <= ?4",
      counted(job), failure.subject, failure.message, kMostFailures);
}

Result<void> put_input(Change& change, Input const& input) {
  if (input.source.empty()) return fail(ErrorKind::bad_request, "The input has no name.");
  TRIFORIUM_CHECK(check_text(input.digest, "input's digest"));
  std::optional<Number> item;
  if (!input.item.empty()) {
    TRIFORIUM_TRY(auto const named, need_item(change, input.item));
    item = named.item;
  }
  return change.connection().execute("INSERT OR REPLACE INTO inputs (source, digest, item) VALUES (?1, ?2, ?3)",
                                     input.source, input.digest, item);
}

Result<void> forget_input(Change& change, std::string_view source) {
  return change.connection().execute("DELETE FROM inputs WHERE source = ?1", source);
}

Result<void> put_rendition(Change& change, std::string_view item, std::uint64_t revision, std::string_view key,
                           std::string_view bytes) {
  TRIFORIUM_CHECK(check_name(key, "rendition's key"));
  TRIFORIUM_TRY(auto const named, find_named(change.connection(), item));
  // Whoever made it was slower than a change: nothing is wrong, it is only of no use any more.
  if (!named || !named->is_live || named->revision != revision) return {};
  TRIFORIUM_CHECK(change.connection().execute(
      "INSERT OR REPLACE INTO renditions (item, key, content) VALUES (?1, ?2, ?3)", named->item, key, Blob{bytes}));
  return change.connection().execute(
      "DELETE FROM renditions WHERE item = ?1 AND number NOT IN "
      "(SELECT number FROM renditions WHERE item = ?1 ORDER BY number DESC LIMIT ?2)",
      named->item, kMostRenditions);
}

}  // namespace triforium::store::sqlite
