// triforium check PATH|URL…: images, manifests and collections, in files, folders and where they are published.
#pragma once

#include <string>
#include <vector>

#include "app/config.h"

namespace triforium::app {

struct CheckOptions {
  std::vector<std::string> paths;
  bool as_json = false;
  bool mends = false;
  std::string to;  // where the mended document goes; "" for its own place, its original kept beside it
};

// Prints what was found, for people or as one JSON array. Returns the exit code: 1, if something cannot be read or has
// errors; 2, if what was asked for makes no sense. Blocks.
int run_check(Config const& config, CheckOptions const& options);

}  // namespace triforium::app
