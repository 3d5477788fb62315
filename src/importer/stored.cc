#include "importer/stored.h"

namespace triforium::importer {

std::vector<store::Asset> with_stored(std::vector<store::Asset> assets, std::filesystem::path const& data) {
  if (data.empty()) return assets;
  auto const prefix = (data / "").string();
  for (auto& asset : assets) {
    if (!asset.path.starts_with(prefix)) continue;
    asset.path.erase(0, prefix.size());
    asset.is_stored = true;
  }
  return assets;
}

}  // namespace triforium::importer
