// `triforium serve`: builds every part, runs until SIGINT or SIGTERM, and takes the parts down in reverse.
#pragma once

#include "app/config.h"
#include "base/result.h"

namespace triforium::app {

// Blocks until the server was told to stop and everything in flight was finished, or the time for that was over.
// Errors: what keeps it from starting (an address in use, a folder that is none, a certificate that cannot be read).
Result<void> serve(Config const& config);

}  // namespace triforium::app
