// Files that lie in the data folder, and move with it.
#pragma once

#include <filesystem>
#include <vector>

#include "store/records.h"

namespace triforium::importer {

// Those of the assets that lie below `data` get their place in it for a path. Pure.
std::vector<store::Asset> with_stored(std::vector<store::Asset> assets, std::filesystem::path const& data);

}  // namespace triforium::importer
