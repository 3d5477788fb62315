// WebP: https://www.rfc-editor.org/rfc/rfc9649 – lossy, lossless, with alpha; of animations the first frame.
#pragma once

#include <memory>

#include "codecs/decoder.h"
#include "codecs/registry.h"

namespace triforium::codecs {

bool sniff_webp(ByteView head);

// The file is held in memory while the decoder lives: at most half of limits.max_memory. A part is decoded as a whole
// before its first row is delivered. Blocks. Errors: corrupt_source, not_found (no such page), too_large.
Result<std::shared_ptr<Decoder const>> open_webp(std::shared_ptr<storage::Source const> source,
                                                 OpenOptions const& options);

}  // namespace triforium::codecs
