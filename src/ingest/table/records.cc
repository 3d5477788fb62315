#include "ingest/table/records.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "ingest/dates.h"
#include "ingest/file_index.h"
#include "ingest/nav_place.h"
#include "ingest/rights.h"

namespace triforium::ingest {
namespace {

std::vector<std::string> values_of(std::string_view cell, std::string_view separator) {
  std::vector<std::string> values;
  while (!cell.empty()) {
    auto const at = separator.empty() ? std::string_view::npos : cell.find(separator);
    auto const value = trim(cell.substr(0, at));
    if (!value.empty()) values.emplace_back(value);
    cell = at == std::string_view::npos ? std::string_view() : cell.substr(at + separator.size());
  }
  return values;
}

Record::Kind kind_of(std::string_view text) {
  auto const type = to_lower(text);
  auto const is = [&](std::initializer_list<std::string_view> names) {
    return std::ranges::find(names, type) != names.end();
  };
  if (is({"collection", "sammlung"})) return Record::Kind::collection;
  if (is({"page", "canvas", "seite"})) return Record::Kind::page;
  if (is({"item", "object", "work", "manifest", "objekt", "compound_object", "multiple", "paged content", "book"}))
    return Record::Kind::item;
  return Record::Kind::unknown;
}

std::string direction_of(std::string_view text) {
  auto const value = to_lower(text);
  for (std::string_view const known : {"left-to-right", "right-to-left", "top-to-bottom", "bottom-to-top"}) {
    if (value == known) return std::string(known);
  }
  return {};
}

// The reading of one row.
struct RowReader {
  Session& session;
  std::string const& path;
  Table const& table;
  TableRow const& row;
  Record record;
  std::string latitude, longitude;

  void warn(std::size_t column, std::string message) {
    session.reading.warn(path + " " + table.place(row, column), std::move(message));
  }

  presentation::FileReference link(std::string address, std::string_view format) {
    return {.location = std::move(address), .format = std::string(format), .profile = {}, .language = {}, .label = {}};
  }

  void read_rights(std::size_t column, std::string const& value) {
    if (auto const uri = rights_uri(value))
      record.description.rights = *uri;
    else
      add_metadata(Column{Field::metadata, "Rights", {}}, value);
    if (record.description.rights.empty())
      warn(column, quoted(value) + " is no address of Creative Commons or RightsStatements.org; it is shown as text.");
  }

  void add_metadata(Column const& column, std::string const& value) {
    auto& metadata = record.description.metadata;
    auto const same = std::ranges::find_if(
        metadata, [&](auto const& entry) { return entry.label.values.front().second.front() == column.name; });
    auto& entry = same != metadata.end() ? *same : metadata.emplace_back();
    if (entry.label.is_empty()) entry.label.add("none", column.name);
    entry.value.add(column.language, value);
  }

  void read_link(std::size_t column, Field field, std::string const& value) {
    if (!has_scheme(value)) return warn(column, quoted(value) + " is no web address; it is left out.");
    if (field == Field::homepage)
      record.description.homepages.push_back(link(value, "text/html"));
    else if (field == Field::see_also)
      record.description.see_also.push_back(link(value, ""));
    else if (field == Field::thumbnail)
      record.description.thumbnail = link(value, "");
    else
      record.manifest = value;
  }

  void read_date(std::size_t column, Column const& of, std::string const& value) {
    add_metadata(of, value);
    if (auto const date = nav_date(value))
      record.description.nav_date = *date;
    else if (of.name == "navDate")
      warn(column, quoted(value) + " is no date such as 1712, 1712-03 or 1712-03-09.");
  }

  void read_value(std::size_t at, Column const& column, std::string const& value) {
    auto& description = record.description;
    switch (column.field) {
      case Field::metadata:
        return add_metadata(column, value);
      case Field::ignored:
        return;
      case Field::id:
        record.id = value;
        return;
      case Field::alias:
        record.aliases.push_back(value);
        return;
      case Field::parent:
        record.parent = value;
        return;
      case Field::type:
        record.kind = kind_of(value);
        return;
      case Field::label:
        return description.label.add(column.language, value);
      case Field::summary:
        return description.summary.add(column.language, value);
      case Field::file:
        record.files.push_back(value);
        return;
      case Field::text_file:
        record.texts.push_back(value);
        return;
      case Field::canvas:
        record.canvas = value;
        return;
      case Field::order:
        record.order = value;
        return;
      case Field::rights:
        return read_rights(at, value);
      case Field::attribution:
        return read_attribution(column, value);
      case Field::viewing_direction:
        return read_direction(at, value);
      case Field::behavior:
        description.behaviors.push_back(value);
        return;
      case Field::nav_date:
        return read_date(at, column, value);
      case Field::latitude:
        latitude = value;
        return;
      case Field::longitude:
        longitude = value;
        return;
      case Field::geojson:
        return read_geojson(at, value);
      case Field::homepage:
      case Field::see_also:
      case Field::thumbnail:
      case Field::manifest:
        return read_link(at, column.field, value);
    }
  }

  void read_attribution(Column const& column, std::string const& value) {
    auto& statement = record.description.required_statement;
    if (!statement) statement.emplace().label.add("en", "Attribution");
    statement->value.add(column.language, value);
  }

  void read_direction(std::size_t column, std::string const& value) {
    record.viewing_direction = direction_of(value);
    if (record.viewing_direction.empty())
      warn(column, quoted(value) + " is no viewing direction such as right-to-left.");
  }

  void read_geojson(std::size_t column, std::string const& value) {
    if (auto const place = nav_place_of_geojson(value))
      record.description.nav_place = *place;
    else
      warn(column, "This is no GeoJSON.");
  }
};

// Cells of these are one value, whatever is in them.
bool is_single(Field field) {
  return field == Field::label || field == Field::summary || field == Field::geojson || field == Field::id ||
         field == Field::attribution;
}

}  // namespace

Record read_record(Session& session, std::string const& path, Table const& table, Columns const& columns,
                   TableRow const& row) {
  RowReader reader{session, path, table, row, {}, {}, {}};
  reader.record.place = path + " " + (table.is_sheet ? "row " : "line ") + std::to_string(row.line);
  auto const& separator =
      session.options.value_separator.empty() ? columns.value_separator : session.options.value_separator;
  for (std::size_t at = 0; at < row.cells.size() && at < columns.columns.size(); ++at) {
    auto const& column = columns.columns[at];
    if (row.cells[at].empty()) continue;
    if (is_single(column.field))
      reader.read_value(at, column, row.cells[at]);
    else
      for (auto const& value : values_of(row.cells[at], separator))
        reader.read_value(at, column, value);
  }
  if (row.cells.size() > columns.columns.size())
    reader.warn(columns.columns.size(), "The row has more cells than the header; the rest is left out.");
  if (auto const point = nav_place(reader.latitude, reader.longitude))
    reader.record.description.nav_place = *point;
  else if (!reader.latitude.empty() && !reader.longitude.empty())
    session.reading.warn(reader.record.place, "Latitude and longitude are no degrees of the earth.");
  if (reader.record.id.empty() && !reader.record.files.empty()) reader.record.id = stem_of(reader.record.files.front());
  return std::move(reader.record);
}

}  // namespace triforium::ingest
