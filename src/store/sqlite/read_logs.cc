#include <fmt/format.h>

#include "store/sqlite/reads.h"

namespace triforium::store::sqlite {
namespace {

Input input_of(Row row) {
  return {row.text(0), row.text(1), row.text(2)};
}

JobFailure failure_of(Row row) {
  return {row.text(0), row.text(1)};
}

constexpr char const* kInputs =
    "SELECT source, digest, items.id FROM inputs LEFT JOIN items ON items.number = inputs.item AND items.is_live ";

}  // namespace

Result<std::vector<Activity>> activities(Connection& connection, std::uint64_t from, std::size_t limit) {
  static std::string const sql =
      fmt::format("SELECT {} FROM activities WHERE sequence >= ?1 ORDER BY sequence LIMIT ?2", kActivityColumns);
  return connection.list(activity_of, sql, counted(from), bounded(limit));
}

Result<std::uint64_t> last_sequence(Connection& connection) {
  TRIFORIUM_TRY(auto const last, connection.number("SELECT max(sequence) FROM activities"));
  return static_cast<std::uint64_t>(last);
}

Result<std::optional<Job>> find_job(Connection& connection, std::uint64_t id) {
  static std::string const sql = fmt::format("SELECT {} FROM jobs WHERE id = ?1", kJobColumns);
  return connection.find(job_of, sql, counted(id));
}

Result<std::vector<Job>> list_jobs(Connection& connection, std::uint64_t before, std::size_t limit) {
  static std::string const sql =
      fmt::format("SELECT {} FROM jobs WHERE id < ?1 ORDER BY id DESC LIMIT ?2", kJobColumns);
  return connection.list(job_of, sql, before == 0 ? INT64_MAX : counted(before), bounded(limit));
}

Result<std::vector<JobFailure>> job_failures(Connection& connection, std::uint64_t job, std::uint64_t position,
                                             std::size_t limit) {
  return connection.list(failure_of,
                         "SELECT subject, message FROM job_failures WHERE job = ?1 AND position >= ?2 "
                         "ORDER BY position LIMIT ?3",
                         counted(job), counted(position), bounded(limit));
}

Result<std::optional<Input>> find_input(Connection& connection, std::string_view source) {
  static std::string const sql = fmt::format("{}WHERE source = ?1", kInputs);
  return connection.find(input_of, sql, source);
}

Result<std::vector<Input>> list_inputs(Connection& connection, std::string_view prefix, std::string_view after,
                                       std::size_t limit) {
  static std::string const sql = fmt::format("{}WHERE source >= ?1 AND source > ?2 ORDER BY source LIMIT ?3", kInputs);
  TRIFORIUM_TRY(auto inputs, connection.list(input_of, sql, prefix, after, bounded(limit)));
  // All that begin with the prefix stand together, and the list starts with them.
  std::erase_if(inputs, [&](Input const& input) { return !input.source.starts_with(prefix); });
  return inputs;
}

}  // namespace triforium::store::sqlite
