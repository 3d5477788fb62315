#include "store/sqlite/connection.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <cerrno>

namespace triforium::store::sqlite {
namespace {

bool means_no_room(int system_error) {
  return system_error == ENOSPC || system_error == EDQUOT || system_error == EFBIG;
}

// What the system said last of the database's file and of its log: SQLite itself knows only a full disk, no quota.
bool has_no_room(sqlite3* handle) {
  for (int const which : {SQLITE_FCNTL_FILE_POINTER, SQLITE_FCNTL_JOURNAL_POINTER}) {
    sqlite3_file* file = nullptr;
    int system_error = 0;
    if (sqlite3_file_control(handle, "main", which, &file) != SQLITE_OK || file == nullptr) continue;
    if (file->pMethods == nullptr) continue;
    file->pMethods->xFileControl(file, SQLITE_FCNTL_LAST_ERRNO, &system_error);
    if (means_no_room(system_error)) return true;
  }
  return false;
}

Error error_of(int code, std::string detail) {
  switch (code & 0xff) {
    case SQLITE_FULL:
      return {ErrorKind::storage_full, "The disk of the data folder is full: nothing of this change was kept.",
              std::move(detail)};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {ErrorKind::busy, "Another program is changing the store; try again.", std::move(detail)};
    case SQLITE_TOOBIG:
      return {ErrorKind::too_large, "The document is larger than the store can take.", std::move(detail)};
    case SQLITE_NOTADB:
      return {ErrorKind::internal, "The store's file is not a store of Triforium.", std::move(detail)};
    case SQLITE_CORRUPT:
      return {ErrorKind::internal, "The store's file is damaged; restore a backup.", std::move(detail)};
    case SQLITE_CANTOPEN:
      return {ErrorKind::internal, "The store's file cannot be opened.", std::move(detail)};
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return {ErrorKind::internal, "The store's file cannot be written.", std::move(detail)};
    default:
      return {ErrorKind::internal, "The store failed.", std::move(detail)};
  }
}

int flags_of(Connection::Mode mode) {
  constexpr int kOneThreadAtATime = SQLITE_OPEN_NOMUTEX;
  switch (mode) {
    case Connection::Mode::create:
      return SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | kOneThreadAtATime;
    case Connection::Mode::read_write:
      return SQLITE_OPEN_READWRITE | kOneThreadAtATime;
    case Connection::Mode::read_only:
      return SQLITE_OPEN_READONLY | kOneThreadAtATime;
  }
  return SQLITE_OPEN_READONLY | kOneThreadAtATime;
}

// Enough for every statement that the store has; beyond it they are prepared anew.
constexpr std::size_t kMostKept = 256;

}  // namespace

std::int64_t Row::integer(int column) const {
  return sqlite3_column_int64(statement_, column);
}

double Row::real(int column) const {
  return sqlite3_column_double(statement_, column);
}

std::string_view Row::bytes(int column) const {
  auto const* data = static_cast<char const*>(sqlite3_column_blob(statement_, column));
  if (data == nullptr) return {};
  return {data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

bool Row::is_null(int column) const {
  return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

void Connection::Close::operator()(sqlite3* handle) const {
  sqlite3_close_v2(handle);
}

void Connection::Finalize::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}

Connection::Use::Use(Connection& connection, std::string sql, Prepared statement)
    : connection_(&connection), sql_(std::move(sql)), statement_(std::move(statement)) {}

Connection::Use::~Use() {
  if (!statement_) return;
  sqlite3_reset(statement_.get());
  sqlite3_clear_bindings(statement_.get());
  if (connection_->idle_.size() < kMostKept) connection_->idle_.try_emplace(std::move(sql_), std::move(statement_));
}

Result<Connection> Connection::open(std::filesystem::path const& path, Mode mode, std::chrono::milliseconds patience) {
  sqlite3* opened = nullptr;
  auto const name = path.empty() ? std::string(":memory:") : path.string();
  int const code = sqlite3_open_v2(name.c_str(), &opened, flags_of(mode), nullptr);
  Connection connection{Handle(opened)};
  if (opened == nullptr) return fail(ErrorKind::internal, "There is no memory to open the store.");
  if (code != SQLITE_OK) return Failure(connection.error(code));
  sqlite3_extended_result_codes(opened, 1);
  sqlite3_busy_timeout(opened, static_cast<int>(patience.count()));
  return connection;
}

Result<void> Connection::run(char const* script) {
  int const code = sqlite3_exec(handle_.get(), script, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return Failure(error(code));
  return {};
}

Result<Connection::Use> Connection::take(std::string_view sql) {
  std::string text(sql);
  if (auto node = idle_.extract(text)) return Use(*this, std::move(text), std::move(node.mapped()));
  sqlite3_stmt* made = nullptr;
  int const code = sqlite3_prepare_v3(handle_.get(), text.c_str(), static_cast<int>(text.size() + 1),
                                      SQLITE_PREPARE_PERSISTENT, &made, nullptr);
  if (code != SQLITE_OK) return Failure(error(code));
  return Use(*this, std::move(text), Prepared(made));
}

Result<bool> Connection::step(sqlite3_stmt* statement) {
  int const code = sqlite3_step(statement);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return Failure(error(code));
}

int Connection::bind(sqlite3_stmt* statement, int place, std::int64_t value) {
  return sqlite3_bind_int64(statement, place, value);
}

int Connection::bind(sqlite3_stmt* statement, int place, double value) {
  return sqlite3_bind_double(statement, place, value);
}

int Connection::bind(sqlite3_stmt* statement, int place, std::string_view value) {
  // A null pointer would mean NULL, not the empty text.
  char const* data = value.empty() ? "" : value.data();
  return sqlite3_bind_text64(statement, place, data, value.size(), SQLITE_STATIC, SQLITE_UTF8);
}

int Connection::bind(sqlite3_stmt* statement, int place, Blob value) {
  if (value.bytes.empty()) return sqlite3_bind_zeroblob(statement, place, 0);
  return sqlite3_bind_blob64(statement, place, value.bytes.data(), value.bytes.size(), SQLITE_STATIC);
}

int Connection::bind_null(sqlite3_stmt* statement, int place) {
  return sqlite3_bind_null(statement, place);
}

std::int64_t Connection::last_number() const {
  return sqlite3_last_insert_rowid(handle_.get());
}

std::int64_t Connection::changed_rows() const {
  return sqlite3_changes64(handle_.get());
}

bool Connection::is_in_transaction() const {
  return sqlite3_get_autocommit(handle_.get()) == 0;
}

Error Connection::error(int code) const {
  char const* file = sqlite3_db_filename(handle_.get(), "main");
  auto detail = fmt::format("{}: {} ({})", file == nullptr ? "" : file, sqlite3_errmsg(handle_.get()), code);
  bool const is_full = code == SQLITE_IOERR_WRITE && has_no_room(handle_.get());
  return error_of(is_full ? SQLITE_FULL : code, std::move(detail));
}

}  // namespace triforium::store::sqlite
