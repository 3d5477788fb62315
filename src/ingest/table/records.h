// Rows as records: each cell's values under the field that its column names.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/session.h"
#include "ingest/table/columns.h"

namespace triforium::ingest {

struct Record {
  enum class Kind { unknown, collection, item, page };

  std::string id;      // as it is written; a row without one is called after its first file
  std::string parent;  // as it is written; empty: none
  Kind kind = Kind::unknown;
  presentation::Description description;
  std::string viewing_direction;
  std::vector<std::string> aliases;
  std::vector<std::string> files, texts;
  std::string order, manifest;
  std::string canvas;  // of a page: its name within the item; empty: as its file is called
  std::string place;  // of the row, for findings
};

// One row. What it says and cannot mean becomes a finding.
Record read_record(Session& session, std::string const& path, Table const& table, Columns const& columns,
                   TableRow const& row);

}  // namespace triforium::ingest
