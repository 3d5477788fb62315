#include "app/read_command.h"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <cstdio>

#include "ingest/describe.h"
#include "ingest/read.h"

namespace triforium::app {
namespace {

namespace fs = std::filesystem;

// Without the slash at its end, which would be a file name of its own, and empty.
fs::path without_trailing_slash(fs::path const& path) {
  auto const whole = fs::absolute(path).lexically_normal();
  return whole.has_filename() ? whole : whole.parent_path();
}

}  // namespace

Result<ingest::Reading> blocking_read_path(fs::path const& path) {
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
  return ingest::blocking_read(*tree, options);
}

bool describe_import(ImportOptions const& options) {
  boost::json::array reports;
  bool is_fine = true;
  for (auto const& path : options.paths) {
    auto const reading = blocking_read_path(path);
    is_fine = is_fine && reading && !reading->has_errors();
    if (!reading) {
      fmt::print(stderr, "triforium: {}: {}\n", path, reading.error().message);
    } else if (options.as_json) {
      auto report = ingest::describe_json(*reading);
      report["path"] = path;
      reports.push_back(std::move(report));
    } else {
      fmt::print("{}\n{}", path, ingest::describe(*reading));
    }
  }
  if (options.as_json) fmt::print("{}\n", boost::json::serialize(reports));
  return is_fine;
}

}  // namespace triforium::app
