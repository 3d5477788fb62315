// JPEG: https://www.itu.int/rec/T-REC-T.81 – baseline, extended, progressive and arithmetic, 8 bits a sample.
#pragma once

#include <memory>

#include "codecs/decoder.h"
#include "codecs/registry.h"

namespace triforium::codecs {

// The marker of its start, and the first byte of another.
bool sniff_jpeg(ByteView head);

// Reads the header. Besides the whole there are levels of a half, a quarter and an eighth, reduced by the inverse DCT.
// Blocks. Errors: corrupt_source, not_found (no such page), too_large, not_implemented (12 bits, lossless).
Result<std::shared_ptr<Decoder const>> open_jpeg(std::shared_ptr<storage::Source const> source,
                                                 OpenOptions const& options);

}  // namespace triforium::codecs
