// Rows of a part of a JPEG, at full size or reduced by the inverse DCT.
#pragma once

#include <memory>

#include "codecs/jpeg/jpeg_codec.h"
#include "pixels/rows.h"

namespace triforium::codecs::jpeg {

struct JpegPart {
  int reduction = 1;  // 1, 2, 4 or 8
  PixelRect area;     // of the reduced image
  PixelFormat format;
};

// Nothing is read before the first row is. The source outlives the reader.
std::unique_ptr<RowReader> make_jpeg_reader(storage::Source const& source, std::uint64_t max_memory,
                                            JpegPart const& part);

// What a pixel of this image becomes; absent where libjpeg cannot make one of our models of it. After its header is
// read.
std::optional<PixelFormat> choose_format(jpeg_decompress_struct const& codec);

}  // namespace triforium::codecs::jpeg
