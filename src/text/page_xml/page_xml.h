// PAGE XML (PRImA), schemas 2010 to 2019, as Transkribus, eScriptorium and OCR-D write it.
//
// https://github.com/PRImA-Research-Lab/PAGE-XML
#pragma once

#include "base/bytes.h"
#include "base/result.h"
#include "text/reading.h"

namespace triforium::text {

// Regions in the order of ReadingOrder, then the others as they stand. Errors: too_large; corrupt_source with the line,
// if it is no XML or no PAGE.
Result<Reading> read_page_xml(ByteView bytes, Limits const& limits = {});

}  // namespace triforium::text
