// High-Throughput JPEG 2000 (ITU-T T.814, https://www.itu.int/rec/T-REC-T.814) through OpenJPH: JPH files and raw
// codestreams, after codecs/jp2 has read boxes and headers. Resolution levels are decoded each by itself; there is no
// access to areas, so that rows above an area pass through the codec and are thrown away.
#pragma once

#include <memory>

#include "codecs/decoder.h"
#include "codecs/jp2/boxes.h"
#include "codecs/jp2/pixel_plan.h"

namespace triforium::codecs {

// Called by open_jp2. Errors: not_implemented (what OpenJPH cannot read), corrupt_source, too_large.
Result<std::shared_ptr<Decoder const>> open_htj2k(std::shared_ptr<storage::Source const> source, jp2::File file,
                                                  jp2::PixelPlan plan, Header header, DecodeLimits const& limits);

}  // namespace triforium::codecs
