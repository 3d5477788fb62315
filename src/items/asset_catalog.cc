#include "items/asset_catalog.h"

#include <fcntl.h>

#include "storage/confined_folder.h"

namespace triforium::items {
namespace {

class AssetCatalog final : public storage::Catalog {
 public:
  AssetCatalog(store::Store const& store, std::filesystem::path data) : store_(store), data_(std::move(data)) {}

  Result<std::shared_ptr<storage::Source const>> blocking_open(std::string const& identifier) const override {
    TRIFORIUM_TRY(auto file, find(identifier));
    return std::shared_ptr<storage::Source const>(std::move(file));
  }
  Result<storage::Identity> blocking_identify(std::string const& identifier) const override {
    TRIFORIUM_TRY(auto const file, find(identifier));
    return file->identity();
  }
  std::vector<std::string> blocking_list(std::size_t) const override { return {}; }

 private:
  Result<std::shared_ptr<storage::FileSource const>> find(std::string const& identifier) const {
    TRIFORIUM_TRY(auto const owned,
                  store_.read([&](store::Reading& reading) { return reading.find_asset(identifier); }));
    if (!owned) return fail(ErrorKind::not_found, "There is no such image.");
    return blocking_open_asset(owned->asset, data_);
  }

  store::Store const& store_;
  std::filesystem::path const data_;
};

}  // namespace

Result<std::shared_ptr<storage::FileSource const>> blocking_open_asset(store::Asset const& asset,
                                                                       std::filesystem::path const& data) {
  if (asset.is_stored) {
    TRIFORIUM_TRY(auto const folder, storage::ConfinedFolder::open(data.string()));
    return folder.blocking_open(asset.path);
  }
  std::filesystem::path const path = asset.path;
  if (!path.is_absolute()) return fail(ErrorKind::not_found, "There is no such file.", "not absolute: " + asset.path);
  // O_NONBLOCK: a pipe that lies there now must not hold us up before we see that it is no file.
  storage::FileDescriptor descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!descriptor.is_open()) {
    return fail(ErrorKind::not_found, "The file is not where it was when it was published.", asset.path);
  }
  return storage::FileSource::make(std::move(descriptor), asset.path);
}

std::unique_ptr<storage::Catalog> make_asset_catalog(store::Store const& store, std::filesystem::path data) {
  return std::make_unique<AssetCatalog>(store, std::move(data));
}

}  // namespace triforium::items
