// A folder out of which no path leads: names are resolved by the kernel, beneath the folder, whatever they contain.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "storage/file_source.h"

namespace triforium::storage {

class ConfinedFolder {
 public:
  // Errors: not_found if `path` is no folder that can be read; the message names it, for the operator at start-up.
  static Result<ConfinedFolder> open(std::string const& path);

  // The file at `relative`. Everything that is not a regular file beneath this folder is not_found: “..”, absolute
  // paths, symbolic links that lead out, names that begin with a dot, devices and pipes. Blocks.
  Result<std::shared_ptr<FileSource const>> blocking_open(std::string_view relative) const;
  Result<Identity> blocking_identify(std::string_view relative) const;

  // Opens a sub-folder for listing; "" is the folder itself.
  Result<FileDescriptor> blocking_open_folder(std::string_view relative) const;

  std::string const& path() const { return path_; }

 private:
  ConfinedFolder(std::shared_ptr<FileDescriptor const> folder, std::string path)
      : folder_(std::move(folder)), path_(std::move(path)) {}
  Result<FileDescriptor> blocking_open_beneath(std::string_view relative, int flags) const;

  std::shared_ptr<FileDescriptor const> folder_;
  std::string path_;
};

// Pure: whether every part of a relative path is an ordinary, visible name.
bool is_plain_path(std::string_view relative);

}  // namespace triforium::storage
