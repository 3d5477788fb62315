// What this build can read and write, for `triforium formats` and the line that the log starts with.
#pragma once

#include <string>

namespace triforium::app {

// Two lines, "reads: …" and "writes: …".
std::string describe_formats();

}  // namespace triforium::app
