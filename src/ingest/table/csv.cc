#include "ingest/table/csv.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "ingest/encoding.h"
#include "ingest/table/cell_name.h"

namespace triforium::ingest {
namespace {

// The separator that stands most often outside of quotes in the first record.
char sniff_separator(std::string_view text) {
  std::size_t commas = 0, semicolons = 0, tabs = 0;
  bool is_quoted = false;
  for (char const c : text) {
    if (c == '"') is_quoted = !is_quoted;
    if (is_quoted) continue;
    if (c == '\n' || c == '\r') break;
    commas += c == ',' ? 1 : 0;
    semicolons += c == ';' ? 1 : 0;
    tabs += c == '\t' ? 1 : 0;
  }
  if (tabs > 0 && tabs >= commas && tabs >= semicolons) return '\t';
  return semicolons > commas ? ';' : ',';
}

// "field = (escaped / non-escaped)", "escaped = DQUOTE *(TEXTDATA / COMMA / CR / LF / 2DQUOTE) DQUOTE"
class CsvReader {
 public:
  CsvReader(std::string_view text, TableLimits const& limits)
      : text_(text), limits_(limits), separator_(sniff_separator(text)) {}

  bool is_at_end() const { return at_ == text_.size(); }

  Result<TableRow> next_record() {
    TableRow row{line_, {}};
    for (;;) {
      TRIFORIUM_TRY(auto cell, next_cell());
      if (cell.size() > limits_.cell)
        return fail(ErrorKind::too_large, fmt::format("line {}: a cell of more than {} bytes", line_, limits_.cell));
      row.cells.push_back(std::move(cell));
      if (row.cells.size() > limits_.columns)
        return fail(ErrorKind::too_large, fmt::format("line {}: more than {} columns", line_, limits_.columns));
      if (at_ < text_.size() && text_[at_] == separator_)
        ++at_;
      else
        break;
    }
    skip_line_break();
    return row;
  }

 private:
  Result<std::string> next_cell() {
    if (at_ == text_.size() || text_[at_] != '"') {
      auto const start = at_;
      while (at_ < text_.size() && text_[at_] != separator_ && text_[at_] != '\n' && text_[at_] != '\r')
        ++at_;
      return std::string(trim(text_.substr(start, at_ - start)));
    }
    return next_quoted_cell();
  }

  Result<std::string> next_quoted_cell() {
    auto const opened = line_;
    std::string cell;
    for (++at_; at_ < text_.size(); ++at_) {
      if (text_[at_] == '\n') ++line_;
      if (text_[at_] != '"') {
        cell += text_[at_];
        continue;
      }
      ++at_;
      if (at_ < text_.size() && text_[at_] == '"') {
        cell += '"';
        continue;
      }
      while (at_ < text_.size() && text_[at_] == ' ')
        ++at_;
      if (at_ < text_.size() && text_[at_] != separator_ && text_[at_] != '\n' && text_[at_] != '\r') {
        return fail(
            ErrorKind::bad_request,
            fmt::format(
                "line {}: text follows a closing quotation mark; a quotation mark within a cell is written twice",
                line_));
      }
      return cell;
    }
    return fail(ErrorKind::bad_request, fmt::format("line {}: a quotation mark is opened and never closed", opened));
  }

  void skip_line_break() {
    if (at_ < text_.size() && text_[at_] == '\r') ++at_;
    if (at_ < text_.size() && text_[at_] == '\n') ++at_;
    ++line_;
  }

  std::string_view text_;
  TableLimits const& limits_;
  char separator_;
  std::size_t at_ = 0, line_ = 1;
};

bool is_empty(TableRow const& row) {
  return std::ranges::all_of(row.cells, [](std::string const& cell) { return cell.empty(); });
}

}  // namespace

std::string Table::place(TableRow const& row, std::size_t column) const {
  if (is_sheet) return cell_name(row.line, column);
  if (column >= columns.size()) return fmt::format("line {}", row.line);
  return fmt::format("line {}, column {}", row.line, quoted(columns[column]));
}

Result<Table> parse_csv(std::string_view bytes, TableLimits limits) {
  if (bytes.size() > limits.bytes) return fail(ErrorKind::too_large, fmt::format("more than {} bytes", limits.bytes));
  TRIFORIUM_TRY(auto const decoded, decode_text(bytes));
  Table table;
  if (!decoded.guessed.empty()) table.notes.push_back("It is not UTF-8 and was read as " + decoded.guessed + ".");
  CsvReader reader(decoded.text, limits);
  std::size_t cells = 0;
  while (!reader.is_at_end()) {
    TRIFORIUM_TRY(auto row, reader.next_record());
    if (is_empty(row)) continue;
    if (table.columns.empty()) {
      table.columns = std::move(row.cells);
      continue;
    }
    cells += row.cells.size();
    if (table.rows.size() == limits.rows || cells > limits.cells) {
      return fail(ErrorKind::too_large, fmt::format("line {}: more than {} rows or {} cells; divide the table",
                                                    row.line, limits.rows, limits.cells));
    }
    table.rows.push_back(std::move(row));
  }
  if (table.columns.empty()) return fail(ErrorKind::bad_request, "there is no header");
  return table;
}

}  // namespace triforium::ingest
