// A picture as programs that look at pixels want it: upright, gray, in a file of a form that they all know.
#pragma once

#include <filesystem>

#include "codecs/registry.h"

namespace triforium::enrich {

struct GrayPicture {
  Bytes pgm;            // https://netpbm.sourceforge.net/doc/pgm.html – binary, 8 bits
  PixelSize size;       // of that
  PixelSize full_size;  // of the picture, upright: larger where a level of it was enough
};

// At most 80 million pixels: of a larger picture the largest level that is within. Errors: those of codecs::open;
// too_large where no level is.
Result<GrayPicture> blocking_read_gray(std::filesystem::path const& file, codecs::OpenOptions const& options);

}  // namespace triforium::enrich
