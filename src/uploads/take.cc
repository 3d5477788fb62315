#include "uploads/take.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <iterator>

#include "storage/file_source.h"

namespace triforium::uploads {
namespace {

namespace fs = std::filesystem;

Failure cannot_keep(fs::path const& path, std::error_code error) {
  bool const is_full = error == std::errc::no_space_on_device;
  return fail(is_full ? ErrorKind::storage_full : ErrorKind::internal,
              is_full ? "The disk of the data folder is full." : "The upload cannot be kept in the data folder.",
              fmt::format("{}: {}", path.string(), error.message()));
}

// "scans.zip" → "scans": the name by which items are called whose files lie at the top of what was sent.
std::string folder_name(std::string const& name) {
  auto const stem = fs::path(name).stem().string();
  return stem.empty() || stem.starts_with('.') ? "upload" : stem;
}

// Folders that hold one folder and nothing else say nothing about what was sent.
fs::path without_wrapping(fs::path folder) {
  std::error_code error;
  for (;;) {
    fs::directory_iterator const entries(folder, error);
    if (error || entries == fs::directory_iterator() || std::distance(entries, fs::directory_iterator()) != 1)
      return folder;
    auto const only = fs::directory_iterator(folder, error)->path();
    if (error || !fs::is_directory(only, error)) return folder;
    folder = only;
  }
}

Result<void> fill(fs::path const& folder, fs::path const& file, std::string const& name, UnpackLimits const& limits,
                  UnpackWatch const& watch) {
  if (is_zip(file)) return blocking_unpack(file, folder, limits, watch);
  std::error_code error;
  fs::create_hard_link(file, folder / name, error);
  if (error) fs::copy_file(file, folder / name, error);
  if (error) return cannot_keep(folder, error);
  return {};
}

// All that was written below `folder`, in one go: a call for each of 100,000 files would take minutes.
Result<void> keep_safe(fs::path const& folder) {
  storage::FileDescriptor const opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!opened.is_open() || ::syncfs(opened.get()) != 0)
    return cannot_keep(folder, std::error_code(errno, std::generic_category()));
  return {};
}

Result<void> fill_aside(fs::path const& aside, fs::path const& file, std::string const& name,
                        UnpackLimits const& limits, UnpackWatch const& watch) {
  auto const named = aside / folder_name(name);
  std::error_code error;
  fs::create_directories(named, error);
  if (error) return cannot_keep(aside, error);
  TRIFORIUM_CHECK(fill(named, file, name, limits, watch));
  return keep_safe(aside);
}

}  // namespace

Result<fs::path> blocking_take(Uploads& uploads, std::string_view id, fs::path const& files, UnpackLimits const& limits,
                               UnpackWatch const& watch) {
  auto const upload = uploads.find(id);
  auto const folder = files / id;
  std::error_code error;
  // Of an upload that was taken before, the id is a name in `files`; any other text is none.
  if (is_upload_id(id) && fs::is_directory(folder, error)) {
    static_cast<void>(uploads.remove(id));
    return without_wrapping(folder);
  }
  if (!upload) return fail(upload);
  TRIFORIUM_TRY(auto const file, uploads.file_of(id));
  // With a dot: nobody takes it for files while it is being filled.
  auto const aside = files / fmt::format(".{}", id);
  fs::remove_all(aside, error);
  auto const filled = fill_aside(aside, file, upload->name, limits, watch);
  if (filled) fs::rename(aside, folder, error);
  if (!filled || error) {
    std::error_code ignored;
    fs::remove_all(aside, ignored);
    if (!filled) return fail(filled);
    return cannot_keep(folder, error);
  }
  TRIFORIUM_CHECK(keep_safe(files));
  static_cast<void>(uploads.remove(id));
  return without_wrapping(folder);
}

}  // namespace triforium::uploads
