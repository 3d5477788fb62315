#include "importer/restored_files.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include "base/bytes.h"
#include "storage/confined_folder.h"
#include "text/page_text_binary.h"

namespace triforium::importer {
namespace {

// What the disk says of the file; what was found out about it before stays. Absent: it is not there.
bool blocking_look(storage::ConfinedFolder const& folder, store::Asset& asset) {
  auto const file = folder.blocking_open(asset.path);
  struct stat status {};
  if (!file || ::fstat((*file)->descriptor(), &status) != 0) return false;
  asset.path = folder.path() + "/" + asset.path;
  asset.is_stored = false;
  asset.size = static_cast<std::uint64_t>(status.st_size);
  asset.modified_ns = std::int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec;
  asset.inode = status.st_ino;
  return true;
}

}  // namespace

Result<std::string> blocking_read_inside(std::string const& root, std::string const& file, std::uintmax_t most) {
  TRIFORIUM_TRY(auto const folder, storage::ConfinedFolder::open(root));
  TRIFORIUM_TRY(auto const source, folder.blocking_open(file));
  if (source->size() > most) return fail(ErrorKind::too_large, fmt::format("It has more than {} bytes.", most));
  std::string bytes(source->size(), '\0');
  std::span<std::uint8_t> const into(reinterpret_cast<std::uint8_t*>(bytes.data()), bytes.size());
  TRIFORIUM_TRY(auto const count, source->read_at(0, into));
  bytes.resize(count);
  return bytes;
}

std::vector<store::Asset> blocking_find_files(std::string const& root, portable::Record const& record,
                                              std::vector<ingest::Finding>& findings) {
  std::vector<store::Asset> assets;
  auto const folder = storage::ConfinedFolder::open(root);
  for (auto asset : record.assets) {
    auto const name = asset.path;
    auto const size = asset.size;
    if (!folder || !blocking_look(*folder, asset)) {
      findings.push_back({ingest::Severity::warning, name, "The file is not in the export any more."});
      continue;
    }
    if (size != 0 && size != asset.size)
      findings.push_back({ingest::Severity::warning, name,
                          fmt::format("The file has {} bytes, but had {} when it was exported.", asset.size, size)});
    assets.push_back(std::move(asset));
  }
  return assets;
}

std::vector<store::Text> checked_texts(portable::Record record, std::vector<ingest::Finding>& findings) {
  for (auto& text : record.texts) {
    if (text.words.empty() || text::read_page_text(as_bytes(text.words))) continue;
    findings.push_back({ingest::Severity::warning, record.id,
                        fmt::format("The words of “{}” cannot be read; its plain text is kept.", text.canvas)});
    text.words.clear();
  }
  return std::move(record.texts);
}

}  // namespace triforium::importer
