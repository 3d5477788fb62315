// triforium export ID… --to DIR: a static site, or the original files with a table.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "app/config.h"

namespace triforium::app {

struct ExportOptions {
  std::vector<std::string> ids;
  std::string to;
  std::string format = "site";  // or "originals"
  std::string base_url;         // where the site will be found
  std::vector<int> image_versions{3, 2};
  std::vector<int> presentation_versions{3, 2};
  std::int64_t tile_size = 0;  // pixels; 0: as the server offers them
  unsigned jobs = 0;           // images at the same time; 0: one for each processor
  bool with_originals = false;  // in a site, too
  bool as_json = false;
};

// Prints what was written, and what could not be. False if anything could not.
bool export_items(Config const& config, ExportOptions const& options);

}  // namespace triforium::app
