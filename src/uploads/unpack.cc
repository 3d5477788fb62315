#include "uploads/unpack.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "storage/file_source.h"

namespace triforium::uploads {
namespace {

namespace fs = std::filesystem;

using Member = std::unique_ptr<zip_file_t, decltype(&zip_fclose)>;

Failure cannot_write(fs::path const& path, std::string_view name, int code) {
  if (code == EEXIST || code == ENOTDIR || code == EISDIR) return refused(name, "the same name stands there twice");
  if (code == ENAMETOOLONG) return refused(name, "its name is too long");
  bool const is_full = code == ENOSPC || code == EDQUOT;
  return fail(is_full ? ErrorKind::storage_full : ErrorKind::internal,
              is_full ? "The disk of the data folder is full." : "The archive cannot be unpacked in the data folder.",
              fmt::format("{}: {}", path.string(), std::strerror(code)));
}

Result<void> write_all(int file, std::string_view bytes, fs::path const& path, std::string_view name) {
  while (!bytes.empty()) {
    auto const count = ::write(file, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return cannot_write(path, name, errno);
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return {};
}

class Unpacking {
 public:
  Unpacking(zip_t* archive, fs::path folder, UnpackWatch const& watch)
      : archive_(archive), folder_(std::move(folder)), watch_(watch) {}

  Result<void> write(std::vector<Entry> const& entries) {
    for (auto const& entry : entries)
      total_ += entry.size;
    TRIFORIUM_CHECK(check_room());
    for (auto const& entry : entries)
      TRIFORIUM_CHECK(write_entry(entry));
    return {};
  }

 private:
  // Said at once, not after the disk has been filled.
  Result<void> check_room() const {
    std::error_code error;
    auto const space = fs::space(folder_, error);
    if (error || space.available >= total_) return {};
    return fail(ErrorKind::storage_full,
                fmt::format("The disk of the data folder has no room for the archive's {} bytes.", total_));
  }

  Result<void> go_on() const {
    if (watch_.wants_to_stop()) return fail(ErrorKind::cancelled, "The unpacking was stopped.");
    if (watch_.progressed) watch_.progressed(done_, total_);
    return {};
  }

  Result<void> write_entry(Entry const& entry) {
    TRIFORIUM_CHECK(go_on());
    auto const path = folder_ / entry.name;
    std::error_code error;
    bool const is_folder = entry.name.ends_with('/');
    fs::create_directories(is_folder ? path : path.parent_path(), error);
    if (error) return cannot_write(path, entry.name, error.value());
    if (is_folder) return {};
    Member const member(zip_fopen_index(archive_, entry.index, 0), zip_fclose);
    if (!member) return refused(entry.name, "it is damaged, or packed in a way that is not known here");
    storage::FileDescriptor const file(
        ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644));
    if (!file.is_open()) return cannot_write(path, entry.name, errno);
    return copy(member.get(), entry, file.get(), path);
  }

  // What the entry says of its size is a promise of the sender: no more than that is written.
  Result<void> copy(zip_file_t* member, Entry const& entry, int file, fs::path const& path) {
    std::vector<char> buffer(std::size_t{256} << 10);
    std::uint64_t copied = 0;
    for (;;) {
      TRIFORIUM_CHECK(go_on());
      auto const count = zip_fread(member, buffer.data(), buffer.size());
      if (count < 0) return refused(entry.name, "it is damaged");
      if (count == 0) break;
      copied += static_cast<std::uint64_t>(count);
      if (copied > entry.size) return refused(entry.name, "it is larger than it says");
      TRIFORIUM_CHECK(write_all(file, {buffer.data(), static_cast<std::size_t>(count)}, path, entry.name));
      done_ += static_cast<std::uint64_t>(count);
    }
    if (copied != entry.size) return refused(entry.name, "it is smaller than it says");
    return {};
  }

  zip_t* const archive_;
  fs::path const folder_;
  UnpackWatch const& watch_;
  std::uint64_t done_ = 0, total_ = 0;  // bytes
};

}  // namespace

Result<void> blocking_unpack(fs::path const& path, fs::path const& folder, UnpackLimits const& limits,
                             UnpackWatch const& watch) {
  TRIFORIUM_TRY(auto const archive, blocking_open_archive(path, limits));
  TRIFORIUM_TRY(auto const entries, list_entries(archive.get(), limits));
  return Unpacking(archive.get(), folder, watch).write(entries);
}

}  // namespace triforium::uploads
