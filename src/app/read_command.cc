#include "app/read_command.h"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <cstdio>

#include "importer/source.h"
#include "ingest/describe.h"

namespace triforium::app {
bool describe_import(ImportOptions const& options) {
  boost::json::array reports;
  bool is_fine = true;
  for (auto const& path : options.paths) {
    auto const reading = importer::blocking_read_path(path);
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
