// Resize: a window of a picture, resampled to another size. Separable: reducing by Lanczos-3 stretched by the reduction
// (each source pixel counts by its area), enlarging by Catmull-Rom.
//
// CHOICE: enlarging by Catmull-Rom, not Lanczos-3. Enlarged, Lanczos-3 draws two visible ripples along every hard edge
// (lettering, line engravings); Catmull-Rom leaves one faint one, and stays sharper than Mitchell.
//
// Colours are resampled premultiplied by alpha, so that what is transparent does not bleed into what is not.
#pragma once

#include <cstdint>
#include <memory>

#include "pixels/rows.h"

namespace triforium {

// Part of a picture in its pixels, origin at its top left; edges may lie within pixels.
struct Window {
  double x = 0;
  double y = 0;
  double width = 0;
  double height = 0;
  friend bool operator==(Window, Window) = default;
};

// How many pixels beyond each edge of a window the filter looks at when `reduction` source pixels become one (below 1:
// enlarging). A planner reads the window's outer whole pixels and that many more, as far as the picture has them: then
// parts that are resized apart fit together without a seam. At least 3.
int filter_margin(double reduction);

// Rows of `out` size and of the input's format, made of `window` of `in`. What the filter misses at the edges of `in`
// is left out of the weighted mean. Errors: internal if the window is empty, not finite, or more than a pixel outside
// `in`; too_large if there is no memory; those of `in` when read.
Result<std::unique_ptr<RowReader>> make_resizer(std::unique_ptr<RowReader> in, Window window, PixelSize out);

// The bytes that such a resizer holds at most; some thirty rows of floats at most, never the picture.
std::uint64_t resizer_memory(PixelSize in, PixelFormat format, Window window, PixelSize out);

}  // namespace triforium
