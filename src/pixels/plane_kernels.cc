#include "pixels/plane_kernels.h"

#include <algorithm>

namespace triforium {
namespace {

constexpr int kDown = kWeightBits - kSumBits;
constexpr int kUp = kWeightBits + kSumBits;

void add_rows(std::uint8_t const* const* rows, std::int64_t offset, std::int16_t const* weights, int count,
              std::int16_t* sums, std::size_t n) {
  constexpr std::size_t kBlock = 64;
  for (std::size_t start = 0; start < n; start += kBlock) {
    std::int32_t block[kBlock] = {};
    auto const length = std::min(kBlock, n - start);
    for (int k = 0; k < count; ++k) {
      auto const* row = rows[k] + offset + start;
      for (std::size_t i = 0; i < length; ++i)
        block[i] += row[i] * weights[k];
    }
    for (std::size_t i = 0; i < length; ++i) {
      auto const sum = (block[i] + (1 << (kDown - 1))) >> kDown;
      sums[start + i] = static_cast<std::int16_t>(std::clamp(sum, -32768, 32767));
    }
  }
}

void filter_row(std::int16_t const* sums, std::uint8_t* out, PlaneTaps const& taps) {
  for (std::size_t i = 0; i < taps.count; ++i) {
    auto const span = taps.spans[i];
    std::int32_t sum = 1 << (kUp - 1);
    for (std::int32_t k = 0; k < span.count; ++k)
      sum += sums[span.first + k] * taps.weights[i * taps.stride + static_cast<std::size_t>(k)];
    out[i] = static_cast<std::uint8_t>(std::clamp(sum >> kUp, 0, 255));
  }
}

void filter_sums(SumRows sums, SampleRows out, PlaneTaps const& taps) {
  for (std::size_t y = 0; y < sums.count; ++y)
    filter_row(sums.row(y), out.row(y), taps);
}

constexpr PlaneKernels kPlain{add_rows, filter_sums, {1, 1, {0}}, INT32_MAX};

bool can_filter(PlaneKernels const& kernels, TapSpan const* spans, std::size_t count) {
  auto const group = kernels.layout.pixels;
  for (std::size_t i = 0; i < count; i += group) {
    auto const by_first = [](TapSpan a, TapSpan b) { return a.first < b.first; };
    auto const [least, most] = std::minmax_element(spans + i, spans + std::min(i + group, count), by_first);
    if (most->first - least->first > kernels.reach) return false;
  }
  return true;
}

}  // namespace

PlaneKernels const& plain_plane_kernels() {
  return kPlain;
}

#ifndef TRIFORIUM_HAS_SSE2_KERNELS
PlaneKernels const* sse2_plane_kernels() {
  return nullptr;
}
#endif
#ifndef TRIFORIUM_HAS_AVX2_KERNELS
PlaneKernels const* avx2_plane_kernels() {
  return nullptr;
}
PlaneKernels const* near_avx2_plane_kernels() {
  return nullptr;
}
#endif
#ifndef TRIFORIUM_HAS_AVX512_KERNELS
PlaneKernels const* avx512_plane_kernels() {
  return nullptr;
}
#endif

PlaneKernels const& plane_kernels(TapSpan const* spans, std::size_t count) {
  for (auto const* const kernels :
       {avx512_plane_kernels(), near_avx2_plane_kernels(), avx2_plane_kernels(), sse2_plane_kernels()}) {
    if (kernels != nullptr && can_filter(*kernels, spans, count)) return *kernels;
  }
  return kPlain;
}

}  // namespace triforium
