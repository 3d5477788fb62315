// What a ZIP archive of anyone says that it holds: every entry that is let through has a name that stays below the
// folder into which it is unpacked, and a size within the bounds.
#include <cstdint>
#include <cstdlib>
#include <filesystem>

#include "uploads/archive.h"

using namespace triforium;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  uploads::UnpackLimits const limits{.bytes = 1 << 20, .entries = 100};
  auto const archive = uploads::open_archive({data, size}, limits);
  if (!archive) return 0;
  auto const entries = uploads::list_entries(archive->get(), limits);
  if (!entries) return 0;
  std::uint64_t bytes = 0;
  for (auto const& entry : *entries) {
    bytes += entry.size;
    auto const path = (std::filesystem::path("/below") / entry.name).lexically_normal().string();
    if (!path.starts_with("/below/")) std::abort();
  }
  if (entries->size() > limits.entries || bytes > limits.bytes) std::abort();
  return 0;
}
