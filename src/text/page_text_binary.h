// PageText as bytes for the store: what was read once need not be parsed again for search and annotations.
//
// "TFPT", a byte with the version (1), the fields in the order of page_text.h, eight bytes of XXH3 over all before
// them, little-endian. Numbers are LEB128, signed ones zigzag; texts and lists start with their length; the boxes of
// lines and words are relative to their block and line.
#pragma once

#include "base/bytes.h"
#include "base/result.h"
#include "text/page_text.h"

namespace triforium::text {

Bytes write_page_text(PageText const& page);

// Trusts nothing. Errors: corrupt_source for another format, version or checksum, and for what is not well-formed
// under it.
Result<PageText> read_page_text(ByteView bytes);

}  // namespace triforium::text
