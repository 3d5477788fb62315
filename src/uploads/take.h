// From an upload that is complete to files that can be imported.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "uploads/unpack.h"
#include "uploads/uploads.h"

namespace triforium::uploads {

// The folder below `files` with what was uploaded: the ZIP's files, or the file under its name. It is called like the
// one folder that the ZIP holds, else like the ZIP or file. It is there wholly or not at all; the upload itself is gone
// then. A second call finds it. Blocks. Errors: those of Uploads::file_of() and
// blocking_unpack().
Result<std::filesystem::path> blocking_take(Uploads& uploads, std::string_view id, std::filesystem::path const& files,
                                            UnpackLimits const& limits, UnpackWatch const& watch);

}  // namespace triforium::uploads
