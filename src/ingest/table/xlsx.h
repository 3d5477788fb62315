// The first sheet of an Excel workbook.
//
// https://ecma-international.org/publications-and-standards/standards/ecma-376/ (Office Open XML, part 1, chapter 18)
#pragma once

#include <string_view>

#include "ingest/table/csv.h"

namespace triforium::ingest {

// Text, numbers, dates (as ISO 8601) and the results of formulas that Excel kept. Errors: too_large – rows, cells, or
// parts that unpack to more than limits.bytes; corrupt_source for what is no workbook.
Result<Table> parse_xlsx(std::string_view bytes, TableLimits limits = {});

}  // namespace triforium::ingest
