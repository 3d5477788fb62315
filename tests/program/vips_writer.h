// Pyramids as the world writes them: by libvips.
#pragma once

#include <string>
#include <vector>

#include "pixels/pixels.h"

namespace triforium::test {

struct PyramidRecipe {
  std::string compression = "jpeg";  // or "webp"
  int quality = 85;
  std::int64_t tile = 128;
  bool has_subifds = false;
  bool is_big_tiff = false;
  bool stores_rgb = false;  // JPEG of RGB, not of YCbCr
  bool is_gray = false;
  bool fades = false;     // alpha from 0 at the left to 255 at the right
  bool is_exact = false;  // WebP without loss
};

// `pixels`: 8-bit RGB. Throws where libvips does not.
std::string pyramid_by_vips(Pixels const& pixels, PyramidRecipe const& recipe);

}  // namespace triforium::test
