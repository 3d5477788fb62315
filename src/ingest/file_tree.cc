#include "ingest/file_tree.h"

#include <algorithm>

#include "base/text.h"
#include "ingest/natural_sort.h"

namespace triforium::ingest {
namespace {

class MemoryTree : public FileTree {
 public:
  MemoryTree(std::string name, std::map<std::string, std::string> files)
      : name_(std::move(name)), files_(std::move(files)) {}

  std::string name() const override { return name_; }

  Result<std::vector<TreeEntry>> list(std::string_view folder) const override {
    auto const prefix = folder.empty() ? std::string() : std::string(folder) + "/";
    std::vector<TreeEntry> entries;
    for (auto at = files_.lower_bound(prefix); at != files_.end() && at->first.starts_with(prefix); ++at) {
      auto const rest = std::string_view(at->first).substr(prefix.size());
      auto const slash = rest.find('/');
      TreeEntry entry{std::string(rest.substr(0, slash)), slash != std::string_view::npos, 0};
      if (!entry.is_folder) entry.size = at->second.size();
      if (entry.name.starts_with('.')) continue;
      if (entries.empty() || entries.back().name != entry.name) entries.push_back(std::move(entry));
    }
    if (entries.empty() && !folder.empty()) return missing(folder);
    std::ranges::sort(entries, natural_less, &TreeEntry::name);
    return entries;
  }

  Result<std::string> read(std::string_view path, std::size_t limit) const override {
    auto const file = files_.find(std::string(path));
    if (file == files_.end()) return missing(path);
    if (file->second.size() > limit) {
      return fail(ErrorKind::too_large,
                  std::string(name_of(path)) + " is larger than " + std::to_string(limit) + " bytes");
    }
    return file->second;
  }

  Result<std::string> read_head(std::string_view path, std::size_t limit) const override {
    auto const file = files_.find(std::string(path));
    if (file == files_.end()) return missing(path);
    return file->second.substr(0, limit);
  }

  Result<void> read_through(std::string_view path, std::function<void(std::string_view)> const& piece) const override {
    auto const file = files_.find(std::string(path));
    if (file == files_.end()) return missing(path);
    piece(file->second);
    return {};
  }

  std::string location(std::string_view path) const override { return join("/" + name_, path); }

 private:
  static Failure missing(std::string_view path) { return fail(ErrorKind::not_found, "there is no " + quoted(path)); }

  std::string name_;
  std::map<std::string, std::string> files_;
};

}  // namespace

std::unique_ptr<FileTree> make_memory_tree(std::string name, std::map<std::string, std::string> files) {
  return std::make_unique<MemoryTree>(std::move(name), std::move(files));
}

std::string_view name_of(std::string_view path) {
  auto const slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

std::string_view folder_of(std::string_view path) {
  auto const slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

std::string_view stem_of(std::string_view path) {
  auto const name = name_of(path);
  auto const dot = name.rfind('.');
  return dot == std::string_view::npos || dot == 0 ? name : name.substr(0, dot);
}

std::string extension_of(std::string_view path) {
  auto const name = name_of(path);
  auto const dot = name.rfind('.');
  return dot == std::string_view::npos || dot == 0 ? std::string() : to_lower(name.substr(dot + 1));
}

std::string join(std::string_view folder, std::string_view name) {
  if (folder.empty()) return std::string(name);
  if (name.empty()) return std::string(folder);
  return std::string(folder) + "/" + std::string(name);
}

}  // namespace triforium::ingest
