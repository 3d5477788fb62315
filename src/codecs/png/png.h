// PNG: https://www.w3.org/TR/png-3/ – all colour types and depths, interlaced too.
#pragma once

#include <memory>

#include "codecs/decoder.h"
#include "codecs/registry.h"

namespace triforium::codecs {

bool sniff_png(ByteView head);

// Reads the chunks before the pixels. Rows are streamed; interlaced images are held as a whole. gAMA and cHRM are not
// applied: without iCCP the pixels are taken as sRGB, which is what they nearly always say. Of metadata, eXIf and the
// XMP packet of iTXt are read if they stand before the pixels. Animated ones show their default image.
// Blocks. Errors: corrupt_source, not_found (no such page), too_large.
Result<std::shared_ptr<Decoder const>> open_png(std::shared_ptr<storage::Source const> source,
                                                OpenOptions const& options);

}  // namespace triforium::codecs
