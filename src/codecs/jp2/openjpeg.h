// OpenJPEG's handles, streams and messages, wrapped once: an area of a codestream in, planes of samples out.
#pragma once

#include <openjpeg.h>

#include <memory>

#include "base/result.h"
#include "codecs/jp2/codestream.h"
#include "codecs/jp2/pixel_plan.h"
#include "storage/source.h"

namespace triforium::codecs::jp2 {

// The samples of an area, a plane for each component.
class Planes {
 public:
  Planes() = default;

  std::size_t size() const { return extents_.size(); }
  // The row of component `c` that covers row `y` of the pixels, counted from the origin of the level.
  ComponentRow row(std::size_t c, std::int64_t y) const;

 private:
  friend Result<Planes> decode_area(storage::Source const&, Codestream const&, int, PixelRect);
  struct Free {
    void operator()(opj_image_t* image) const { opj_image_destroy(image); }
  };
  struct Extent {
    PixelRect area;           // in the component's own samples
    std::int64_t step_x = 1;  // pixels for each sample
    std::int64_t step_y = 1;
  };
  std::unique_ptr<opj_image_t, Free> image_;
  std::vector<Extent> extents_;
};

// Decodes what `area` (pixels of the level that is reduced by 2^reduction, from its top left corner on) needs, and
// nothing else of the codestream – but whole tiles, if they are of High Throughput. Blocks.
// Errors: corrupt_source (also where the area needs a tile that is not complete), and the source's own.
Result<Planes> decode_area(storage::Source const& source, Codestream const& stream, int reduction, PixelRect area);

}  // namespace triforium::codecs::jp2
