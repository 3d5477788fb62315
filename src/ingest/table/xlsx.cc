#include "ingest/table/xlsx.h"

#include <fmt/format.h>
#include <zip.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <map>
#include <memory>
#include <optional>
#include <set>

#include "base/text.h"
#include "ingest/table/cell_name.h"
#include "xml/document.h"

namespace triforium::ingest {
namespace {

using namespace xml;

constexpr std::uint64_t kMaxPart = std::uint64_t{256} << 20;
constexpr std::uint64_t kMaxRatio = 1000;  // honest sheets are packed to a hundredth at best

using Archive = std::unique_ptr<zip_t, decltype(&zip_discard)>;

Result<Archive> open_archive(std::string_view bytes) {
  zip_error_t error;
  zip_error_init(&error);
  auto* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
  auto* archive = source ? zip_open_from_source(source, ZIP_RDONLY, &error) : nullptr;
  if (!archive && source) zip_source_free(source);
  zip_error_fini(&error);
  if (!archive) return fail(ErrorKind::corrupt_source, "it is no ZIP archive, which every XLSX is");
  return Archive(archive, zip_discard);
}

// One part, unpacked. Its size is checked before anything is unpacked, and again while it is.
Result<std::string> read_part(zip_t* archive, std::string const& name) {
  zip_stat_t stat;
  zip_stat_init(&stat);
  if (zip_stat(archive, name.c_str(), 0, &stat) != 0) return fail(ErrorKind::not_found, name + " is missing");
  bool const is_bomb =
      stat.size > (std::uint64_t{1} << 20) && stat.size / std::max<std::uint64_t>(stat.comp_size, 1) > kMaxRatio;
  if (stat.size > kMaxPart || is_bomb) return fail(ErrorKind::too_large, name + " unpacks to more than is allowed");
  std::unique_ptr<zip_file_t, decltype(&zip_fclose)> const file(zip_fopen(archive, name.c_str(), 0), zip_fclose);
  std::string text(stat.size, '\0');
  if (!file || zip_fread(file.get(), text.data(), stat.size) != static_cast<zip_int64_t>(stat.size)) {
    return fail(ErrorKind::corrupt_source, name + " cannot be unpacked");
  }
  return text;
}

Result<xml::Document> parse_part(zip_t* archive, std::string const& name) {
  TRIFORIUM_TRY(auto const text, read_part(archive, name));
  auto xml = xml::Document::parse(
      text, {.bytes = kMaxPart, .shape = {.depth = 64, .elements = 8'000'000, .attributes = 32'000'000}});
  if (!xml) return fail(xml.error().kind, name + ": " + xml.error().message);
  return xml;
}

// <si> and <is>: runs of text, without what is written above them (phonetic runs).
std::string string_of(pugi::xml_node item) {
  std::string text;
  for (auto const child : item.children()) {
    if (is_named(child, "t")) text += child.child_value();
    if (is_named(child, "r")) text += child_of(child, "t").child_value();
  }
  return text;
}

std::vector<std::string> shared_strings(zip_t* archive) {
  std::vector<std::string> strings;
  auto const part = parse_part(archive, "xl/sharedStrings.xml");
  if (!part) return strings;
  for (auto const item : children_of(part->root(), "si"))
    strings.push_back(string_of(item));
  return strings;
}

// Numbers of formats that mean a day or a time: 14…22 and 45…47 are built in, others say so by their letters.
bool is_date_format(unsigned id, std::string_view code) {
  if ((id >= 14 && id <= 22) || (id >= 45 && id <= 47)) return true;
  bool is_literal = false;
  for (char const c : code) {
    if (c == '"' || c == '[')
      is_literal = true;
    else if (is_literal && (c == '"' || c == ']'))
      is_literal = false;
    else if (!is_literal && (c == 'y' || c == 'd'))
      return true;
  }
  return false;
}

// The indexes of cell styles (s="…") that show dates.
std::set<std::size_t> date_styles(zip_t* archive) {
  std::set<std::size_t> styles;
  auto const part = parse_part(archive, "xl/styles.xml");
  if (!part) return styles;
  std::map<std::string, std::string> codes;
  for (auto const format : children_of(child_of(part->root(), "numFmts"), "numFmt"))
    codes[std::string(attribute_of(format, "numFmtId"))] = to_lower(attribute_of(format, "formatCode"));
  std::size_t index = 0;
  for (auto const style : children_of(child_of(part->root(), "cellXfs"), "xf")) {
    auto const id = attribute_of(style, "numFmtId");
    if (is_date_format(static_cast<unsigned>(parse_unsigned(id, 10'000).value_or(0)), codes[std::string(id)]))
      styles.insert(index);
    ++index;
  }
  return styles;
}

// Days since 1899-12-30 (ECMA-376, part 1, 18.17.4.1) as an ISO date; absent where the number is no day.
std::optional<std::string> date_of(std::string_view number) {
  double days = 0;
  auto const [end, error] = std::from_chars(number.data(), number.data() + number.size(), days);
  if (error != std::errc() || end != number.data() + number.size() || !(days >= 1 && days < 2'958'466))
    return std::nullopt;
  using namespace std::chrono;
  year_month_day const date{sys_days{year{1899} / December / 30} +
                            std::chrono::days{static_cast<int>(std::floor(days))}};
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()));
}

struct Workbook {
  std::vector<std::string> strings;
  std::set<std::size_t> dates;
};

std::string value_of(pugi::xml_node cell, Workbook const& book) {
  auto const type = attribute_of(cell, "t");
  if (type == "inlineStr") return string_of(child_of(cell, "is"));
  std::string const value = child_of(cell, "v").child_value();
  if (type == "s") {
    auto const index = parse_unsigned(value);
    return index && *index < book.strings.size() ? book.strings[*index] : std::string();
  }
  if (type == "b") return value == "1" ? "true" : "false";
  if (type == "e") return {};  // #N/A and the like
  auto const style = parse_unsigned(attribute_of(cell, "s"));
  if (type.empty() && style && book.dates.contains(*style)) return date_of(value).value_or(value);
  return value;
}

// Cells stand where their name says; empty ones are not written.
Result<TableRow> read_row(pugi::xml_node node, std::size_t line, Workbook const& book, TableLimits const& limits) {
  TableRow row{line, {}};
  for (auto const cell : children_of(node, "c")) {
    auto const position = parse_cell_name(attribute_of(cell, "r"));
    auto const column = position ? position->column : row.cells.size();
    auto const value = value_of(cell, book);
    if (value.empty()) continue;
    if (column >= limits.columns)
      return fail(ErrorKind::too_large,
                  fmt::format("{}: more than {} columns", cell_name(line, column), limits.columns));
    if (value.size() > limits.cell)
      return fail(ErrorKind::too_large,
                  fmt::format("{}: a cell of more than {} bytes", cell_name(line, column), limits.cell));
    if (row.cells.size() <= column) row.cells.resize(column + 1);
    row.cells[column] = std::string(trim(value));
  }
  return row;
}

// The part of the first sheet: through the workbook's relations, which need not call it sheet1.xml.
std::string first_sheet(zip_t* archive) {
  std::string const usual = "xl/worksheets/sheet1.xml";
  auto const book = parse_part(archive, "xl/workbook.xml");
  auto const relations = parse_part(archive, "xl/_rels/workbook.xml.rels");
  if (!book || !relations) return usual;
  auto const sheet = child_of(child_of(book->root(), "sheets"), "sheet");
  std::string relation;
  for (auto const attribute : sheet.attributes()) {
    if (std::string_view(attribute.name()).ends_with(":id")) relation = attribute.value();
  }
  for (auto const one : children_of(relations->root(), "Relationship")) {
    if (attribute_of(one, "Id") != relation || relation.empty()) continue;
    std::string const target(attribute_of(one, "Target"));
    return target.starts_with('/') ? target.substr(1) : "xl/" + target;
  }
  return usual;
}

}  // namespace

Result<Table> parse_xlsx(std::string_view bytes, TableLimits limits) {
  if (bytes.size() > limits.bytes) return fail(ErrorKind::too_large, fmt::format("more than {} bytes", limits.bytes));
  TRIFORIUM_TRY(auto const archive, open_archive(bytes));
  TRIFORIUM_TRY(auto const sheet, parse_part(archive.get(), first_sheet(archive.get())));
  Workbook const book{shared_strings(archive.get()), date_styles(archive.get())};
  Table table;
  table.is_sheet = true;
  std::size_t line = 0, cells = 0;
  for (auto const node : children_of(child_of(sheet.root(), "sheetData"), "row")) {
    line = parse_unsigned(attribute_of(node, "r"), 1'048'576).value_or(line + 1);
    TRIFORIUM_TRY(auto row, read_row(node, line, book, limits));
    if (row.cells.empty()) continue;
    cells += row.cells.size();
    if (table.rows.size() == limits.rows || cells > limits.cells)
      return fail(ErrorKind::too_large,
                  fmt::format("row {}: more than {} rows or {} cells", line, limits.rows, limits.cells));
    if (table.columns.empty())
      table.columns = std::move(row.cells);
    else
      table.rows.push_back(std::move(row));
  }
  if (table.columns.empty()) return fail(ErrorKind::bad_request, "the first sheet has no header");
  return table;
}

}  // namespace triforium::ingest
