#include "importer/source.h"

#include <fmt/format.h>

#include "ingest/read.h"

namespace triforium::importer {
namespace {

namespace fs = std::filesystem;

// Without the slash at its end, which would be a file name of its own, and empty.
fs::path without_trailing_slash(fs::path const& path) {
  auto const whole = fs::absolute(path).lexically_normal();
  return whole.has_filename() ? whole : whole.parent_path();
}

}  // namespace

Result<Source> blocking_read_path(fs::path const& path) {
  auto const whole = without_trailing_slash(path);
  std::error_code error;
  auto const status = fs::status(whole, error);
  if (!fs::exists(status)) {
    return fail(ErrorKind::not_found, fmt::format("There is no file or folder “{}”.", path.filename().string()), whole);
  }
  ingest::ReadOptions options;
  auto folder = whole;
  if (!fs::is_directory(status)) {
    options.file = whole.filename();
    folder = whole.parent_path();
  }
  TRIFORIUM_TRY(auto const tree, ingest::blocking_open_folder_tree(folder));
  return Source{whole.string(), ingest::blocking_read(*tree, options)};
}

}  // namespace triforium::importer
