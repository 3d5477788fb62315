// The inner loops of resizing planes, in integers: one set for every processor, and one for those with AVX2, which
// gives the same bits. Inside this room only.
#pragma once

#include <cstddef>
#include <cstdint>

#include "pixels/kernels.h"

namespace triforium {

// A weight of 1. Sums between the two halves of a resize keep six more bits than a sample has; overshoot is kept too.
inline constexpr int kWeightBits = 14;
inline constexpr int kSumBits = 6;

// What a loop may touch beyond the end of what it is given: this many samples or sums.
inline constexpr std::size_t kPlanePadding = 64;

// Taps in whole numbers without their owner. Pixels are a multiple of kTogether: those behind the last repeat it.
// Weights: `stride`, a multiple of kTogether, for each pixel, in the order of weight_index; zero beyond its span's
// count.
struct PlaneTaps {
  static constexpr std::size_t kTogether = 8;
  TapSpan const* spans;
  std::int16_t const* weights;
  std::size_t count, stride;

  // Where weight `k` of a pixel is. Of eight pixels the first eight weights come first, and pixels 0 and 4, 1 and 5 …
  // stand side by side: so they are in a register.
  static constexpr std::size_t weight_index(std::size_t pixel, std::size_t k, std::size_t stride) {
    auto const group = pixel / kTogether, within = pixel % kTogether;
    auto const slot = within < 4 ? 2 * within : 2 * (within - 4) + 1;
    return group * kTogether * stride + k / 8 * 8 * kTogether + slot * 8 + k % 8;
  }
};

struct PlaneKernels {
  // sums[i] = rows[0][i]·weights[0] + …, for `n` samples. `count` is even: a weight of zero fills up, for which there
  // is a row as well. May write kPlanePadding sums more.
  void (*add_rows)(std::uint8_t const* const* rows, std::int64_t offset, std::int16_t const* weights, int count,
                   std::int16_t* sums, std::size_t n);

  // Every sample of `out` from its neighbours in `sums`, rounded and limited.
  void (*filter_sums)(std::int16_t const* sums, std::uint8_t* out, PlaneTaps const& taps);
};

PlaneKernels const& plane_kernels();  // those for this processor
PlaneKernels const& plain_plane_kernels();
PlaneKernels const* avx2_plane_kernels();  // null where they were not built, or this processor lacks AVX2

}  // namespace triforium
