#include "support/data.h"

#include <cstdlib>

namespace triforium::test {

std::filesystem::path source_dir() {
  return TRIFORIUM_SOURCE_DIR;
}

std::optional<std::filesystem::path> shared_data() {
  char const* named = std::getenv("TRIFORIUM_TEST_DATA");
  auto const path = named != nullptr ? std::filesystem::path(named) : source_dir().parent_path() / "shared" / "data";
  std::error_code ignored;
  return std::filesystem::is_directory(path, ignored) ? std::optional(path) : std::nullopt;
}

}  // namespace triforium::test
