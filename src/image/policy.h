// What the operator allows, as the pure functions of this room need it.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "image/request.h"

namespace triforium::image {

// https://iiif.io/api/image/3.0/#52-technical-properties
// In pixels; 0: no limit. They bound the scaled region, before it is rotated.
struct Limits {
  std::int64_t max_width = 0;
  std::int64_t max_height = 0;  // "If maxWidth is specified and maxHeight is not, then clients should infer that
                                //  maxHeight = maxWidth."
  std::int64_t max_area = 0;

  bool is_set() const { return max_width != 0 || max_area != 0; }
  std::int64_t effective_max_height() const { return max_height != 0 ? max_height : max_width; }
  friend bool operator==(Limits const&, Limits const&) = default;
};

struct Policy {
  Limits limits;
  bool allow_upscaling = true;   // “^” in 3.0; sizes above full in 2.1 and 1.1
  bool bang_strict = false;      // 3.0: “!w,h” above the region is an error, not the region as it is
  std::int64_t tile_size = 512;  // side of the tiles offered for images that have none
  std::vector<Format> formats = {Format::jpg, Format::png};  // offered, jpg and png first

  bool offers(Format format) const { return std::find(formats.begin(), formats.end(), format) != formats.end(); }
};

}  // namespace triforium::image
