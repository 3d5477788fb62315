// hOCR as Tesseract, the Internet Archive, ABBYY converters and Kraken write it: tag soup is tolerated.
//
// https://kba.github.io/hocr-spec/1.2/
#pragma once

#include "base/bytes.h"
#include "base/result.h"
#include "text/reading.h"

namespace triforium::text {

// One PageText for each ocr_page; words without a page stand on one without a size. Errors: too_large; corrupt_source
// if no element of class ocr_page, ocr_line or ocrx_word is in it.
Result<Reading> read_hocr(ByteView bytes, Limits const& limits = {});

}  // namespace triforium::text
