// JPEG 2000: JP2, JPX as far as it holds a JP2 image, JPH, and raw codestreams, of Part 1 through OpenJPEG and of
// Part 15 (High Throughput) through OpenJPH. ITU-T T.800 and T.814.
#pragma once

#include <memory>

#include "codecs/decoder.h"
#include "codecs/registry.h"

namespace triforium::codecs {

// The signature box, or SOC and SIZ.
bool sniff_jp2(ByteView head);

// Reads boxes, the main header and the heads of tile-parts; no pixels. Blocks.
// Errors: corrupt_source, not_found (no such page), too_large, not_implemented.
//
// A file that was cut off opens, and what its complete tiles hold can be read; an area that needs an incomplete tile is
// corrupt_source when it is read.
Result<std::shared_ptr<Decoder const>> open_jp2(std::shared_ptr<storage::Source const> source,
                                                OpenOptions const& options);

}  // namespace triforium::codecs
