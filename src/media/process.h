// Runs another program: no shell, nothing on its standard input, its output bounded, its time and memory limited, and
// nothing of it left when the call returns.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace triforium::media {

struct ProcessLimits {
  std::chrono::milliseconds time{30'000};
  std::size_t memory = std::size_t{2} << 30;  // of its address space
  std::uint64_t output = std::uint64_t{64} << 20;
};

namespace blocking {

// Whether $PATH has it.
bool has_program(std::string const& name);

// What the program wrote to its standard output. `argv[0]` is looked for in $PATH; `argv` is not empty.
// Errors: not_implemented (“ffprobe” was not found on this machine), timeout, too_large (it wrote more than allowed),
// corrupt_source (it ended with another status than 0; `detail` has the end of what it said), internal.
Result<Bytes> run_process(std::vector<std::string> const& argv, ProcessLimits const& limits = {});

// The same, the output given to `sink` piece by piece as it comes.
Result<void> run_process(std::vector<std::string> const& argv, std::function<void(ByteView)> const& sink,
                         ProcessLimits const& limits = {});

}  // namespace blocking
}  // namespace triforium::media
