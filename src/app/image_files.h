// Image files named on the command line, and those in the folders named there.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "app/config.h"
#include "base/error.h"
#include "codecs/open_file.h"

namespace triforium::app {

// A file of a folder that was named, with its path below it; or a file that was named itself.
struct ImageFile {
  std::filesystem::path path;
  std::filesystem::path relative;
};

// In natural order, folders with everything below them: what is named like an image there, and not hidden. A file that
// was named is taken whatever its name is, even if it is not there: opening it will tell.
std::vector<ImageFile> find_image_files(std::vector<std::string> const& paths);

// How the server opens pictures; the first page.
Result<codecs::OpenOptions> picture_options(Config const& config);

using codecs::OpenedFile;
// As the server opens it. Blocks. Errors: those of codecs::open; not_found.
Result<OpenedFile> open_image_file(std::filesystem::path const& path, int page, Config const& config);

// For people: the message, and what the decoder said.
std::string sentence_of(Error const& error);

}  // namespace triforium::app
