// The words of a PDF's page, as `pdftotext -bbox-layout` of poppler writes them: XHTML with blocks, lines and words.
//
// https://poppler.freedesktop.org/
#pragma once

#include "base/bytes.h"
#include "base/result.h"
#include "text/reading.h"

namespace triforium::text {

// Of its first page. Places are in hundredths of a point, as is the size: scaled_to() makes pixels of them.
// `is_turned`: the page is shown turned by 90° or 270°; its places are told as it is shown, its size is not.
// Errors: those of parse_xml; corrupt_source if there is no page.
Result<PageText> read_bbox_layout(ByteView bytes, bool is_turned, Limits const& limits = {});

}  // namespace triforium::text
