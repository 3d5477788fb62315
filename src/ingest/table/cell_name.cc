#include "ingest/table/cell_name.h"

#include "base/text.h"

namespace triforium::ingest {

std::string cell_name(std::size_t row, std::size_t column) {
  std::string letters;
  for (auto rest = column + 1; rest > 0; rest = (rest - 1) / 26) {
    letters.insert(letters.begin(), static_cast<char>('A' + (rest - 1) % 26));
  }
  return letters + std::to_string(row);
}

std::optional<CellPosition> parse_cell_name(std::string_view name) {
  std::size_t column = 0, letters = 0;
  while (letters < name.size() && letters < 4 && name[letters] >= 'A' && name[letters] <= 'Z') {
    column = column * 26 + static_cast<std::size_t>(name[letters++] - 'A' + 1);
  }
  auto const row = parse_unsigned(name.substr(letters), 1'048'576);
  if (letters == 0 || column > 16'384 || !row || *row == 0) return std::nullopt;
  return CellPosition{static_cast<std::size_t>(*row), column - 1};
}

}  // namespace triforium::ingest
