// triforium check PATH…: what each image is to a server, what its tiles cost, and what would make them cheaper.
#pragma once

#include <string>
#include <vector>

#include "app/config.h"

namespace triforium::app {

struct CheckOptions {
  std::vector<std::string> paths;
  bool as_json = false;
};

// Prints a line for each file, or a JSON array. Opens files, decodes nothing. False if one of them could not be opened,
// or there was none.
bool check_images(Config const& config, CheckOptions const& options);

}  // namespace triforium::app
