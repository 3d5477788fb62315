// The files and texts of an item that an export wrote, as the store has them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "ingest/reading.h"
#include "portable/record.h"

namespace triforium::importer {

// The bytes of a file within the folder, out of which no link leads. Blocks. Errors: not_found; too_large.
Result<std::string> blocking_read_inside(std::string const& root, std::string const& file, std::uintmax_t most);

// With their places on this disk. What is not there is left out, and told; what has another size than it had, too.
// Blocks.
std::vector<store::Asset> blocking_find_files(std::string const& root, portable::Record const& record,
                                              std::vector<ingest::Finding>& findings);

// Pure. Words that are not in the form of ours are left out, and told.
std::vector<store::Text> checked_texts(portable::Record record, std::vector<ingest::Finding>& findings);

}  // namespace triforium::importer
