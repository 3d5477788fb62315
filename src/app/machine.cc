#include "app/machine.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <thread>

#include "app/control_group.h"
#include "app/translate.h"

namespace triforium::app {
namespace {

// Of the file system on which `folder` lies, or will lie.
std::uint64_t free_space(std::filesystem::path folder) {
  std::error_code error;
  folder = std::filesystem::absolute(folder, error);
  while (!std::filesystem::exists(folder, error) && folder.has_relative_path())
    folder = folder.parent_path();
  auto const space = std::filesystem::space(folder, error);
  return error ? 0 : space.available;
}

ControlGroupLimits own_limits() {
  return read_control_group_limits("/proc/self/cgroup", "/sys/fs/cgroup");
}

}  // namespace

std::uint64_t machine_memory() {
  auto const pages = static_cast<std::uint64_t>(std::max(1L, ::sysconf(_SC_PHYS_PAGES)));
  auto const memory = pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  return std::min(memory, own_limits().memory.value_or(memory));
}

std::uint64_t working_memory(Config const& config) {
  return config.limits.memory.value != 0 ? config.limits.memory.value : machine_memory() / 4;
}

std::uint64_t tiles_memory(Config const& config) {
  return std::min(config.cache.tiles.value, machine_memory() / 8);
}

std::uint64_t answers_memory(Config const& config) {
  if (config.cache.answers.value != ByteBudget::kAutomatic) return config.cache.answers.value;
  return std::clamp<std::uint64_t>(machine_memory() / 32, 16 << 20, 32 << 20);
}

std::uint64_t disk_cache_size(Config const& config) {
  if (config.cache.disk.value != ByteBudget::kAutomatic) return config.cache.disk.value;
  // A twentieth of what is free; less than this much is not worth its files.
  constexpr std::uint64_t kLeast = 16 << 20, kMost = 1 << 30;
  auto const share = free_space(config.data) / 20;
  return share < kLeast ? 0 : std::min(share, kMost);
}

std::uint64_t derivatives_room(Config const& config) {
  if (config.derivatives.max_bytes.value != ByteBudget::kAutomatic) return config.derivatives.max_bytes.value;
  constexpr std::uint64_t kMost = 64ULL << 30;
  // What derivatives take already counts as free: otherwise their share would shrink with every start.
  auto space = free_space(derivatives_folder(config));
  std::error_code error;
  for (auto const& entry : std::filesystem::directory_iterator(derivatives_folder(config), error)) {
    std::error_code ignored;
    auto const bytes = entry.file_size(ignored);
    if (!ignored) space += bytes;
  }
  return std::min(kMost, space / 5);
}

unsigned compute_threads(Config const& config) {
  if (config.limits.workers != 0) return static_cast<unsigned>(config.limits.workers);
  auto const cores = std::max(1U, std::thread::hardware_concurrency());
  return std::min(cores, own_limits().processors.value_or(cores));
}

}  // namespace triforium::app
