// Cells as spreadsheets call them.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace triforium::ingest {

// Row 7 (from 1), column 1 (from 0) → "B7".
std::string cell_name(std::size_t row, std::size_t column);

struct CellPosition {
  std::size_t row = 0;     // from 1
  std::size_t column = 0;  // from 0
};
// Absent for what is no name of a cell, or one beyond XFD1048576, the last there is.
std::optional<CellPosition> parse_cell_name(std::string_view name);

}  // namespace triforium::ingest
