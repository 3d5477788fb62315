// What the control groups of a process let it have: https://docs.kernel.org/admin-guide/cgroup-v2.html and, where the
// machine still has them, https://docs.kernel.org/admin-guide/cgroup-v1/memory.html
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

namespace triforium::app {

struct ControlGroupLimits {
  std::optional<std::uint64_t> memory;  // bytes
  std::optional<unsigned> processors;   // how many may be busy at once, rounded up; at least 1
};

// The least of what the process's own group and those above it allow; absent where none of them limits.
// `membership`: /proc/self/cgroup. `mounted`: where control groups are mounted, /sys/fs/cgroup. What cannot be read
// limits nothing.
ControlGroupLimits read_control_group_limits(std::filesystem::path const& membership,
                                             std::filesystem::path const& mounted);

}  // namespace triforium::app
