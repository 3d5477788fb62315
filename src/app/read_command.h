// triforium import --dry-run PATH…: what an import would publish, and what to look at first. Nothing is written.
#pragma once

#include <filesystem>

#include "app/import_command.h"
#include "ingest/reading.h"

namespace triforium::app {

// Drafts of what lies at `path`: a folder, or one spreadsheet or METS file. Errors: not_found; what is wrong inside is
// among the findings.
Result<ingest::Reading> blocking_read_path(std::filesystem::path const& path);

// Prints the report of each path, or a JSON array of them. False if one of them has an error.
bool describe_import(ImportOptions const& options);

}  // namespace triforium::app
