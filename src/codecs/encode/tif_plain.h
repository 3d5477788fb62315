// TIFF from front to back: uncompressed, so that the directory can stand before the pixels.
//
// https://www.itu.int/itudoc/itu-t/com16/tiff-fx/docs/tiff6.pdf, http://bigtiff.org/
#pragma once

#include "codecs/encoder.h"

namespace triforium::codecs::detail {

// Everything that stands before the pixels, which follow row by row without gaps. BigTIFF where they reach beyond what
// 32 bits can address.
Bytes plain_tif_front(PixelSize size, PixelFormat format, Accompaniment const& accompaniment);

Result<void> encode_plain_tif(RowReader& rows, Accompaniment const& accompaniment, ByteSink& out);

// The bytes of rows as TIFF stores them: without gaps between rows; bitonal packed, and ink as 1.
void pack_tif_rows(ConstPixelsView rows, bool is_bitonal, Bytes& packed);

}  // namespace triforium::codecs::detail
