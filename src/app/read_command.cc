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
    auto const source = importer::blocking_read_path(path);
    is_fine = is_fine && source && !source->reading.has_errors();
    if (!source) {
      fmt::print(stderr, "triforium: {}: {}\n", path, source.error().message);
    } else if (options.as_json) {
      auto report = ingest::describe_json(source->reading);
      report["path"] = path;
      reports.push_back(std::move(report));
    } else {
      fmt::print("{}\n{}", path, ingest::describe(source->reading));
    }
  }
  if (options.as_json) fmt::print("{}\n", boost::json::serialize(reports));
  return is_fine;
}

}  // namespace triforium::app
