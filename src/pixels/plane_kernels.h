// The inner loops of resizing planes, in integers: one set for every processor, and one each for those with AVX2 and
// AVX-512, which give the same bits. Inside this room only.
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

// Where a loop looks for its weights: pixels are a multiple of `pixels`, those behind the last repeat it, and the
// weights of each a multiple of `weights`, zero beyond its span's count.
//
// Of so many pixels, the first so many weights stand together; each pixel's are in its slot.
struct WeightLayout {
  std::size_t pixels = 1, weights = 1;
  std::uint8_t slots[16] = {};

  std::size_t index(std::size_t pixel, std::size_t k, std::size_t stride) const {
    auto const group = pixel / pixels * pixels * stride, step = k / weights * weights * pixels;
    return group + step + slots[pixel % pixels] * weights + k % weights;
  }
};

// Taps in whole numbers without their owner. `stride` weights for each pixel, in the order of the loop's layout.
struct PlaneTaps {
  TapSpan const* spans;
  std::int16_t const* weights;
  std::size_t count, stride;  // of pixels that are wanted; of weights
};

// Rows that are filtered together: weights are looked up once for all of them.
inline constexpr std::size_t kRowsTogether = 4;

struct SumRows {
  std::int16_t const* first;
  std::size_t stride, count;  // sums from one row to the next; rows, up to kRowsTogether
  std::int16_t const* row(std::size_t y) const { return first + y * stride; }
};
struct SampleRows {
  std::uint8_t* first;
  std::int64_t stride;
  std::uint8_t* row(std::size_t y) const { return first + static_cast<std::int64_t>(y) * stride; }
};

struct PlaneKernels {
  // sums[i] = rows[0][i]·weights[0] + …, for `n` samples. `count` is even: a weight of zero fills up, for which there
  // is a row as well. May write kPlanePadding sums more.
  void (*add_rows)(std::uint8_t const* const* rows, std::int64_t offset, std::int16_t const* weights, int count,
                   std::int16_t* sums, std::size_t n);

  // Every sample of `out` from its neighbours in `sums`, rounded and limited. May write up to a multiple of eight in
  // each row.
  void (*filter_sums)(SumRows sums, SampleRows out, PlaneTaps const& taps);

  WeightLayout layout;
  // How far the first neighbours of a layout's pixels may lie apart.
  std::int32_t reach;
};

// The fastest for this processor that can filter these spans.
PlaneKernels const& plane_kernels(TapSpan const* spans, std::size_t count);
PlaneKernels const& plain_plane_kernels();
// Null where they were not built, or this processor lacks what they need.
PlaneKernels const* sse2_plane_kernels();
PlaneKernels const* avx2_plane_kernels();
PlaneKernels const* near_avx2_plane_kernels();  // faster, where pictures are halved at most
PlaneKernels const* avx512_plane_kernels();     // AVX-512 with BW, VL and VNNI

}  // namespace triforium
