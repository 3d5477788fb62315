// Encoding planes: for the formats that hold Y, Cb and Cr themselves.
#pragma once

#include <array>
#include <memory>
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

// Luma and both chromas; those of a gray picture are empty.
using PlaneViews = std::array<PlaneView, 3>;

// The same file from strips of planes, the upper ones first. What is written into `out` before an error is no file.
class PlaneWriter {
 public:
  // Pixels that a strip has from top to bottom: a multiple of this; the last one what is left.
  static constexpr std::int64_t kRows = 16;

  virtual ~PlaneWriter() = default;
  // The contents are used up, and what their rows have room for beyond them. Blocks.
  virtual Result<void> write(PlaneViews const& strip) = 0;
  virtual Result<void> finish() = 0;
};

// Null where the format takes whole pictures alone. Of plane_sampling(), where they are not gray. `out` outlives it.
Result<std::unique_ptr<PlaneWriter>> start_planes(OutputFormat format, PixelSize size, bool is_gray,
                                                  EncodeSettings const& settings, Accompaniment const& accompaniment,
                                                  ByteSink& out);

}  // namespace triforium::codecs
