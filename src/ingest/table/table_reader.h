// Spreadsheets: one row for each object, or for each page.
#pragma once

#include "ingest/session.h"

namespace triforium::ingest {

// Whether the folder holds a CSV, TSV or XLSX file whose columns are known, or is asked for by name.
bool is_table_folder(Session& session, Place const& place, Entries const& entries);
void read_table_folder(Session& session, Place const& place, Entries const& entries);

}  // namespace triforium::ingest
