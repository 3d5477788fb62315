// The forms that the database has had: each file in store/schema/ leads from one to the next.
#pragma once

#include <span>
#include <string_view>

#include "base/result.h"
#include "store/sqlite/connection.h"

namespace triforium::store::sqlite {

// In the file's head, so that `file` and we know a store when we see one: "TriF".
// https://www.sqlite.org/pragma.html#pragma_application_id
inline constexpr std::int64_t kApplicationId = 0x54726946;

// The scripts, the oldest first; the form of a database is the number of those that made it.
std::span<char const* const> schema();

// An empty database is of form 0. Errors: internal: of another program; of a newer Triforium.
Result<std::int64_t> form_of(Connection& connection, std::span<char const* const> steps);

// Brings the database to the last form, in one transaction. Nothing is done where it has that already.
Result<void> migrate(Connection& connection, std::span<char const* const> steps);

}  // namespace triforium::store::sqlite
