// The commands, their options and their help. Exit codes: 0 fine, 1 failed, 2 wrong usage.
#pragma once

namespace triforium::app {

int run_command_line(int argc, char** argv);

}  // namespace triforium::app
