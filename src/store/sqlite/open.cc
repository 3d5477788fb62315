#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <system_error>

#include "store/sqlite/migrations.h"
#include "store/sqlite/sqlite_store.h"

namespace triforium::store {
namespace {

namespace fs = std::filesystem;
using sqlite::Connection;

// The file with the rights that its log gets too: it knows paths of this machine, which are not everybody's business.
Result<void> make_file(fs::path const& folder, fs::path const& file) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error)
    return fail(ErrorKind::internal, "The data folder cannot be made.", folder.string() + ": " + error.message());
  int const made = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0640);
  if (made < 0)
    return fail(ErrorKind::internal, "The store's file cannot be made.",
                file.string() + ": " + std::system_category().message(errno));
  ::close(made);
  return {};
}

Result<Connection> open_connection(fs::path const& file, Settings const& settings) {
  auto const mode = file.empty() ? Connection::Mode::create : Connection::Mode::read_write;
  TRIFORIUM_TRY(auto connection, Connection::open(file, mode, settings.patience));
  // Asked before anything is written to it: it may be another program's.
  TRIFORIUM_CHECK(sqlite::form_of(connection, sqlite::schema()));
  TRIFORIUM_CHECK(sqlite::set_up(connection));
  return connection;
}

Result<void> check_at_start(Connection& connection, fs::path const& file, Settings const& settings) {
  std::error_code error;
  auto const size = fs::file_size(file, error);
  if (error || size > settings.check_bytes) return {};
  return sqlite::check_whole(connection);
}

}  // namespace

Result<std::unique_ptr<Store>> open(Settings settings) {
  fs::path file;
  if (!settings.folder.empty()) {
    file = settings.folder / sqlite::kFileName;
    TRIFORIUM_CHECK(make_file(settings.folder, file));
  }
  TRIFORIUM_TRY(auto writer, open_connection(file, settings));
  TRIFORIUM_CHECK(check_at_start(writer, file, settings));
  TRIFORIUM_CHECK(sqlite::migrate(writer, sqlite::schema()));
  std::vector<Connection> readers;
  auto const count = file.empty() ? 0 : std::max<std::size_t>(settings.readers, 1);
  while (readers.size() < count) {
    TRIFORIUM_TRY(auto reader, open_connection(file, settings));
    readers.push_back(std::move(reader));
  }
  return std::make_unique<sqlite::SqliteStore>(std::move(writer), std::move(readers), std::move(settings.clock));
}

}  // namespace triforium::store
