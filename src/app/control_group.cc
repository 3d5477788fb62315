#include "app/control_group.h"

#include <algorithm>
#include <fstream>
#include <string>
#include <vector>

#include "base/text.h"

namespace triforium::app {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMostBytes = UINT64_MAX >> 1;

// Absent for “max”, and where there is no such file.
std::optional<std::uint64_t> read_number(fs::path const& file) {
  std::ifstream in(file);
  std::string word;
  if (!(in >> word)) return std::nullopt;
  auto const number = parse_unsigned(word, kMostBytes);
  return number && *number > 0 ? number : std::nullopt;
}

// "The maximum bandwidth limit … in the following format: $MAX $PERIOD"
std::optional<unsigned> processors_of(std::optional<std::uint64_t> quota, std::optional<std::uint64_t> period) {
  constexpr std::uint64_t kMost = 1 << 16;
  if (!quota || !period) return std::nullopt;
  return static_cast<unsigned>(std::clamp<std::uint64_t>((*quota - 1) / *period + 1, 1, kMost));
}

std::optional<unsigned> read_cpu_max(fs::path const& file) {
  std::ifstream in(file);
  std::string quota, period;
  if (!(in >> quota >> period)) return std::nullopt;
  return processors_of(parse_unsigned(quota, kMostBytes), parse_unsigned(period, kMostBytes));
}

template <typename Value>
void take_less(std::optional<Value>& least, std::optional<Value> const& other) {
  if (other && (!least || *other < *least)) least = other;
}

// One group, as either version of the interface describes it.
void read_group(ControlGroupLimits& limits, fs::path const& group) {
  take_less(limits.memory, read_number(group / "memory.max"));
  take_less(limits.memory, read_number(group / "memory.limit_in_bytes"));
  take_less(limits.processors, read_cpu_max(group / "cpu.max"));
  take_less(limits.processors,
            processors_of(read_number(group / "cpu.cfs_quota_us"), read_number(group / "cpu.cfs_period_us")));
}

// Whatever lies between `mounted` and the group. A container sees its own group at the root, though its membership may
// be told by a path that only the host has.
void read_groups(ControlGroupLimits& limits, fs::path const& mounted, std::string const& path) {
  auto group = mounted;
  read_group(limits, group);
  for (auto const& part : fs::path(path).relative_path()) {
    if (part == "..") return;
    read_group(limits, group /= part);
  }
}

}  // namespace

ControlGroupLimits read_control_group_limits(fs::path const& membership, fs::path const& mounted) {
  ControlGroupLimits limits;
  read_group(limits, mounted);
  std::ifstream lines(membership);
  // https://man7.org/linux/man-pages/man7/cgroups.7.html – “hierarchy-ID:controller-list:cgroup-path”
  for (std::string line; std::getline(lines, line);) {
    auto const first = line.find(':'), second = line.find(':', first + 1);
    if (first == std::string::npos || second == std::string::npos) continue;
    auto const controllers = line.substr(first + 1, second - first - 1), path = line.substr(second + 1);
    bool const matters = controllers.empty() || controllers == "memory" || controllers.starts_with("cpu");
    if (matters) read_groups(limits, mounted / controllers, path);
  }
  return limits;
}

}  // namespace triforium::app
