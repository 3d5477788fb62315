// What lies at a path that people name.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "ingest/reading.h"
#include "portable/contents.h"

namespace triforium::importer {

struct Source {
  std::string root;  // the URL, or the absolute path without a slash at its end: the same however it was written
  ingest::Reading reading;
  std::optional<portable::Contents> contents{};  // of an export of ours: then nothing is read of it yet
};

// Drafts of what lies at `path`: a folder, one spreadsheet or METS file; or a manifest or collection, as a file or at a
// URL, which is not read yet. Errors: not_found; what is wrong inside is
// among the findings.
Result<Source> blocking_read_path(std::filesystem::path const& path);

}  // namespace triforium::importer
