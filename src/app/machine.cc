#include "app/machine.h"

#include <unistd.h>

#include <algorithm>
#include <fstream>

namespace triforium::app {

std::uint64_t machine_memory() {
  auto const pages = static_cast<std::uint64_t>(std::max(1L, ::sysconf(_SC_PHYS_PAGES)));
  auto memory = pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  // https://docs.kernel.org/admin-guide/cgroup-v2.html#memory-interface-files – “max” does not read as a number.
  std::uint64_t limit = 0;
  if (std::ifstream("/sys/fs/cgroup/memory.max") >> limit && limit > 0) memory = std::min(memory, limit);
  return memory;
}

std::uint64_t working_memory(Config const& config) {
  return config.limits.memory.value != 0 ? config.limits.memory.value : machine_memory() / 4;
}

std::uint64_t tiles_memory(Config const& config) {
  return std::min(config.cache.tiles.value, machine_memory() / 8);
}

}  // namespace triforium::app
