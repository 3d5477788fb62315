// Colour transforms by formulas: exact, and several times faster than general ones. Inside this room only.
#pragma once

#include <array>
#include <vector>

#include "pixels/colour.h"

namespace triforium {

PixelFormat srgb_format(PixelFormat format);

// Gray and RGB that are sRGB already.
std::shared_ptr<ColourTransform const> make_no_transform(PixelFormat format, bool ignored_profile);

// CMYK of no known press, by CSS's formula.
std::shared_ptr<ColourTransform const> make_plain_cmyk(PixelFormat format, bool ignored_profile);

// Lab under D50 to sRGB, whose white is the same by ICC's adaptation.
std::shared_ptr<ColourTransform const> make_plain_lab(PixelFormat format, bool ignored_profile);

// What an RGB profile without tables says: linear light of each channel's sample values (256 or 65536, as the format
// has them), and CIE XYZ (D50) of the three primaries, in columns.
struct MatrixShaper {
  std::array<std::vector<float>, 3> linear;
  std::array<double, 9> to_xyz{};
};
std::shared_ptr<ColourTransform const> make_matrix_transform(PixelFormat format, MatrixShaper shaper);

}  // namespace triforium
