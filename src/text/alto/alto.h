// ALTO 1 to 4 in any namespace: pages, blocks, lines and words with their places.
//
// https://www.loc.gov/standards/alto/  https://www.loc.gov/standards/alto/v4/alto-4-4.xsd
#pragma once

#include "base/bytes.h"
#include "base/result.h"
#include "text/reading.h"

namespace triforium::text {

// Places stay in the file's unit (see scaled_to). Errors: too_large; corrupt_source with the line, if it is no XML or
// no ALTO. Strings with a place that is no number keep their text; a finding tells.
Result<Reading> read_alto(ByteView bytes, Limits const& limits = {});

}  // namespace triforium::text
