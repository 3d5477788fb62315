// Which JSON files are documents of the Presentation API.
#pragma once

#include <string_view>

#include "ingest/file_tree.h"

namespace triforium::ingest {

// Pure: whether a JSON text, or the beginning of one, names the API or one of its classes. Its context may stand
// anywhere: programs that sort keys put “@context” at the beginning, others at the end. Slashes may be escaped.
bool names_presentation(std::string_view text);

// Reads the beginning of the file, and all of it (up to 64 MiB) where the beginning does not tell.
bool is_presentation_file(FileTree const& tree, std::string_view path);

}  // namespace triforium::ingest
