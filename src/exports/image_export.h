// One image of a site: info.json, tiles and sizes in the versions of the Image API that were asked for.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "base/result.h"
#include "exports/folder.h"
#include "exports/in_process.h"
#include "exports/report.h"

namespace triforium::exports {

struct ImageSettings {
  std::vector<int> versions{3, 2};
  std::int64_t tile_size = 0;  // pixels; 0: as the server offers them
};

// `asset` as it stands in a URL; `named` are paths of its pictures that documents name. What was exported before from
// the same file, with the same settings, is not made again. Blocks. Errors: those of the image server, and of the
// folder.
Result<Written> blocking_export_image(std::string const& asset, ImageSettings const& settings,
                                      std::set<std::string> const& named, InProcess& server,
                                      OutputFolder const& folder);

// The same for a file of its own: it is copied if it is not there, or has changed.
Result<OutputFolder::Outcome> blocking_copy_file(std::string const& path, InProcess& server,
                                                 OutputFolder const& folder);

// One answer of the server as a file.
Result<OutputFolder::Outcome> blocking_export_file(std::string const& path, InProcess& server,
                                                   OutputFolder const& folder);

}  // namespace triforium::exports
