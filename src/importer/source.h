// What lies at a path that people name.
#pragma once

#include <filesystem>
#include <string>

#include "ingest/reading.h"

namespace triforium::importer {

struct Source {
  std::string root;  // the absolute path, without a slash at its end: the same however it was written
  ingest::Reading reading;
};

// Drafts of what lies at `path`: a folder, or one spreadsheet or METS file. Errors: not_found; what is wrong inside is
// among the findings.
Result<Source> blocking_read_path(std::filesystem::path const& path);

}  // namespace triforium::importer
