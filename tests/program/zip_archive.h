// Small ZIP archives.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace triforium::test {

// The bytes of an archive with these files, by name and content.
std::string zip_of(std::vector<std::pair<std::string, std::string>> const& files);

}  // namespace triforium::test
