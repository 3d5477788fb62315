#include "enrich/derived_folder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "storage/cache/digest.h"
#include "storage/file_source.h"

namespace triforium::enrich {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kReadme =
    "What Triforium made of published files: posters, waveforms, captions.\n"
    "If the whole folder is deleted, the next `triforium import` makes everything again.\n";

Failure cannot_keep(fs::path const& path, int code) {
  return fail(code == ENOSPC || code == EDQUOT ? ErrorKind::storage_full : ErrorKind::internal,
              code == ENOSPC || code == EDQUOT ? "The disk of the data folder is full."
                                               : "What was made of a file cannot be kept in the data folder.",
              fmt::format("{}: {}", path.string(), std::strerror(code)));
}

Result<void> write_all(int descriptor, Bytes const& bytes, fs::path const& path) {
  for (std::size_t done = 0; done < bytes.size();) {
    auto const count = ::write(descriptor, bytes.data() + done, bytes.size() - done);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return cannot_keep(path, errno);
    done += static_cast<std::size_t>(count);
  }
  return {};
}

// Written aside: a file has its name only when it is complete.
Result<void> write_file(fs::path const& to, Bytes const& bytes) {
  auto aside = to.string() + ".XXXXXX";
  storage::FileDescriptor const file(::mkostemp(aside.data(), O_CLOEXEC));
  if (!file.is_open()) return cannot_keep(to, errno);
  auto written = write_all(file.get(), bytes, to);
  if (written &&
      (::fchmod(file.get(), 0644) != 0 || ::fsync(file.get()) != 0 || ::rename(aside.c_str(), to.c_str()) != 0))
    written = cannot_keep(to, errno);
  if (!written) ::unlink(aside.c_str());
  return written;
}

}  // namespace

Result<std::string> blocking_state_of(fs::path const& file) {
  struct stat status {};
  if (::stat(file.c_str(), &status) != 0 || !S_ISREG(status.st_mode))
    return fail(ErrorKind::not_found, fmt::format("“{}” is not there.", file.filename().string()), file.string());
  auto const state =
      fmt::format("{}\n{}\n{}.{:09}", file.string(), status.st_size, status.st_mtim.tv_sec, status.st_mtim.tv_nsec);
  auto const digest = storage::digest_of({reinterpret_cast<std::uint8_t const*>(state.data()), state.size()});
  return fmt::format("{:016x}{:016x}", digest.high, digest.low);
}

Result<fs::path> DerivedFolder::blocking_make(fs::path const& source, std::string_view name,
                                              std::function<Result<Bytes>()> const& make) const {
  TRIFORIUM_TRY(auto const state, blocking_state_of(source));
  // Two letters first: a folder of a hundred thousand folders is slow to list.
  auto const folder = folder_ / state.substr(0, 2) / state.substr(2);
  auto const path = folder / name;
  std::error_code error;
  if (fs::is_regular_file(path, error)) return path;
  TRIFORIUM_TRY(auto const bytes, make());
  fs::create_directories(folder, error);
  if (error) return cannot_keep(folder, error.value());
  TRIFORIUM_CHECK(write_file(path, bytes));
  return path;
}

std::string DerivedFolder::blocking_age() const {
  auto const path = folder_ / "README";
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) {
    std::error_code error;
    fs::create_directories(folder_, error);
    storage::FileDescriptor const file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644));
    if (file.is_open() && ::write(file.get(), kReadme.data(), kReadme.size()) < 0) return {};
    if (::stat(path.c_str(), &status) != 0) return {};
  }
  return fmt::format("{}.{:09}", status.st_mtim.tv_sec, status.st_mtim.tv_nsec);
}

}  // namespace triforium::enrich
