#include "store/sqlite/sqlite_store.h"

#include <algorithm>
#include <exception>

#include "store/sqlite/transaction.h"

namespace triforium::store::sqlite {
namespace {

// More would keep the first of them waiting for no gain: the price of the disk is shared already.
constexpr std::size_t kLargestGroup = 64;

// Its own writes are seen by the next one; a transaction of reading ends without a trace.
Result<void> read_at_one_moment(Connection& connection, std::function<Result<void>(Reading&)> const& use) {
  TRIFORIUM_CHECK(connection.execute("BEGIN"));
  Result<void> done;
  try {
    ReadTransaction reading(connection);
    done = use(reading);
  } catch (...) {
    (void)connection.execute("ROLLBACK");
    throw;
  }
  TRIFORIUM_CHECK(connection.execute("ROLLBACK"));
  return done;
}

}  // namespace

SqliteStore::SqliteStore(Connection writer, std::vector<Connection> readers, std::function<Time()> clock)
    : clock_(std::move(clock)), readers_(std::move(readers)), writer_(std::move(writer)) {}

Result<void> SqliteStore::check() const {
  return with_reader(check_whole);
}

Result<void> SqliteStore::do_read(std::function<Result<void>(Reading&)> const& use) const {
  return with_reader([&](Connection& connection) { return read_at_one_moment(connection, use); });
}

Result<void> SqliteStore::with_reader(std::function<Result<void>(Connection&)> const& use) const {
  if (readers_.is_empty()) {
    std::lock_guard const lock(writer_mutex_);
    return use(writer_);
  }
  return readers_.with(use);
}

// Who comes first while nobody writes does the work of all that wait by then.
Result<void> SqliteStore::do_write(std::function<Result<void>(Writing&)> const& work) {
  Waiting own{work};
  std::unique_lock lock(queue_mutex_);
  queue_.push_back(&own);
  turn_.wait(lock, [&] { return own.is_done || (!is_writing_ && queue_.front() == &own); });
  if (own.is_done) return own.result;
  is_writing_ = true;
  auto const group = take_group();
  lock.unlock();
  commit_group(group);
  lock.lock();
  is_writing_ = false;
  for (auto* waiting : group)
    waiting->is_done = true;
  lock.unlock();
  turn_.notify_all();
  return own.result;
}

std::vector<SqliteStore::Waiting*> SqliteStore::take_group() {
  auto const end = queue_.begin() + static_cast<std::ptrdiff_t>(std::min(queue_.size(), kLargestGroup));
  std::vector<Waiting*> group(queue_.begin(), end);
  queue_.erase(queue_.begin(), end);
  return group;
}

void SqliteStore::commit_group(std::vector<Waiting*> const& group) {
  std::lock_guard const lock(writer_mutex_);
  auto const committed = run_group_caught(group);
  if (committed) return;
  if (writer_.is_in_transaction()) (void)writer_.execute("ROLLBACK");
  for (auto* waiting : group) {
    if (waiting->result) waiting->result = fail(committed);
  }
}

// Whoever waits for the group must hear of its end, whatever it is.
Result<void> SqliteStore::run_group_caught(std::vector<Waiting*> const& group) {
  try {
    return run_group(group);
  } catch (std::exception const& thrown) {
    return fail(ErrorKind::internal, "The change failed.", thrown.what());
  }
}

Result<void> SqliteStore::run_group(std::vector<Waiting*> const& group) {
  // At once a writer: a reader that becomes one could find that another has changed what it read.
  TRIFORIUM_CHECK(writer_.execute("BEGIN IMMEDIATE"));
  bool has_changed = false;
  for (auto* waiting : group) {
    TRIFORIUM_TRY(auto change, Change::begin(writer_, clock_()));
    WriteTransaction transaction(change);
    waiting->result = change.attempt([&]() -> Result<void> {
      TRIFORIUM_CHECK(waiting->work(transaction));
      return change.close_gaps();
    });
    has_changed |= waiting->result.has_value();
    if (!writer_.is_in_transaction()) return waiting->result;
  }
  return writer_.execute(has_changed ? "COMMIT" : "ROLLBACK");
}

Result<void> set_up(Connection& connection) {
  // synchronous=FULL: the log is on the disk before a commit returns, so that it survives a power cut.
  // trusted_schema=OFF and cell_size_check: a file from elsewhere can neither run functions nor crash us.
  return connection.run(
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; "
      "PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -4096; "
      "PRAGMA journal_size_limit = 67108864;");
}

Result<void> check_whole(Connection& connection) {
  TRIFORIUM_TRY(auto const found, connection.find([](Row row) { return row.text(0); }, "PRAGMA quick_check(1)"));
  if (found == "ok") return {};
  return fail(ErrorKind::internal, "The store's file is damaged; restore a backup.",
              found.value_or("nothing is there"));
}

}  // namespace triforium::store::sqlite
