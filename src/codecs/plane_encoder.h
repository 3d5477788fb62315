// Encoding planes: for the formats that hold Y, Cb and Cr themselves.
#pragma once

#include <optional>

#include "codecs/encoder.h"
#include "pixels/planes.h"

namespace triforium::codecs {

// The sampling in which a format takes planes, with these settings; absent where it takes rows only (lossless WebP
// too).
std::optional<Sampling> plane_sampling(OutputFormat format, EncodeSettings const& settings);

// Writes the file that encode() would write of the same picture in rows. The planes are gray, or of plane_sampling();
// their contents are used up. Blocks.
Result<void> encode_planes(OutputFormat format, Planes planes, EncodeSettings const& settings,
                           Accompaniment const& accompaniment, ByteSink& out);

}  // namespace triforium::codecs
