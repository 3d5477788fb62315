// An upload on its way to the files that its job imports.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "store/store.h"
#include "uploads/take.h"

namespace triforium::app {

// uploads::blocking_take() for a job: once a second its row tells how many bytes are unpacked, and it is asked whether
// somebody has cancelled it. `is_stopping`: the server. Errors: as there.
Result<std::filesystem::path> blocking_unpack_for_job(store::Store& store, std::uint64_t job, uploads::Uploads& uploads,
                                                      std::string const& upload, std::filesystem::path const& files,
                                                      uploads::UnpackLimits const& limits,
                                                      std::function<bool()> const& is_stopping);

}  // namespace triforium::app
