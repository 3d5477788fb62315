// How far an import is, as one line for people. Pure.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace triforium::app {

// "1,280 of 10,000 (12 %), 214 a second, 41 s left". Without rate and rest as long as nothing can be said of them.
std::string progress_line(std::uint64_t done, std::uint64_t total, std::chrono::milliseconds elapsed);

}  // namespace triforium::app
