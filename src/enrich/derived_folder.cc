#include "enrich/derived_folder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "enrich/write_file.h"
#include "storage/cache/digest.h"
#include "storage/file_source.h"

namespace triforium::enrich {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kReadme =
    "What Triforium made of published files: posters, waveforms, captions.\n"
    "If the whole folder is deleted, the next `triforium import` makes everything again.\n";

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

// Two letters first: a folder of a hundred thousand folders is slow to list.
fs::path DerivedFolder::folder_of(std::string const& state) const {
  return folder_ / state.substr(0, 2) / state.substr(2);
}

std::optional<fs::path> DerivedFolder::blocking_find(fs::path const& source, std::string_view prefix) const {
  auto const state = blocking_state_of(source);
  if (!state) return std::nullopt;
  std::optional<fs::path> found;
  fs::file_time_type latest{};
  std::error_code error;
  for (auto const& entry : fs::directory_iterator(folder_of(*state), error)) {
    auto const name = entry.path().filename().string();
    // What is being written has letters behind its extension.
    bool const is_complete = name.starts_with(prefix) && entry.path().extension() == ".xml";
    auto const written = entry.last_write_time(error);
    if (!is_complete || error || (found && written <= latest)) continue;
    found = entry.path();
    latest = written;
  }
  return found;
}

Result<fs::path> DerivedFolder::blocking_make(fs::path const& source, std::string_view name,
                                              std::function<Result<Bytes>()> const& make) const {
  TRIFORIUM_TRY(auto const state, blocking_state_of(source));
  auto const folder = folder_of(state);
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
