#include "renderings/archive_rendering.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "items/asset_catalog.h"
#include "renderings/zip.h"

namespace triforium::renderings {
namespace {

constexpr std::size_t kPiece = 64 << 10;

// The files' own names; with the asset's id before it where two have the same.
std::string name_in_archive(store::Asset const& asset, std::set<std::string>& taken) {
  auto name = std::filesystem::path(asset.path).filename().string();
  if (!taken.insert(name).second) {
    name = fmt::format("{}/{}", asset.id, name);
    taken.insert(name);
  }
  return name;
}

// As many bytes as were announced: nobody takes a file that changed meanwhile for the whole.
Result<void> blocking_read(storage::Source const& file, std::uint64_t size, Sink const& sink) {
  for (std::uint64_t at = 0; at < size;) {
    auto const count = static_cast<std::size_t>(std::min<std::uint64_t>(kPiece, size - at));
    TRIFORIUM_TRY(auto const bytes, storage::read_exactly(file, at, count));
    TRIFORIUM_CHECK(sink(bytes));
    at += count;
  }
  return {};
}

std::uint64_t length_of(std::vector<ArchiveFile> const& files) {
  ArchiveSize size;
  for (auto const& file : files)
    size.add(file.name, file.size);
  return size.bytes();
}

}  // namespace

Result<std::vector<ArchiveFile>> blocking_find_files(std::vector<store::Asset> const& assets,
                                                     std::filesystem::path const& data) {
  std::vector<ArchiveFile> files;
  std::set<std::string> taken, paths;
  for (auto const& asset : assets) {
    if (!paths.insert(asset.path).second) continue;
    TRIFORIUM_TRY(auto const file, items::blocking_open_asset(asset, data));
    files.push_back({asset, name_in_archive(asset, taken), file->size(), file->identity().tag});
  }
  if (files.empty()) return fail(ErrorKind::not_found, "This item has no files here.");
  return files;
}

Prepared prepare_archive(std::vector<ArchiveFile> files, std::filesystem::path const& data) {
  Prepared prepared;
  prepared.length = length_of(files);
  prepared.make = [data, files = std::move(files)](Sink const& sink) -> Result<void> {
    ZipWriter archive(sink);
    for (auto const& wanted : files) {
      TRIFORIUM_TRY(auto const file, items::blocking_open_asset(wanted.asset, data));
      if (file->identity().tag != wanted.state)
        return fail(ErrorKind::internal, "A file has changed while it was sent.", wanted.asset.path);
      auto const fill = [&](Sink const& into) { return blocking_read(*file, wanted.size, into); };
      TRIFORIUM_CHECK(archive.add(wanted.name, fill));
    }
    return archive.finish();
  };
  return prepared;
}

}  // namespace triforium::renderings
