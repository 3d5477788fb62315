// TiffReader: rows of an area of one level, out of the tiles or strips that it touches.
#pragma once

#include <memory>

#include "codecs/decoder.h"
#include "codecs/tiff/tiff_image.h"
#include "pixels/rows.h"

namespace triforium::codecs::tiff {

// Holds one row of chunks across the area at most. `image` must outlive the reader.
// Errors: too_large where that exceeds the limits.
Result<std::unique_ptr<RowReader>> make_tiff_reader(TiffImage const& image, std::size_t level, PixelRect area);

Decoder::Cost cost_of(StoredLevel const& level, PixelRect area);

// The range of values in the smallest level, from a sample of its chunks: see README.md. Blocks.
ValueRange find_range(TiffImage const& image);

}  // namespace triforium::codecs::tiff
