// What an importer looks at: a folder with everything below it. Readers see names and bytes, never the machine; the
// twin in memory stands for a disk in tests, and for an unpacked archive.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace triforium::ingest {

struct TreeEntry {
  std::string name;  // one segment, no "/"
  bool is_folder = false;
  std::uint64_t size = 0;  // bytes; 0 for folders
};

// Paths are relative to the root, with "/" between segments; "" is the root. Everything blocks.
class FileTree {
 public:
  virtual ~FileTree() = default;

  // The name of the root, without what is above it.
  virtual std::string name() const = 0;

  // Visible files and folders, in natural order. Errors: not_found, too_large (more than kMaxEntries).
  virtual Result<std::vector<TreeEntry>> list(std::string_view folder) const = 0;

  // Errors: not_found; too_large where the file has more than `limit` bytes.
  virtual Result<std::string> read(std::string_view path, std::size_t limit) const = 0;

  // The first bytes, at most `limit`. Errors: not_found.
  virtual Result<std::string> read_head(std::string_view path, std::size_t limit) const = 0;

  // All bytes in pieces, for checksums of files of any size. Errors: not_found.
  virtual Result<void> read_through(std::string_view path,
                                    std::function<void(std::string_view)> const& piece) const = 0;

  // What a draft's FileReference says of the file: an absolute path. Never shown to clients.
  virtual std::string location(std::string_view path) const = 0;

  static constexpr std::size_t kMaxEntries = 1'000'000;
};

// The in-memory twin: path → content. Folders are what paths imply.
std::unique_ptr<FileTree> make_memory_tree(std::string name, std::map<std::string, std::string> files);

// A folder of this machine. Names that begin with a dot, symbolic links that lead out of it or to a folder around them,
// devices and pipes are not there. Errors: not_found.
Result<std::unique_ptr<FileTree>> blocking_open_folder_tree(std::string const& path);

// Of a path: "a/b.en.vtt" → name "b.en.vtt", folder "a", stem "b.en", extension "vtt" (lower case).
std::string_view name_of(std::string_view path);
std::string_view folder_of(std::string_view path);
std::string_view stem_of(std::string_view path);
std::string extension_of(std::string_view path);
std::string join(std::string_view folder, std::string_view name);

}  // namespace triforium::ingest
