// Steps that change what a pixel is, one pixel at a time: gray, bitonal, flattened, 8 bit, RGB. All stream.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>

#include "pixels/rows.h"

namespace triforium {

// A colour in sRGB.
struct Colour {
  std::uint8_t red = 255;
  std::uint8_t green = 255;
  std::uint8_t blue = 255;
  friend bool operator==(Colour, Colour) = default;
};
inline constexpr Colour kWhite;

// What lies behind a picture; absent: nothing, it stays transparent.
using Background = std::optional<Colour>;

// `colour` as the samples of a pixel of that model, 0 … 1 of the sample's range, without alpha. In gray its luma;
// CMYK and Lab by the plain formulas.
std::array<float, 4> samples_of(Colour colour, ColourModel model);

// RGB or gray to gray; alpha and sample type are kept. Any other model: make_srgb comes first.
//
// CHOICE: the luma of ITU-R BT.601, of the samples as they are coded: what JPEG stores beside the colours (JFIF 1.02,
// "Y = 0.299 R + 0.587 G + 0.114 B"). So gray is the same whether a tile's luma is handed out undecoded or a thumbnail
// is made of RGB, it is what other image servers give, and gray pixels stay as they are. The luminance of linear light
// (libvips' "b-w") differs where colours are saturated.
std::unique_ptr<RowReader> make_gray(std::unique_ptr<RowReader> in);

// Gray of 8 bits, without alpha, every sample 0 or 255: white where the gray value, on a scale of 0 … 255, is at least
// `threshold`. What is transparent lies on white. Takes RGB and gray.
std::unique_ptr<RowReader> make_bitonal(std::unique_ptr<RowReader> in, int threshold);

// How often each gray value occurs; 16-bit samples count by their upper byte.
using Histogram = std::array<std::uint64_t, 256>;
void count_grays(ConstPixelsView gray, Histogram& histogram);

// The threshold for make_bitonal that separates dark from light best (Otsu 1979: the greatest variance between the two
// classes; of several equal ones, their middle). 128 for a flat picture: it stays white if it was light.
int otsu_threshold(Histogram const& histogram);
int otsu_threshold(ConstPixelsView gray);

// Laid on `ground`, without alpha. Any model; one without alpha passes unchanged.
std::unique_ptr<RowReader> make_flattened(std::unique_ptr<RowReader> in, Colour ground);

// 16 bits to 8, rounded (65535 → 255, 257 → 1). 8 bits pass unchanged.
std::unique_ptr<RowReader> make_8_bit(std::unique_ptr<RowReader> in);

// Gray to RGB of equal samples. Other models pass unchanged.
std::unique_ptr<RowReader> make_rgb(std::unique_ptr<RowReader> in);

}  // namespace triforium
