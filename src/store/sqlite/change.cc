#include "store/sqlite/change.h"

#include <fmt/format.h>

#include <algorithm>
#include <exception>

namespace triforium::store::sqlite {
namespace {

MemberRow member_row_of(Row row) {
  MemberRow member;
  if (!row.is_null(0)) member.item = row.integer(0);
  if (!row.is_null(1)) member.url = row.text(1);
  if (!row.is_null(2)) member.reference = row.text(2);
  return member;
}

// An exception of the caller's must not pass through a transaction that others share.
Result<void> run_caught(std::function<Result<void>()> const& work) {
  try {
    return work();
  } catch (std::exception const& thrown) {
    return fail(ErrorKind::internal, "The change failed.", thrown.what());
  }
}

}  // namespace

Result<Change> Change::begin(Connection& connection, Time now) {
  // https://iiif.io/api/discovery/1.0/#orderedcollectionpage-ordereditems
  //   "… items … in ascending chronological order": a clock that was set back must not break it.
  TRIFORIUM_TRY(auto const last, connection.number("SELECT time FROM activities ORDER BY sequence DESC LIMIT 1"));
  return Change(connection, std::max(now, time_of(last)));
}

Result<void> Change::record(ActivityType type, ObjectKind kind, std::string_view object, std::string_view target) {
  return connection_->execute("INSERT INTO activities (type, kind, object, target, time) VALUES (?1, ?2, ?3, ?4, ?5)",
                              static_cast<int>(type), static_cast<int>(kind), object, target, milliseconds_of(now_));
}

Result<void> Change::touch(Number item, ActivityType type, std::string_view target) {
  bool const is_first = notes_.touched.insert(item).second;
  if (!is_first && type == ActivityType::update) return {};
  TRIFORIUM_TRY(auto const named, connection_->find([](Row row) { return std::pair(row.text(0), row.integer(1)); },
                                                    "SELECT id, kind FROM items WHERE number = ?1", item));
  if (!named) return fail(ErrorKind::internal, "The store failed.", fmt::format("there is no item {}", item));
  TRIFORIUM_CHECK(record(type, static_cast<ObjectKind>(named->second), named->first, target));
  TRIFORIUM_CHECK(
      connection_->execute("UPDATE items SET revision = revision + 1, sequence = ?2, modified = ?3 WHERE number = ?1",
                           item, connection_->last_number(), milliseconds_of(now_)));
  return connection_->execute("DELETE FROM renditions WHERE item = ?1", item);
}

Result<void> Change::write_members(Number collection, std::uint64_t position, std::vector<MemberRow> const& rows) {
  TRIFORIUM_CHECK(connection_->execute("DELETE FROM members WHERE collection = ?1 AND position >= ?2", collection,
                                       counted(position)));
  for (auto const& row : rows) {
    TRIFORIUM_CHECK(connection_->execute(
        "INSERT INTO members (collection, position, item, url, reference) VALUES (?1, ?2, ?3, ?4, ?5)", collection,
        counted(position++), row.item, row.url, row.reference));
  }
  return connection_->execute("UPDATE items SET members = ?2 WHERE number = ?1", collection, counted(position));
}

void Change::loosen(Number collection, std::uint64_t position) {
  auto const [place, is_new] = notes_.loose.try_emplace(collection, position);
  if (!is_new) place->second = std::min(place->second, position);
}

Result<void> Change::close_gaps() {
  while (!notes_.loose.empty()) {
    auto const [collection, position] = *notes_.loose.begin();
    TRIFORIUM_CHECK(close_gaps_of(collection, position));
    notes_.loose.erase(collection);
  }
  return {};
}

Result<void> Change::close_gaps_of(Number collection, std::uint64_t position) {
  TRIFORIUM_TRY(auto const rows, connection_->list(member_row_of,
                                                   "SELECT item, url, reference FROM members "
                                                   "WHERE collection = ?1 AND position >= ?2 ORDER BY position",
                                                   collection, counted(position)));
  return write_members(collection, position, rows);
}

Result<void> Change::attempt(std::function<Result<void>()> const& work) {
  auto const name = fmt::format("attempt_{}", depth_);
  TRIFORIUM_CHECK(connection_->execute("SAVEPOINT " + name));
  auto const notes = notes_;
  ++depth_;
  auto done = run_caught(work);
  --depth_;
  // A full disk can have ended the whole transaction already.
  if (!connection_->is_in_transaction())
    return done ? fail(ErrorKind::internal, "The store failed.", "the transaction has ended by itself") : done;
  if (!done) {
    notes_ = notes;
    TRIFORIUM_CHECK(connection_->execute("ROLLBACK TO " + name));
  }
  TRIFORIUM_CHECK(connection_->execute("RELEASE " + name));
  return done;
}

}  // namespace triforium::store::sqlite
