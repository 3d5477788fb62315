// Which neighbours make up each pixel along one axis of a resize, and with which weights. Inside this room only.
//
// One place for all ways to resize, so that they give the same picture: Lanczos-3 stretched by the reduction,
// Catmull-Rom when enlarging; neighbours that the picture does not have are left out of the weighted mean.
#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

#include "pixels/kernels.h"

namespace triforium {

// One axis of a resize: `out` pixels from `length` of `in` pixels.
struct Axis {
  std::int64_t in = 0;
  double start = 0;
  double length = 0;
  std::int64_t out = 0;

  double reduction() const { return length / static_cast<double>(out); }
  bool is_enlarging() const { return reduction() < 1; }
  double support() const { return is_enlarging() ? 2 : 3 * reduction(); }
  bool is_copy() const { return length == static_cast<double>(out) && start == std::floor(start); }
};

struct Range {
  std::int64_t first = 0, end = 0;
  std::int64_t count() const { return end - first; }
};

struct Taps {
  std::vector<TapSpan> spans;  // one for each output pixel; where weights of zero are left out, `first` may fall by one
  std::vector<float> weights;  // `stride` for each, zero beyond count
  std::size_t stride = 0;      // a multiple of 8

  float const* weights_of(std::size_t i) const { return weights.data() + i * stride; }
  PlainTaps plain() const { return {spans.data(), weights.data(), spans.size(), stride}; }
};

std::size_t taps_stride(Axis const& axis);
Taps make_taps(Axis const& axis);

// What the taps touch, from its first neighbour on; the taps are counted from there afterwards.
Range rebase(Taps& taps);

}  // namespace triforium
