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

// Where the neighbours of 16 pixels lie: in the first 32 sums, in the first 64, or, with each two of them, in
// another 64.
enum class Reach { near, middle, far };

template <int kRows>
struct Group {
  std::int16_t const* sums[kRows];  // from the first of all neighbours on
  __m512i pairs;
  std::int16_t const* weights;
  std::size_t count;  // of neighbours
};

// Two neighbours of 16 pixels at a time, picked out of the sums.
template <int kRows, Reach kReach>
inline void sum_up(Group<kRows> const& group, __m512i* results) {
  __m512i first[kRows], second[kRows];
  for (int y = 0; y < kRows; ++y) {
    results[y] = _mm512_set1_epi32(1 << (kUp - 1));
    first[y] = load(group.sums[y]);
    if constexpr (kReach == Reach::middle) second[y] = load(group.sums[y] + 32);
  }
  auto const* weights = group.weights;
  auto pairs = group.pairs;
  for (std::size_t k = 0; k < group.count; k += 2, weights += 2 * kTogether) {
    auto const weight = load(weights);
    for (int y = 0; y < kRows; ++y) {
      __m512i neighbours;
      if constexpr (kReach == Reach::near) {
        neighbours = _mm512_permutexvar_epi16(pairs, first[y]);
      } else if constexpr (kReach == Reach::middle) {
        neighbours = _mm512_permutex2var_epi16(first[y], pairs, second[y]);
      } else {
        neighbours = _mm512_permutex2var_epi16(load(group.sums[y] + k), pairs, load(group.sums[y] + k + 32));
      }
      results[y] = _mm512_dpwssd_epi32(results[y], neighbours, weight);
    }
    if constexpr (kReach != Reach::far) pairs = _mm512_add_epi16(pairs, _mm512_set1_epi16(2));
  }
}

template <int kRows>
inline void filter_rows(std::int16_t const* const* sums, std::uint8_t* const* out, PlaneTaps const& taps) {
  for (std::size_t i = 0; i < taps.count; i += kTogether) {
    auto const firsts = firsts_of(taps.spans + i);
    auto const least = _mm512_reduce_min_epi32(firsts);
    auto const reach = static_cast<std::size_t>(_mm512_reduce_max_epi32(firsts) - least) + taps.stride;
    Group<kRows> group;
    for (int y = 0; y < kRows; ++y)
      group.sums[y] = sums[y] + least;
    group.pairs = pairs_of(firsts, least);
    group.weights = taps.weights + i * taps.stride;
    group.count = taps.stride;
    __m512i results[kRows];
    if (reach <= 32) {
      sum_up<kRows, Reach::near>(group, results);
    } else if (reach <= 64) {
      sum_up<kRows, Reach::middle>(group, results);
    } else {
      sum_up<kRows, Reach::far>(group, results);
    }
    auto const left = taps.count - i;
    auto const wanted = static_cast<__mmask16>(left < kTogether ? (1U << left) - 1 : 0xFFFF);
    for (int y = 0; y < kRows; ++y) {
      auto const limited = _mm512_max_epi32(_mm512_srai_epi32(results[y], kUp), _mm512_setzero_si512());
      _mm512_mask_cvtusepi32_storeu_epi8(out[y] + i, wanted, limited);
    }
  }
}

void filter_sums(SumRows sums, SampleRows out, PlaneTaps const& taps) {
  std::int16_t const* from[kRowsTogether];
  std::uint8_t* to[kRowsTogether];
  for (std::size_t y = 0; y < sums.count; ++y) {
    from[y] = sums.row(y);
    to[y] = out.row(y);
  }
  if (sums.count == kRowsTogether) {
    filter_rows<kRowsTogether>(from, to, taps);
    return;
  }
  for (std::size_t y = 0; y < sums.count; ++y)
    filter_rows<1>(from + y, to + y, taps);
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
