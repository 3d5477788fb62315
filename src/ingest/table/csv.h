// Tables of text: comma, semicolon or tab separated.
//
// https://www.rfc-editor.org/rfc/rfc4180
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace triforium::ingest {

struct TableRow {
  std::size_t line = 0;  // CSV: the line where it begins; XLSX: the row's number. From 1.
  std::vector<std::string> cells;
};

struct Table {
  std::vector<std::string> columns;  // the header
  std::vector<TableRow> rows;        // without empty ones
  std::vector<std::string> notes;    // what was guessed, for people: the encoding
  bool is_sheet = false;             // places are written "B7", not "line 7, column Title"

  std::string place(TableRow const& row, std::size_t column) const;
};

struct TableLimits {
  std::size_t bytes = std::size_t{128} << 20;
  std::size_t rows = 500'000;
  std::size_t columns = 300;
  std::size_t cell = std::size_t{1} << 20;  // bytes of one cell
  std::size_t cells = 10'000'000;           // of the table
};

// The separator is what the first record has most of: "," ";" or tab. Errors: too_large; bad_request with the line: a
// quoted cell that does not end, text behind a closing quote, no header.
Result<Table> parse_csv(std::string_view bytes, TableLimits limits = {});

}  // namespace triforium::ingest
