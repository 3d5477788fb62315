#include "program/zip_archive.h"

#include <gtest/gtest.h>
#include <zip.h>

#include <fstream>
#include <iterator>

#include "support/temporary_folder.h"

namespace triforium::test {

std::string zip_of(std::vector<std::pair<std::string, std::string>> const& files) {
  TemporaryFolder const folder;
  auto const path = folder.path() / "a.zip";
  auto* const archive = zip_open(path.c_str(), ZIP_CREATE, nullptr);
  for (auto const& [name, content] : files) {
    auto* const source = zip_source_buffer(archive, content.data(), content.size(), 0);
    zip_file_add(archive, name.c_str(), source, 0);
  }
  EXPECT_EQ(zip_close(archive), 0);
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace triforium::test
