// Windows and OS/2 bitmaps: 1, 4, 8, 16, 24 and 32 bits a pixel, palettes, bit fields, RLE4 and RLE8, upright and
// upside down. https://learn.microsoft.com/en-us/windows/win32/gdi/bitmap-storage
#pragma once

#include <memory>

#include "codecs/decoder.h"
#include "codecs/registry.h"

namespace triforium::codecs {

// "BM" and a header of a known length.
bool sniff_bmp(ByteView head);

// Rows are read where they lie; run-length coded ones are held whole, an index for each pixel.
// Errors: corrupt_source, not_found (no such page), too_large, not_implemented (JPEG or PNG inside).
Result<std::shared_ptr<Decoder const>> open_bmp(std::shared_ptr<storage::Source const> source,
                                                OpenOptions const& options);

}  // namespace triforium::codecs
