// Turns: a picture laid on its own grid in one of eight ways, exactly; or rotated by any angle into a larger box.
#pragma once

#include <cstdint>
#include <memory>

#include "pixels/quality.h"
#include "pixels/rows.h"

namespace triforium {

// First mirrored left–right (or not), then turned clockwise by quarters of a circle. IIIF writes it so ("!90"), and
// every way of laying a rectangle on its grid can be written so.
struct Turn {
  bool is_mirrored = false;
  int quarters = 0;  // 0 … 3

  bool is_identity() const { return !is_mirrored && quarters == 0; }
  bool swaps_sides() const { return quarters % 2 != 0; }
  PixelSize apply(PixelSize size) const { return swaps_sides() ? size.transposed() : size; }
  friend bool operator==(Turn, Turn) = default;
};

// One turn that does what `first` and then `second` do.
Turn compose(Turn first, Turn second);

// What sets a picture upright that is stored in EXIF's orientation 1 … 8. Any other number: nothing.
Turn turn_of_exif(int orientation);

// The turn that is the same as this rotation, if it is by a multiple of 90°.
struct ExactTurn {
  bool is_exact = false;
  Turn turn;
};
ExactTurn exact_turn(bool is_mirrored, double degrees);

// In the input's format. Mirrors in strips; everything else holds the picture.
std::unique_ptr<RowReader> make_turned(std::unique_ptr<RowReader> in, Turn turn);
std::uint64_t turn_memory(PixelSize in, PixelFormat format, Turn turn);

// The smallest box of whole pixels that contains a picture rotated by `degrees` (any finite number): |w·cos|+|h·sin| by
// |w·sin|+|h·cos|, rounded up. Exact at multiples of 90°.
PixelSize rotated_size(PixelSize size, double degrees);

// The format of what make_rotated delivers: the input's, with alpha where there is no ground and corners appear.
PixelFormat rotated_format(PixelFormat in, double degrees, Background const& ground);

// Mirrored left–right (or not), then rotated clockwise about its centre into a box of rotated_size. Catmull-Rom on
// premultiplied samples; edges are smooth. Around it is the ground, or nothing: then the result has alpha. A picture
// that has alpha itself is laid on the ground too. Multiples of 90° go the exact way of make_turned.
std::unique_ptr<RowReader> make_rotated(std::unique_ptr<RowReader> in, bool is_mirrored, double degrees,
                                        Background const& ground);
std::uint64_t rotation_memory(PixelSize in, PixelFormat format, double degrees);

}  // namespace triforium
