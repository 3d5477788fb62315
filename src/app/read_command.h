// triforium import --dry-run PATH…: what an import would publish, and what to look at first. Nothing is written.
#pragma once

#include "app/import_command.h"

namespace triforium::app {

// Prints the report of each path, or a JSON array of them. False if one of them has an error.
bool describe_import(ImportOptions const& options);

}  // namespace triforium::app
