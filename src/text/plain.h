// Text without places: lines, and blocks by the empty lines between them.
#pragma once

#include "base/bytes.h"
#include "base/result.h"
#include "text/reading.h"

namespace triforium::text {

// One page for each part between form feeds, as pdftotext writes them. Not UTF-8: taken as windows-1252.
// Errors: too_large; corrupt_source for a file with NUL bytes, which is no text.
Result<Reading> read_plain_text(ByteView bytes, Limits const& limits = {});

}  // namespace triforium::text
