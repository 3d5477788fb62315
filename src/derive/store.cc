#include "derive/store.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <boost/uuid/name_generator.hpp>
#include <boost/uuid/uuid_io.hpp>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <vector>

#include "base/log.h"

namespace triforium::derive {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kSuffix = ".tif";
constexpr std::string_view kUnfinished = "unfinished-";
constexpr char kLock[] = "lock";
// Times of use are written at most that often for each file.
constexpr std::time_t kUseStep = 60;

Failure unusable(fs::path const& path, std::string_view what) {
  return fail(ErrorKind::internal,
              fmt::format("{}: the folder for derivatives {}: {}.", path.string(), what, std::strerror(errno)));
}

storage::FileDescriptor open_lock(fs::path const& path) {
  return storage::FileDescriptor(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644));
}

// Held by one process at a time, for as long as it looks for what others have left, or removes files.
storage::FileDescriptor lock_folder(fs::path const& folder) {
  auto lock = open_lock(folder / kLock);
  while (::flock(lock.get(), LOCK_EX) != 0 && errno == EINTR) {
  }
  return lock;
}

// The lock of a process's own folder is free only when the process is gone, however it went.
void remove_left_behind(fs::path const& folder) {
  std::error_code error;
  for (auto const& entry : fs::directory_iterator(folder, error)) {
    if (!entry.path().filename().string().starts_with(kUnfinished)) continue;
    auto const lock = open_lock(entry.path() / kLock);
    if (lock.is_open() && ::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) continue;
    std::error_code ignored;
    fs::remove_all(entry.path(), ignored);
    log::info("Removed derivatives that were not finished", {{"folder", entry.path().string()}});
  }
}

struct Kept {
  fs::path path;
  std::uint64_t bytes = 0;
  std::int64_t used = 0;  // nanoseconds since 1970
};

std::vector<Kept> list_kept(fs::path const& folder) {
  std::vector<Kept> all;
  std::error_code error;
  for (auto const& entry : fs::directory_iterator(folder, error)) {
    struct stat status {};
    if (entry.path().extension() != kSuffix || ::lstat(entry.path().c_str(), &status) != 0) continue;
    if (!S_ISREG(status.st_mode)) continue;
    all.push_back({entry.path(), static_cast<std::uint64_t>(status.st_size),
                   status.st_atim.tv_sec * 1'000'000'000LL + status.st_atim.tv_nsec});
  }
  return all;
}

std::uint64_t bytes_of(std::vector<Kept> const& all) {
  std::uint64_t sum = 0;
  for (auto const& kept : all)
    sum += kept.bytes;
  return sum;
}

// The time of use is the file's access time, set by us: kernels are mostly told not to keep it. False if there is no
// file.
bool note_use(fs::path const& path) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return false;
  if (std::time(nullptr) - status.st_atim.tv_sec < kUseStep) return true;
  struct timespec const times[] = {{0, UTIME_NOW}, {0, UTIME_OMIT}};
  (void)::utimensat(AT_FDCWD, path.c_str(), times, AT_SYMLINK_NOFOLLOW);
  return true;
}

void sync_folder(fs::path const& folder) {
  storage::FileDescriptor const opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (opened.is_open()) (void)::fsync(opened.get());
}

}  // namespace

std::string derivative_name(MadeFrom const& made_from) {
  // A name-based UUID (RFC 4122, section 4.3) is a SHA-1 digest cut to 122 bits. The lengths keep the texts apart.
  auto const text = fmt::format("{}:{} {}:{} {} {}", made_from.source.size(), made_from.source,
                                made_from.identity.size(), made_from.identity, made_from.page, made_from.settings);
  boost::uuids::name_generator_sha1 const make(boost::uuids::ns::url());
  return to_string(make(text)) + std::string(kSuffix);
}

Result<std::unique_ptr<Store>> Store::open(Settings settings) {
  std::error_code error;
  fs::create_directories(settings.folder, error);
  auto const lock = lock_folder(settings.folder);
  if (!lock.is_open()) return unusable(settings.folder, "cannot be written");
  remove_left_behind(settings.folder);

  auto name = (settings.folder / (std::string(kUnfinished) + "XXXXXX")).string();
  if (::mkdtemp(name.data()) == nullptr) return unusable(settings.folder, "cannot be written");
  auto own_lock = open_lock(fs::path(name) / kLock);
  if (!own_lock.is_open() || ::flock(own_lock.get(), LOCK_EX | LOCK_NB) != 0)
    return unusable(settings.folder, "cannot be locked");
  return std::unique_ptr<Store>(new Store(std::move(settings), name, std::move(own_lock)));
}

Store::Store(Settings settings, fs::path own_folder, storage::FileDescriptor own_lock)
    : settings_(std::move(settings)), own_folder_(std::move(own_folder)), own_lock_(std::move(own_lock)) {}

Store::~Store() {
  std::error_code ignored;
  fs::remove_all(own_folder_, ignored);
}

bool Store::contains(std::string const& name) const {
  return note_use(settings_.folder / name);
}

std::optional<std::shared_ptr<storage::FileSource const>> Store::find(std::string const& name) const {
  auto const path = settings_.folder / name;
  storage::FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  if (!file.is_open()) return std::nullopt;
  note_use(path);
  auto source = storage::FileSource::make(std::move(file), path.string());
  if (!source) return std::nullopt;
  return std::move(*source);
}

fs::path Store::unfinished(std::string const& name) const {
  return own_folder_ / name;
}

Result<void> Store::commit(std::string const& name) {
  auto const from = unfinished(name), to = settings_.folder / name;
  std::error_code error;
  auto const bytes = fs::file_size(from, error);
  if (!error && bytes > settings_.max_bytes) {
    fs::remove(from, error);
    return fail(ErrorKind::too_large, "The derivative is larger than all derivatives together may be.");
  }
  auto const lock = lock_folder(settings_.folder);
  if (!error) fs::rename(from, to, error);
  if (error)
    return fail(ErrorKind::storage_full, "A derivative could not be kept.", from.string() + ": " + error.message());
  sync_folder(settings_.folder);
  blocking_evict(0, name);
  return {};
}

bool Store::make_room(std::uint64_t bytes) {
  auto const lock = lock_folder(settings_.folder);
  return blocking_evict(bytes, {});
}

// The caller holds the folder's lock.
bool Store::blocking_evict(std::uint64_t room, std::string const& spared) {
  if (room > settings_.max_bytes) return false;
  auto all = list_kept(settings_.folder);
  auto sum = bytes_of(all);
  std::sort(all.begin(), all.end(), [](Kept const& a, Kept const& b) { return a.used < b.used; });
  for (auto const& kept : all) {
    if (sum + room <= settings_.max_bytes) return true;
    if (kept.path.filename() == spared || ::unlink(kept.path.c_str()) != 0) continue;
    sum -= kept.bytes;
    log::info("Removed the derivative that was not used for longest",
              {{"file", kept.path.string()}, {"bytes", kept.bytes}});
  }
  return sum + room <= settings_.max_bytes;
}

void Store::discard(std::string const& name) {
  auto const path = settings_.folder / name;
  if (::unlink(path.c_str()) != 0) return;
  log::warning("Removed a derivative that is of no use", {{"file", path.string()}});
}

Store::Content Store::content() const {
  auto const all = list_kept(settings_.folder);
  return {all.size(), bytes_of(all)};
}

}  // namespace triforium::derive
