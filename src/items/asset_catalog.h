// The images among the published files, for the image server: their identifier is the asset's id.
#pragma once

#include <filesystem>
#include <memory>

#include "storage/catalog.h"
#include "storage/file_source.h"
#include "store/store.h"

namespace triforium::items {

// The file of an asset: where the store says, and nowhere else. What is stored by us lies below `data`. Blocks.
// Errors: not_found, if the file is not there any more.
Result<std::shared_ptr<storage::FileSource const>> blocking_open_asset(store::Asset const& asset,
                                                                       std::filesystem::path const& data);

// `store` outlives it. Lists nothing: there may be millions.
std::unique_ptr<storage::Catalog> make_asset_catalog(store::Store const& store, std::filesystem::path data);

}  // namespace triforium::items
