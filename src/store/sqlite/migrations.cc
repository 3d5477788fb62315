#include "store/sqlite/migrations.h"

#include <fmt/format.h>

namespace triforium::store::sqlite {
namespace {

Result<void> take_steps(Connection& connection, std::span<char const* const> steps) {
  // Asked again inside the transaction: another process may have been quicker.
  TRIFORIUM_TRY(auto const form, form_of(connection, steps));
  for (auto const* step : steps.subspan(static_cast<std::size_t>(form)))
    TRIFORIUM_CHECK(connection.run(step));
  auto const mark = fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {};", kApplicationId, steps.size());
  return connection.run(mark.c_str());
}

// All or nothing of what `work` does, and one moment for all that it reads.
template <typename Work>
auto in_transaction(Connection& connection, char const* begin, Work const& work) -> decltype(work()) {
  TRIFORIUM_CHECK(connection.run(begin));
  auto done = work();
  if (done) {
    TRIFORIUM_CHECK(connection.run("COMMIT"));
  } else if (connection.is_in_transaction()) {
    (void)connection.run("ROLLBACK");
  }
  return done;
}

}  // namespace

Result<std::int64_t> form_of(Connection& connection, std::span<char const* const> steps) {
  TRIFORIUM_TRY(auto const application, connection.number("PRAGMA application_id"));
  TRIFORIUM_TRY(auto const form, connection.number("PRAGMA user_version"));
  TRIFORIUM_TRY(auto const tables, connection.number("SELECT count(*) FROM sqlite_schema"));
  bool const is_new = application == 0 && form == 0 && tables == 0;
  if (!is_new && (application != kApplicationId || form < 1))
    return fail(ErrorKind::internal, "The store's file is not a store of Triforium.",
                fmt::format("application_id is {:#x}, user_version {}", application, form));
  if (form > static_cast<std::int64_t>(steps.size()))
    return fail(ErrorKind::internal, fmt::format("The store was written by a newer Triforium: its form is {}, and this "
                                                 "program knows those up to {}. Run the newer program, or restore a "
                                                 "backup from before the upgrade.",
                                                 form, steps.size()));
  return form;
}

Result<void> migrate(Connection& connection, std::span<char const* const> steps) {
  // Another process may be taking the first step just now.
  TRIFORIUM_TRY(auto const form, in_transaction(connection, "BEGIN", [&] { return form_of(connection, steps); }));
  if (form == static_cast<std::int64_t>(steps.size())) return {};
  return in_transaction(connection, "BEGIN IMMEDIATE", [&] { return take_steps(connection, steps); });
}

}  // namespace triforium::store::sqlite
