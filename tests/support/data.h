// Where tests find files that are not beside them.
#pragma once

#include <filesystem>
#include <optional>

namespace triforium::test {

// The root of this repository.
std::filesystem::path source_dir();

// The folder of real images and books that is kept beside the project, not in it: $TRIFORIUM_TEST_DATA, or
// ../shared/data beside the repository. Absent on a bare clone: such a test then says GTEST_SKIP() << test::kNoData.
std::optional<std::filesystem::path> shared_data();
inline constexpr char const* kNoData = "the real files of ../shared/data are not here";

}  // namespace triforium::test
