// What the columns of a spreadsheet mean.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/table/csv.h"

namespace triforium::ingest {

enum class Field {
  metadata,  // anything else: shown as it is, under its own name
  ignored,
  id,
  alias,
  parent,
  type,
  label,
  summary,
  file,
  text_file,
  canvas,  // the name of a page within its object
  order,
  rights,
  attribution,
  viewing_direction,
  behavior,
  nav_date,
  latitude,
  longitude,
  geojson,
  homepage,
  see_also,
  thumbnail,
  manifest,  // the address of a manifest that exists already
};

struct Column {
  Field field = Field::metadata;
  std::string name;      // the header without its language
  std::string language;  // of "Title@fr"
};

struct Columns {
  std::string_view profile;     // "Fester", "Wax", "Islandora Workbench", "CollectionBuilder", "Triforium"
  std::string value_separator;  // between several values of one cell
  std::vector<Column> columns;  // as many as the table has
};

// By the headers that only one of them has. Absent: no column is an id, a label or a file, so that rows would be
// nothing.
std::optional<Columns> recognise_columns(Table const& table);

}  // namespace triforium::ingest
