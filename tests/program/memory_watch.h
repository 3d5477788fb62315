// How much memory something takes.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <string>

namespace triforium::test {

inline std::uint64_t status_kilobytes(std::string const& name) {
  std::ifstream file("/proc/self/status");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with(name + ":")) return std::strtoull(line.c_str() + name.size() + 1, nullptr, 10);
  }
  return 0;
}

// How far the resident memory of this process has risen above what it was.
class MemoryWatch {
 public:
  MemoryWatch() {
    std::ofstream("/proc/self/clear_refs") << "5";  // the highest mark begins anew
    before_ = status_kilobytes("VmRSS");
  }
  double growth_in_mb() const {
    auto const highest = status_kilobytes("VmHWM");
    return highest > before_ ? static_cast<double>(highest - before_) / 1024 : 0;
  }

 private:
  std::uint64_t before_;
};

}  // namespace triforium::test
