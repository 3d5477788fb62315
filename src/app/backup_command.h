// triforium backup FILE: the store in one file, while whoever uses it goes on.
#pragma once

#include <string>

#include "app/config.h"

namespace triforium::app {

struct BackupOptions {
  std::string to;
  bool as_json = false;
};

// Prints what was written, or why nothing was. False if it failed.
bool back_up_store(Config const& config, BackupOptions const& options);

}  // namespace triforium::app
