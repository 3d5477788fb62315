// Opens a picture that lies on this machine, by its path.
#pragma once

#include <filesystem>
#include <memory>

#include "codecs/registry.h"

namespace triforium::codecs {

struct OpenedFile {
  std::shared_ptr<storage::Source const> source;
  std::shared_ptr<Decoder const> decoder;
};
// Blocks. Errors: those of open(); not_found.
Result<OpenedFile> blocking_open_file(std::filesystem::path const& path, OpenOptions const& options);

}  // namespace triforium::codecs
