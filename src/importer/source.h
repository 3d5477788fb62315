// What lies at a path that people name.
#pragma once

#include <filesystem>

#include "ingest/reading.h"

namespace triforium::importer {

// Drafts of what lies at `path`: a folder, or one spreadsheet or METS file. Errors: not_found; what is wrong inside is
// among the findings.
Result<ingest::Reading> blocking_read_path(std::filesystem::path const& path);

}  // namespace triforium::importer
