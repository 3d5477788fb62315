// For every x86-64 processor: those without AVX2, and virtual machines that hide it.
#include <emmintrin.h>

#include "pixels/plane_kernels.h"

namespace triforium {
namespace {

constexpr int kDown = kWeightBits - kSumBits;
constexpr int kUp = kWeightBits + kSumBits;
constexpr std::size_t kTogether = 4;  // pixels

inline __m128i load(void const* from) {
  return _mm_loadu_si128(static_cast<__m128i const*>(from));
}

inline __m128i weigh(__m128i sums, __m128i pairs, __m128i weights) {
  return _mm_add_epi32(sums, _mm_madd_epi16(pairs, weights));
}

// 16 sums at a time.
void add_rows(std::uint8_t const* const* rows, std::int64_t offset, std::int16_t const* weights, int count,
              std::int16_t* sums, std::size_t n) {
  auto const zero = _mm_setzero_si128(), half = _mm_set1_epi32(1 << (kDown - 1));
  for (std::size_t start = 0; start < n; start += 16) {
    auto const at = offset + static_cast<std::int64_t>(start);
    __m128i sum[4] = {half, half, half, half};
    for (int k = 0; k < count; k += 2) {
      std::int32_t both;
      __builtin_memcpy(&both, weights + k, sizeof both);
      auto const weight = _mm_set1_epi32(both);
      auto const a = load(rows[k] + at), b = load(rows[k + 1] + at);
      auto const low = _mm_unpacklo_epi8(a, b), high = _mm_unpackhi_epi8(a, b);
      sum[0] = weigh(sum[0], _mm_unpacklo_epi8(low, zero), weight);
      sum[1] = weigh(sum[1], _mm_unpackhi_epi8(low, zero), weight);
      sum[2] = weigh(sum[2], _mm_unpacklo_epi8(high, zero), weight);
      sum[3] = weigh(sum[3], _mm_unpackhi_epi8(high, zero), weight);
    }
    for (auto& each : sum)
      each = _mm_srai_epi32(each, kDown);
    auto* const to = reinterpret_cast<__m128i*>(sums + start);
    _mm_storeu_si128(to, _mm_packs_epi32(sum[0], sum[1]));
    _mm_storeu_si128(to + 1, _mm_packs_epi32(sum[2], sum[3]));
  }
}

inline __m128i added_crosswise(__m128i a, __m128i b) {
  return _mm_add_epi32(_mm_unpacklo_epi32(a, b), _mm_unpackhi_epi32(a, b));
}

// Of each pixel four sums, which are the pixel's together.
inline void deliver(__m128i const* parts, std::uint8_t* out) {
  auto const first = added_crosswise(parts[0], parts[1]), second = added_crosswise(parts[2], parts[3]);
  auto const sums = _mm_add_epi32(_mm_unpacklo_epi64(first, second), _mm_unpackhi_epi64(first, second));
  auto const rounded = _mm_srai_epi32(_mm_add_epi32(sums, _mm_set1_epi32(1 << (kUp - 1))), kUp);
  auto const words = _mm_packs_epi32(rounded, rounded);
  auto const four = _mm_cvtsi128_si32(_mm_packus_epi16(words, words));
  __builtin_memcpy(out, &four, sizeof four);
}

// Four pixels, of each eight neighbours at a time.
inline void filter_row(std::int16_t const* sums, std::uint8_t* out, PlaneTaps const& taps) {
  for (std::size_t i = 0; i < taps.count; i += kTogether) {
    auto const* const spans = taps.spans + i;
    auto const* weights = taps.weights + i * taps.stride;
    auto const zero = _mm_setzero_si128();
    __m128i parts[kTogether] = {zero, zero, zero, zero};
    for (std::size_t k = 0; k < taps.stride; k += 8) {
      for (std::size_t j = 0; j < kTogether; ++j, weights += 8)
        parts[j] = weigh(parts[j], load(sums + k + spans[j].first), load(weights));
    }
    deliver(parts, out + i);
  }
}

void filter_sums(SumRows sums, SampleRows out, PlaneTaps const& taps) {
  for (std::size_t y = 0; y < sums.count; ++y)
    filter_row(sums.row(y), out.row(y), taps);
}

constexpr PlaneKernels kSse2{add_rows, filter_sums, {kTogether, 8, {0, 1, 2, 3}}, INT32_MAX};

}  // namespace

PlaneKernels const* sse2_plane_kernels() {
  return &kSse2;
}

}  // namespace triforium
