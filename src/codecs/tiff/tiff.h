// TIFF and BigTIFF: https://www.itu.int/itudoc/itu-t/com16/tiff-fx/docs/tiff6.pdf,
// https://www.awaresystems.be/imaging/tiff/bigtiff.html, pyramids as pages and as SubIFDs.
#pragma once

#include <memory>

#include "codecs/decoder.h"
#include "codecs/registry.h"

namespace triforium::codecs {

// "II*\0", "MM\0*", and BigTIFF's 43 instead of 42.
bool sniff_tiff(ByteView head);

// Reads the directories (none of the pixels, except a bounded sample where the range of the values is not known).
// Blocks. Errors: corrupt_source, not_found (no such page), too_large, not_implemented.
Result<std::shared_ptr<Decoder const>> open_tiff(std::shared_ptr<storage::Source const> source,
                                                 OpenOptions const& options);

}  // namespace triforium::codecs
