// Compiled for processors with AVX-512 and its VNNI. Nothing from the standard library is called here: see kernels.inl.
#include <immintrin.h>

#include "pixels/plane_kernels.h"

namespace triforium {
namespace {

constexpr int kDown = kWeightBits - kSumBits;
constexpr int kUp = kWeightBits + kSumBits;
constexpr int kTogether = 16;  // pixels

inline __m512i load(void const* from) {
  return _mm512_loadu_si512(from);
}

inline __m512i settle(__m512i low, __m512i high) {
  auto const half = _mm512_set1_epi32(1 << (kDown - 1));
  return _mm512_packs_epi32(_mm512_srai_epi32(_mm512_add_epi32(low, half), kDown),
                            _mm512_srai_epi32(_mm512_add_epi32(high, half), kDown));
}

// 64 sums at a time. Unpacking works within quarters of a register, and packing undoes it, up to the quarters' order.
void add_rows(std::uint8_t const* const* rows, std::int64_t offset, std::int16_t const* weights, int count,
              std::int16_t* sums, std::size_t n) {
  auto const zero = _mm512_setzero_si512();
  for (std::size_t start = 0; start < n; start += 64) {
    auto const at = offset + static_cast<std::int64_t>(start);
    __m512i sum0 = zero, sum1 = zero, sum2 = zero, sum3 = zero;
    for (int k = 0; k < count; k += 2) {
      std::int32_t both;
      __builtin_memcpy(&both, weights + k, sizeof both);
      auto const weight = _mm512_set1_epi32(both);
      auto const a = load(rows[k] + at), b = load(rows[k + 1] + at);
      auto const low = _mm512_unpacklo_epi8(a, b), high = _mm512_unpackhi_epi8(a, b);
      sum0 = _mm512_dpwssd_epi32(sum0, _mm512_unpacklo_epi8(low, zero), weight);
      sum1 = _mm512_dpwssd_epi32(sum1, _mm512_unpackhi_epi8(low, zero), weight);
      sum2 = _mm512_dpwssd_epi32(sum2, _mm512_unpacklo_epi8(high, zero), weight);
      sum3 = _mm512_dpwssd_epi32(sum3, _mm512_unpackhi_epi8(high, zero), weight);
    }
    auto const even = settle(sum0, sum1), odd = settle(sum2, sum3);
    _mm512_storeu_si512(sums + start,
                        _mm512_permutex2var_epi64(even, _mm512_setr_epi64(0, 1, 8, 9, 2, 3, 10, 11), odd));
    _mm512_storeu_si512(sums + start + 32,
                        _mm512_permutex2var_epi64(even, _mm512_setr_epi64(4, 5, 12, 13, 6, 7, 14, 15), odd));
  }
}

inline __m512i firsts_of(TapSpan const* spans) {
  auto const evens = _mm512_setr_epi32(0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
  return _mm512_permutex2var_epi32(load(spans), evens, load(spans + 8));
}

// Where, counted from the first of all neighbours of 16 pixels, each pixel's first two are.
inline __m512i pairs_of(__m512i firsts, std::int32_t least) {
  auto const from = _mm512_sub_epi32(firsts, _mm512_set1_epi32(least));
  return _mm512_or_si512(from, _mm512_slli_epi32(_mm512_add_epi32(from, _mm512_set1_epi32(1)), 16));
}

// Two neighbours of 16 pixels at a time, picked out of the 32 or 64 sums in which all of them lie.
inline __m512i sum_near(std::int16_t const* sums, __m512i pairs, std::int16_t const* weights, std::size_t count) {
  auto sum = _mm512_set1_epi32(1 << (kUp - 1));
  for (std::size_t k = 0; k < count; k += 2, weights += 2 * kTogether)
    sum = _mm512_dpwssd_epi32(sum, _mm512_permutexvar_epi16(pairs, load(sums + k)), load(weights));
  return sum;
}
inline __m512i sum_far(std::int16_t const* sums, __m512i pairs, std::int16_t const* weights, std::size_t count) {
  auto sum = _mm512_set1_epi32(1 << (kUp - 1));
  for (std::size_t k = 0; k < count; k += 2, weights += 2 * kTogether) {
    auto const neighbours = _mm512_permutex2var_epi16(load(sums + k), pairs, load(sums + k + 32));
    sum = _mm512_dpwssd_epi32(sum, neighbours, load(weights));
  }
  return sum;
}

void filter_sums(std::int16_t const* sums, std::uint8_t* out, PlaneTaps const& taps) {
  for (std::size_t i = 0; i < taps.count; i += kTogether) {
    auto const firsts = firsts_of(taps.spans + i);
    auto const least = _mm512_reduce_min_epi32(firsts);
    bool const is_near = _mm512_reduce_max_epi32(firsts) - least <= 30;
    auto const* const from = sums + least;
    auto const* const weights = taps.weights + i * taps.stride;
    auto const pairs = pairs_of(firsts, least);
    auto const sum = is_near ? sum_near(from, pairs, weights, taps.stride) : sum_far(from, pairs, weights, taps.stride);
    auto const limited = _mm512_max_epi32(_mm512_srai_epi32(sum, kUp), _mm512_setzero_si512());
    auto const left = taps.count - i;
    auto const wanted = static_cast<__mmask16>(left < kTogether ? (1U << left) - 1 : 0xFFFF);
    _mm512_mask_cvtusepi32_storeu_epi8(out + i, wanted, limited);
  }
}

constexpr PlaneKernels kAvx512{
    add_rows, filter_sums, {kTogether, 2, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}}, 62};

}  // namespace

PlaneKernels const* avx512_plane_kernels() {
  static bool const is_supported = __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512bw") != 0 &&
                                   __builtin_cpu_supports("avx512vl") != 0 && __builtin_cpu_supports("avx512vnni") != 0;
  return is_supported ? &kAvx512 : nullptr;
}

}  // namespace triforium
