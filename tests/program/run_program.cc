#include "program/run_program.h"

#include <fmt/format.h>
#include <sys/wait.h>

#include <cstdio>

namespace triforium::test {

ProgramOutcome run_program(std::string const& arguments) {
  ProgramOutcome outcome;
  auto* const pipe = ::popen(fmt::format("{} {} 2>&1", TRIFORIUM_PROGRAM, arguments).c_str(), "r");
  char buffer[4096];
  for (std::size_t count = 0; (count = std::fread(buffer, 1, sizeof buffer, pipe)) > 0;)
    outcome.output.append(buffer, count);
  auto const status = ::pclose(pipe);
  outcome.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return outcome;
}

}  // namespace triforium::test
