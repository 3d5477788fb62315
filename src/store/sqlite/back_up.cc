#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <unistd.h>

#include <system_error>

#include "base/text.h"
#include "store/sqlite/migrations.h"
#include "store/sqlite/sqlite_store.h"

namespace triforium::store {
namespace {

namespace fs = std::filesystem;
using sqlite::Connection;

constexpr std::chrono::seconds kPatience{20};
constexpr int kPagesAtOnce = 1024;

struct Finish {
  void operator()(sqlite3_backup* copy) const { sqlite3_backup_finish(copy); }
};

// What is being written, until it has its name.
class Unfinished {
 public:
  explicit Unfinished(fs::path path) : path_(std::move(path)) {}
  ~Unfinished() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove(path_, ignored);
  }
  Unfinished(Unfinished const&) = delete;
  Unfinished& operator=(Unfinished const&) = delete;
  fs::path const& path() const { return path_; }

  Result<void> rename_to(fs::path const& to) {
    std::error_code error;
    fs::rename(path_, to, error);
    if (error) return fail(ErrorKind::internal, "The backup cannot be put into its place.", error.message());
    path_.clear();
    return {};
  }

 private:
  fs::path path_;
};

// A name that is found again after a power cut is one that its folder has on the disk.
void synchronise(fs::path const& path) {
  int const opened = ::open(path.empty() ? "." : path.c_str(), O_RDONLY | O_CLOEXEC);
  if (opened < 0) return;
  ::fsync(opened);
  ::close(opened);
}

// A file that was named by mistake must not be lost.
Result<void> check_target(fs::path const& source, fs::path const& to) {
  std::error_code error;
  if (!fs::exists(to, error)) return {};
  auto const refused = fail(ErrorKind::conflict, "The file for the backup is there already, and is no backup.");
  if (fs::equivalent(source, to, error)) return refused;
  auto opened = Connection::open(to, Connection::Mode::read_only, kPatience);
  if (!opened) return refused;
  auto const application = opened->number("PRAGMA application_id");
  if (!application || *application != sqlite::kApplicationId) return refused;
  return {};
}

// https://www.sqlite.org/backup.html
Result<void> copy_pages(Connection& from, Connection& to, std::function<void(double)> const& progress) {
  std::unique_ptr<sqlite3_backup, Finish> copy(sqlite3_backup_init(to.handle(), "main", from.handle(), "main"));
  if (!copy) return Failure(to.error(sqlite3_errcode(to.handle())));
  for (;;) {
    int const code = sqlite3_backup_step(copy.get(), kPagesAtOnce);
    auto const total = sqlite3_backup_pagecount(copy.get());
    if (progress && total > 0) progress(1.0 - static_cast<double>(sqlite3_backup_remaining(copy.get())) / total);
    if (code == SQLITE_DONE) break;
    if (code != SQLITE_OK) return Failure(to.error(code));
  }
  int const code = sqlite3_backup_finish(copy.release());
  if (code != SQLITE_OK) return Failure(to.error(code));
  return {};
}

Result<void> copy_whole(fs::path const& source, fs::path const& to, std::function<void(double)> const& progress) {
  TRIFORIUM_TRY(auto from, Connection::open(source, Connection::Mode::read_write, kPatience));
  TRIFORIUM_TRY(auto copy, Connection::open(to, Connection::Mode::create, kPatience));
  // A transaction of reading keeps the moment: however long it takes, writers do not make it begin anew.
  TRIFORIUM_CHECK(from.run("BEGIN"));
  TRIFORIUM_TRY(auto const application, from.number("PRAGMA application_id"));
  TRIFORIUM_TRY(auto const tables, from.number("SELECT count(*) FROM sqlite_schema"));
  if (application != sqlite::kApplicationId || tables == 0)
    return fail(ErrorKind::internal, "The store's file is not a store of Triforium.", source.string());
  TRIFORIUM_CHECK(copy_pages(from, copy, progress));
  // One file that is whole without a log beside it.
  return copy.run("PRAGMA journal_mode = DELETE;");
}

Result<Backup> check_copy(fs::path const& file) {
  TRIFORIUM_TRY(auto copy, Connection::open(file, Connection::Mode::read_only, kPatience));
  TRIFORIUM_CHECK(sqlite::check_whole(copy));
  TRIFORIUM_TRY(auto const items, copy.number("SELECT count(*) FROM items WHERE is_live"));
  std::error_code error;
  return Backup{fs::file_size(file, error), static_cast<std::uint64_t>(items)};
}

}  // namespace

Result<Backup> back_up(fs::path const& folder, fs::path const& to, std::function<void(double)> const& progress) {
  auto const source = folder / sqlite::kFileName;
  std::error_code error;
  if (!fs::exists(source, error))
    return fail(ErrorKind::not_found, "There is no store in the data folder.", source.string());
  TRIFORIUM_CHECK(check_target(source, to));
  Unfinished unfinished(to.string() + fmt::format(".unfinished-{}", ::getpid()));
  TRIFORIUM_CHECK(copy_whole(source, unfinished.path(), progress));
  TRIFORIUM_TRY(auto const backup, check_copy(unfinished.path()));
  synchronise(unfinished.path());
  TRIFORIUM_CHECK(unfinished.rename_to(to));
  synchronise(to.parent_path());
  return backup;
}

}  // namespace triforium::store
