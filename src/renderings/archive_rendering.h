// The files of an item in a ZIP archive.
#pragma once

#include <filesystem>
#include <vector>

#include "renderings/prepared.h"
#include "storage/source.h"
#include "store/store.h"

namespace triforium::renderings {

// A file as it lies there now.
struct ArchiveFile {
  store::Asset asset;
  std::string name;  // in the archive
  std::uint64_t size = 0;
  std::string state;  // another one for every other state of the file
};
// Each file once, whatever it is used for. Errors: not_found, if one of them is not there any more, or there are none.
Result<std::vector<ArchiveFile>> blocking_find_files(std::vector<store::Asset> const& assets,
                                                     std::filesystem::path const& data);

Prepared prepare_archive(std::vector<ArchiveFile> files, std::filesystem::path const& data);

}  // namespace triforium::renderings
