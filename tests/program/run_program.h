// The program, run as people run it.
#pragma once

#include <string>

namespace triforium::test {

struct ProgramOutcome {
  std::string output;  // of standard output and standard error
  int code = -1;       // -1: it was ended by a signal
};

// `arguments` go through a shell.
ProgramOutcome run_program(std::string const& arguments);

}  // namespace triforium::test
