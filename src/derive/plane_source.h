// PlaneSource: the rows of an image, as the planes of a pyramid's largest level.
#pragma once

#include <memory>

#include "codecs/decoder.h"
#include "derive/plane_strip.h"
#include "pixels/rows.h"

namespace triforium::derive {

class PlaneSource {
 public:
  virtual ~PlaneSource() = default;
  // At most so many rows are worth asking for at once; an even number.
  static constexpr std::int64_t kRowsAtOnce = 16;

  // Writes the image's next `count` rows at row `at` of the strip (both even, but for the image's last row).
  virtual Result<void> read(PlaneStrip& strip, std::int64_t at, std::int64_t count) = 0;
};

// Of pixels of 8 bits, without alpha: gray for one plane, else RGB, which becomes YCbCr.
Result<std::unique_ptr<PlaneSource>> make_plane_source(std::unique_ptr<RowReader> rows, PlaneLayout layout);

}  // namespace triforium::derive
