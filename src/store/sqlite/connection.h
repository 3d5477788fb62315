// A connection to the database file, its prepared statements, and their rows. A connection is used by one thread at a
// time. Blocks.
//
// https://www.sqlite.org/cintro.html
#pragma once

#include <chrono>
#include <concepts>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace triforium::store::sqlite {

// The present row of a statement; columns count from 0. What it returns is valid until the next row.
class Row {
 public:
  explicit Row(sqlite3_stmt* statement) : statement_(statement) {}
  std::int64_t integer(int column) const;
  std::uint64_t natural(int column) const { return static_cast<std::uint64_t>(integer(column)); }
  double real(int column) const;
  std::string_view bytes(int column) const;  // of a text or a blob; empty for null
  std::string text(int column) const { return std::string(bytes(column)); }
  bool is_null(int column) const;

 private:
  sqlite3_stmt* statement_;
};

// Bytes that are no text.
struct Blob {
  std::string_view bytes;
};

class Connection {
 public:
  enum class Mode : std::uint8_t { create, read_write, read_only };
  // An empty path is a database in memory, of this connection alone.
  static Result<Connection> open(std::filesystem::path const& path, Mode mode, std::chrono::milliseconds patience);

  // Several statements without values, from our own sources only.
  Result<void> run(char const* script);

  // One statement with values for ?1, ?2 …: integers, doubles, texts, Blob, and optionals of those for null. It is kept
  // prepared under its text.
  template <typename... Values>
  Result<void> execute(std::string_view sql, Values const&... values) {
    return each([](Row) {}, sql, values...);
  }
  // Runs `use(Row)` for each row. `use` may use the connection.
  template <typename Use, typename... Values>
  Result<void> each(Use&& use, std::string_view sql, Values const&... values);
  // All rows, each made into a T.
  template <typename Make, typename... Values>
  auto list(Make&& make, std::string_view sql, Values const&... values)
      -> Result<std::vector<std::invoke_result_t<Make, Row>>>;
  // The first row; absent if there is none.
  template <typename Make, typename... Values>
  auto find(Make&& make, std::string_view sql, Values const&... values)
      -> Result<std::optional<std::invoke_result_t<Make, Row>>>;

  // The first column of the first row; 0 if there is none.
  template <typename... Values>
  Result<std::int64_t> number(std::string_view sql, Values const&... values);

  std::int64_t last_number() const;   // of the row that was inserted last
  std::int64_t changed_rows() const;  // by the statement that was executed last
  bool is_in_transaction() const;
  sqlite3* handle() const { return handle_.get(); }

  // From a result code of this connection to what a caller is told.
  Error error(int code) const;

 private:
  struct Close {
    void operator()(sqlite3* handle) const;
  };
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  using Handle = std::unique_ptr<sqlite3, Close>;
  using Prepared = std::unique_ptr<sqlite3_stmt, Finalize>;

  // A statement taken from the kept ones, given back at the end.
  class Use {
   public:
    Use(Connection& connection, std::string sql, Prepared statement);
    ~Use();
    Use(Use&& other) noexcept = default;
    Use& operator=(Use&&) = delete;
    sqlite3_stmt* get() const { return statement_.get(); }

   private:
    Connection* connection_;
    std::string sql_;
    Prepared statement_;
  };

  explicit Connection(Handle handle) : handle_(std::move(handle)) {}
  Result<Use> take(std::string_view sql);
  Result<bool> step(sqlite3_stmt* statement);  // whether there is a row

  static int bind(sqlite3_stmt* statement, int place, std::int64_t value);
  static int bind(sqlite3_stmt* statement, int place, double value);
  static int bind(sqlite3_stmt* statement, int place, std::string_view value);
  static int bind(sqlite3_stmt* statement, int place, Blob value);
  static int bind_null(sqlite3_stmt* statement, int place);
  template <std::integral T>
  static int bind(sqlite3_stmt* statement, int place, T value) {
    return bind(statement, place, static_cast<std::int64_t>(value));
  }
  template <typename T>
  static int bind(sqlite3_stmt* statement, int place, std::optional<T> const& value) {
    return value ? bind(statement, place, *value) : bind_null(statement, place);
  }
  static int bind(sqlite3_stmt* statement, int place, std::string const& value) {
    return bind(statement, place, std::string_view(value));
  }
  static int bind(sqlite3_stmt* statement, int place, char const* value) {
    return bind(statement, place, std::string_view(value));
  }

  Handle handle_;
  // Declared after the handle: statements go before it does.
  std::unordered_map<std::string, Prepared> idle_;
};

template <typename UseRow, typename... Values>
Result<void> Connection::each(UseRow&& use, std::string_view sql, Values const&... values) {
  TRIFORIUM_TRY(auto statement, take(sql));
  int place = 0;
  int code = 0;
  // The values outlive the statement's run, so that none is copied.
  ((code = code == 0 ? bind(statement.get(), ++place, values) : code), ...);
  if (code != 0) return Failure(error(code));
  for (;;) {
    TRIFORIUM_TRY(bool const has_row, step(statement.get()));
    if (!has_row) return {};
    use(Row(statement.get()));
  }
}

template <typename Make, typename... Values>
auto Connection::list(Make&& make, std::string_view sql, Values const&... values)
    -> Result<std::vector<std::invoke_result_t<Make, Row>>> {
  std::vector<std::invoke_result_t<Make, Row>> all;
  TRIFORIUM_CHECK(each([&](Row row) { all.push_back(make(row)); }, sql, values...));
  return all;
}

template <typename Make, typename... Values>
auto Connection::find(Make&& make, std::string_view sql, Values const&... values)
    -> Result<std::optional<std::invoke_result_t<Make, Row>>> {
  std::optional<std::invoke_result_t<Make, Row>> first;
  auto const keep_first = [&](Row row) {
    if (!first) first.emplace(make(row));
  };
  TRIFORIUM_CHECK(each(keep_first, sql, values...));
  return first;
}

template <typename... Values>
Result<std::int64_t> Connection::number(std::string_view sql, Values const&... values) {
  TRIFORIUM_TRY(auto const found, find([](Row row) { return row.integer(0); }, sql, values...));
  return found.value_or(0);
}

}  // namespace triforium::store::sqlite
