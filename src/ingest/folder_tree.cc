// FileTree over a folder of this machine. The kernel resolves every name beneath it.
#include <dirent.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>

#include "ingest/file_tree.h"
#include "ingest/natural_sort.h"
#include "storage/confined_folder.h"

namespace triforium::ingest {
namespace {

constexpr std::size_t kPiece = std::size_t{1} << 20;

class FolderTree : public FileTree {
 public:
  explicit FolderTree(storage::ConfinedFolder folder) : folder_(std::move(folder)) {}

  std::string name() const override { return std::string(name_of(folder_.path())); }

  Result<std::vector<TreeEntry>> list(std::string_view path) const override {
    TRIFORIUM_TRY(auto opened, folder_.blocking_open_folder(path));
    auto const close = [](DIR* directory) { ::closedir(directory); };
    std::unique_ptr<DIR, decltype(close)> const directory(::fdopendir(::dup(opened.get())), close);
    if (!directory) return fail(ErrorKind::not_found, "the folder cannot be read", folder_.path());
    std::vector<TreeEntry> entries;
    while (auto const* found = ::readdir(directory.get())) {
      if (entries.size() == kMaxEntries)
        return fail(ErrorKind::too_large, "the folder has more than 1,000,000 entries");
      if (auto entry = describe(path, found->d_name)) entries.push_back(std::move(*entry));
    }
    std::ranges::sort(entries, natural_less, &TreeEntry::name);
    return entries;
  }

  Result<std::string> read(std::string_view path, std::size_t limit) const override {
    TRIFORIUM_TRY(auto const file, folder_.blocking_open(path));
    if (file->size() > limit) {
      return fail(ErrorKind::too_large,
                  std::string(name_of(path)) + " is larger than " + std::to_string(limit) + " bytes");
    }
    return read_some(*file, file->size());
  }

  Result<std::string> read_head(std::string_view path, std::size_t limit) const override {
    TRIFORIUM_TRY(auto const file, folder_.blocking_open(path));
    return read_some(*file, std::min<std::uint64_t>(limit, file->size()));
  }

  Result<void> read_through(std::string_view path, std::function<void(std::string_view)> const& piece) const override {
    TRIFORIUM_TRY(auto const file, folder_.blocking_open(path));
    std::string buffer(kPiece, '\0');
    for (std::uint64_t at = 0; at < file->size();) {
      auto const into = std::span(reinterpret_cast<std::uint8_t*>(buffer.data()), buffer.size());
      TRIFORIUM_TRY(auto const count, file->read_at(at, into));
      if (count == 0) break;
      piece(std::string_view(buffer).substr(0, count));
      at += count;
    }
    return {};
  }

  std::string location(std::string_view path) const override { return join(folder_.path(), path); }

 private:
  // Absent: hidden, neither file nor folder, or a link that leads out or in circles.
  std::optional<TreeEntry> describe(std::string_view folder, std::string const& name) const {
    if (name.starts_with('.')) return std::nullopt;
    auto const path = join(folder, name);
    if (auto const file = folder_.blocking_open(path)) return TreeEntry{name, false, (*file)->size()};
    if (folder_.blocking_open_folder(path) && !leads_up(path)) return TreeEntry{name, true, 0};
    return std::nullopt;
  }

  // A link to a folder around it: below it would be everything once more, without end.
  bool leads_up(std::string_view path) const {
    namespace fs = std::filesystem;
    std::error_code error;
    auto const link = fs::path(folder_.path()) / path;
    if (!fs::is_symlink(link, error)) return false;
    auto const target = fs::canonical(link, error);
    auto const around = fs::canonical(link.parent_path(), error);
    return error || std::ranges::mismatch(target, around).in1 == target.end();
  }

  static Result<std::string> read_some(storage::Source const& file, std::uint64_t size) {
    TRIFORIUM_TRY(auto const bytes, storage::read_exactly(file, 0, size));
    return std::string(bytes.begin(), bytes.end());
  }

  storage::ConfinedFolder folder_;
};

}  // namespace

Result<std::unique_ptr<FileTree>> blocking_open_folder_tree(std::string const& path) {
  std::error_code error;
  auto const absolute = std::filesystem::canonical(path, error);
  if (error) return fail(ErrorKind::not_found, "There is no folder " + path + ".");
  TRIFORIUM_TRY(auto folder, storage::ConfinedFolder::open(absolute.string()));
  return std::make_unique<FolderTree>(std::move(folder));
}

}  // namespace triforium::ingest
