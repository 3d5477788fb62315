#include "exports/folder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>

namespace triforium::exports {
namespace {

namespace fs = std::filesystem;

Failure disk_failure(int error, fs::path const& path) {
  auto const detail = fmt::format("{}: {}", path.string(), std::strerror(error));
  if (error == ENOSPC || error == EDQUOT) return fail(ErrorKind::storage_full, "The disk is full.", detail);
  return fail(ErrorKind::internal, "The folder of the export cannot be written to.", detail);
}

Result<void> make_folders(fs::path const& path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (error) return disk_failure(error.value(), path);
  return {};
}

class PartFile {
 public:
  explicit PartFile(fs::path path)
      : path_(std::move(path)), descriptor_(::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644)) {}
  ~PartFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  PartFile(PartFile const&) = delete;
  PartFile& operator=(PartFile const&) = delete;

  Result<void> write(ByteView bytes) const {
    while (!bytes.empty()) {
      auto const count = ::write(descriptor_, bytes.data(), bytes.size());
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) return disk_failure(errno, path_);
      bytes = bytes.subspan(static_cast<std::size_t>(count));
    }
    return {};
  }
  // Some disks say only here that there was no room.
  Result<void> close() {
    auto const closed = ::close(std::exchange(descriptor_, -1));
    if (closed != 0) return disk_failure(errno, path_);
    return {};
  }
  bool is_open() const { return descriptor_ >= 0; }

 private:
  fs::path path_;
  int descriptor_;
};

bool is_same_content(fs::path const& a, fs::path const& b) {
  std::error_code error;
  if (!fs::is_regular_file(b, error) || fs::file_size(a, error) != fs::file_size(b, error) || error) return false;
  std::ifstream first(a, std::ios::binary), second(b, std::ios::binary);
  std::array<char, 64 << 10> left{}, right{};
  while (first && second) {
    first.read(left.data(), left.size());
    second.read(right.data(), right.size());
    if (first.gcount() != second.gcount()) return false;
    if (std::memcmp(left.data(), right.data(), static_cast<std::size_t>(first.gcount())) != 0) return false;
  }
  return first.eof() && second.eof();
}

bool is_empty_or_export(fs::path const& path) {
  std::error_code error;
  return fs::exists(path / kOwnFolder, error) || fs::is_empty(path, error);
}

Result<std::shared_ptr<void>> take_lock(fs::path const& file) {
  int const descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (descriptor < 0) return disk_failure(errno, file);
  std::shared_ptr<void> lock(nullptr, [descriptor](void*) { ::close(descriptor); });
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    return fail(ErrorKind::conflict, "Another export is writing to this folder.", file.string());
  }
  return lock;
}

}  // namespace

Result<OutputFolder> OutputFolder::blocking_open(fs::path const& path) {
  TRIFORIUM_CHECK(make_folders(path));
  if (!is_empty_or_export(path)) {
    return fail(ErrorKind::conflict,
                "There is something else than an export in this folder. Name an empty one, or one that is not there.",
                path.string());
  }
  OutputFolder folder(path);
  auto const own = path / kOwnFolder;
  TRIFORIUM_CHECK(make_folders(own));
  TRIFORIUM_TRY(folder.lock_, take_lock(own / "lock"));
  // What was being written when a program was killed.
  std::error_code ignored;
  fs::remove_all(own / "parts", ignored);
  TRIFORIUM_CHECK(make_folders(own / "parts"));
  return folder;
}

fs::path OutputFolder::new_part() const {
  return path_ / kOwnFolder / "parts" / fmt::format("{}", ++*parts_);
}

Result<OutputFolder::Outcome> OutputFolder::blocking_write(fs::path const& relative, Fill const& fill) const {
  auto const part = new_part();
  auto const written = [&]() -> Result<void> {
    PartFile file(part);
    if (!file.is_open()) return disk_failure(errno, part);
    TRIFORIUM_CHECK(fill([&](ByteView bytes) { return file.write(bytes); }));
    return file.close();
  }();
  if (!written) {
    std::error_code ignored;
    fs::remove(part, ignored);
    return fail(written);
  }
  return blocking_put(part, relative);
}

Result<OutputFolder::Outcome> OutputFolder::blocking_write(fs::path const& relative, std::string_view bytes) const {
  return blocking_write(relative, [&](Sink const& sink) {
    return sink({reinterpret_cast<std::uint8_t const*>(bytes.data()), bytes.size()});
  });
}

Result<OutputFolder::Outcome> OutputFolder::blocking_put(fs::path const& part, fs::path const& relative) const {
  auto const target = path_ / relative;
  std::error_code error;
  if (is_same_content(part, target)) {
    fs::remove(part, error);
    return Outcome::unchanged;
  }
  TRIFORIUM_CHECK(make_folders(target.parent_path()));
  fs::rename(part, target, error);
  if (error) {
    std::error_code ignored;
    fs::remove(part, ignored);
    return disk_failure(error.value(), target);
  }
  return Outcome::written;
}

Result<OutputFolder::Outcome> OutputFolder::blocking_link(fs::path const& existing, fs::path const& name) const {
  std::error_code error;
  if (fs::equivalent(path_ / existing, path_ / name, error)) return Outcome::unchanged;
  auto const part = new_part();
  fs::create_hard_link(path_ / existing, part, error);
  if (error) {
    error.clear();
    fs::copy_file(path_ / existing, part, error);
    if (error) return disk_failure(error.value(), part);
    return blocking_put(part, name);
  }
  auto const target = path_ / name;
  TRIFORIUM_CHECK(make_folders(target.parent_path()));
  fs::rename(part, target, error);
  if (error) return disk_failure(error.value(), target);
  return Outcome::written;
}

std::string OutputFolder::blocking_read(fs::path const& relative, std::size_t most) const {
  std::ifstream file(path_ / relative, std::ios::binary);
  if (!file) return {};
  std::string bytes(most, '\0');
  file.read(bytes.data(), static_cast<std::streamsize>(most));
  bytes.resize(static_cast<std::size_t>(file.gcount()));
  return bytes;
}

}  // namespace triforium::exports
