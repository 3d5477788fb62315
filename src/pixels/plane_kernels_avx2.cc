// Compiled for processors with AVX2. Nothing from the standard library is called here: see kernels.inl.
#include <immintrin.h>

#include "pixels/plane_kernels.h"

namespace triforium {
namespace {

constexpr int kDown = kWeightBits - kSumBits;
constexpr int kUp = kWeightBits + kSumBits;

inline __m256i load(void const* from) {
  return _mm256_loadu_si256(static_cast<__m256i const*>(from));
}

// Samples of two rows, each beside the other row's, times the two rows' weights.
inline __m256i weigh(__m256i pairs, __m256i weights) {
  return _mm256_madd_epi16(pairs, weights);
}

inline __m256i settle(__m256i low, __m256i high) {
  auto const half = _mm256_set1_epi32(1 << (kDown - 1));
  return _mm256_packs_epi32(_mm256_srai_epi32(_mm256_add_epi32(low, half), kDown),
                            _mm256_srai_epi32(_mm256_add_epi32(high, half), kDown));
}

// 32 sums at a time. Unpacking works within halves of a register, and packing undoes it.
void add_rows(std::uint8_t const* const* rows, std::int64_t offset, std::int16_t const* weights, int count,
              std::int16_t* sums, std::size_t n) {
  auto const zero = _mm256_setzero_si256();
  for (std::size_t start = 0; start < n; start += 32) {
    auto const at = offset + static_cast<std::int64_t>(start);
    __m256i sum0 = zero, sum1 = zero, sum2 = zero, sum3 = zero;
    for (int k = 0; k < count; k += 2) {
      std::int32_t both;
      __builtin_memcpy(&both, weights + k, sizeof both);
      auto const weight = _mm256_set1_epi32(both);
      auto const a = load(rows[k] + at), b = load(rows[k + 1] + at);
      auto const low = _mm256_unpacklo_epi8(a, b), high = _mm256_unpackhi_epi8(a, b);
      sum0 = _mm256_add_epi32(sum0, weigh(_mm256_unpacklo_epi8(low, zero), weight));
      sum1 = _mm256_add_epi32(sum1, weigh(_mm256_unpackhi_epi8(low, zero), weight));
      sum2 = _mm256_add_epi32(sum2, weigh(_mm256_unpacklo_epi8(high, zero), weight));
      sum3 = _mm256_add_epi32(sum3, weigh(_mm256_unpackhi_epi8(high, zero), weight));
    }
    // Sums 0 … 7 and 16 … 23, then 8 … 15 and 24 … 31.
    auto const first = settle(sum0, sum1), second = settle(sum2, sum3);
    auto* const to = reinterpret_cast<__m256i*>(sums + start);
    _mm256_storeu_si256(to, _mm256_permute2x128_si256(first, second, 0x20));
    _mm256_storeu_si256(to + 1, _mm256_permute2x128_si256(first, second, 0x31));
  }
}

// Eight samples from eight sums: sums 0 … 3 in the lower half, 4 … 7 in the upper.
inline void deliver(__m256i sums, std::uint8_t* out) {
  auto const rounded = _mm256_srai_epi32(_mm256_add_epi32(sums, _mm256_set1_epi32(1 << (kUp - 1))), kUp);
  auto const words = _mm_packs_epi32(_mm256_castsi256_si128(rounded), _mm256_extracti128_si256(rounded, 1));
  _mm_storel_epi64(reinterpret_cast<__m128i*>(out), _mm_packus_epi16(words, words));
}

inline __m256i two(std::int16_t const* low, std::int16_t const* high) {
  auto const first = _mm256_castsi128_si256(_mm_loadu_si128(reinterpret_cast<__m128i const*>(low)));
  return _mm256_inserti128_si256(first, _mm_loadu_si128(reinterpret_cast<__m128i const*>(high)), 1);
}

// Pixels 0 and 4 share a register, and so on: eight of their neighbours each.
inline void filter_row(std::int16_t const* sums, std::uint8_t* out, PlaneTaps const& taps) {
  for (std::size_t i = 0; i < taps.count; i += 8) {
    auto const* const spans = taps.spans + i;
    auto const* weights = taps.weights + i * taps.stride;
    auto const zero = _mm256_setzero_si256();
    __m256i part[4] = {zero, zero, zero, zero};
    for (std::size_t k = 0; k < taps.stride; k += 8, weights += 64) {
      auto const* const from = sums + k;
      for (int j = 0; j < 4; ++j) {
        auto const neighbours = two(from + spans[j].first, from + spans[j + 4].first);
        part[j] = _mm256_add_epi32(part[j], _mm256_madd_epi16(neighbours, load(weights + 16 * j)));
      }
    }
    deliver(_mm256_hadd_epi32(_mm256_hadd_epi32(part[0], part[1]), _mm256_hadd_epi32(part[2], part[3])), out + i);
  }
}

void filter_sums(SumRows sums, SampleRows out, PlaneTaps const& taps) {
  for (std::size_t y = 0; y < sums.count; ++y)
    filter_row(sums.row(y), out.row(y), taps);
}

// Pixels 0 and 4, 1 and 5 … stand side by side: so they are in a register.
constexpr PlaneKernels kAvx2{add_rows, filter_sums, {8, 8, {0, 2, 4, 6, 1, 3, 5, 7}}, INT32_MAX};

// Four pixels whose neighbours lie near each other: two neighbours of each are within eight sums, and are picked out of
// these by their places. Two rows share a register.
constexpr std::size_t kNear = 4;

inline std::int32_t least_of(TapSpan const* spans) {
  auto least = spans[0].first;
  for (std::size_t i = 1; i < kNear; ++i)
    least = spans[i].first < least ? spans[i].first : least;
  return least;
}

inline __m256i in_both_halves(std::int16_t const* eight) {
  return _mm256_broadcastsi128_si256(_mm_loadu_si128(reinterpret_cast<__m128i const*>(eight)));
}

// Which bytes of the eight sums from `least` on are each pixel's first two neighbours.
inline __m256i places_of(TapSpan const* spans, std::int32_t least) {
  auto const both = load(spans);
  auto const firsts = _mm256_permutevar8x32_epi32(both, _mm256_setr_epi32(0, 2, 4, 6, 0, 2, 4, 6));
  auto const from = _mm256_sub_epi32(firsts, _mm256_set1_epi32(least));
  // 2·from in each byte, and one after the other 0 … 3 more.
  return _mm256_add_epi8(_mm256_mullo_epi32(from, _mm256_set1_epi32(0x02020202)), _mm256_set1_epi32(0x03020100));
}

// Samples of four rows: the first and the third in the lower half, the others in the upper one.
inline void deliver_four(__m256i const* results, std::uint8_t* const* out, std::size_t at) {
  auto const words = _mm256_packs_epi32(_mm256_srai_epi32(results[0], kUp), _mm256_srai_epi32(results[1], kUp));
  auto const bytes = _mm256_packus_epi16(words, words);
  auto const lower = _mm_cvtsi128_si64(_mm256_castsi256_si128(bytes));
  auto const upper = _mm_cvtsi128_si64(_mm256_extracti128_si256(bytes, 1));
  for (std::size_t y = 0; y < kRowsTogether; ++y) {
    auto const four = static_cast<std::uint32_t>((y % 2 == 0 ? lower : upper) >> (y / 2 * 32));
    __builtin_memcpy(out[y] + at, &four, sizeof four);
  }
}

// Fewer than four rows: the last one takes the place of those that are missing.
void filter_near_sums(SumRows sums, SampleRows out, PlaneTaps const& taps) {
  std::int16_t const* from[kRowsTogether];
  std::uint8_t* to[kRowsTogether];
  for (std::size_t y = 0; y < kRowsTogether; ++y) {
    auto const within = y < sums.count ? y : sums.count - 1;
    from[y] = sums.row(within);
    to[y] = out.row(within);
  }
  for (std::size_t i = 0; i < taps.count; i += kNear) {
    auto const least = least_of(taps.spans + i);
    auto const places = places_of(taps.spans + i, least);
    auto const* weights = taps.weights + i * taps.stride;
    auto const half = _mm256_set1_epi32(1 << (kUp - 1));
    __m256i results[2] = {half, half};
    for (auto k = static_cast<std::size_t>(least); k < static_cast<std::size_t>(least) + taps.stride; k += 2) {
      auto const weight = in_both_halves(weights);
      for (int pair = 0; pair < 2; ++pair) {
        auto const neighbours = _mm256_shuffle_epi8(two(from[2 * pair] + k, from[2 * pair + 1] + k), places);
        results[pair] = _mm256_add_epi32(results[pair], _mm256_madd_epi16(neighbours, weight));
      }
      weights += 2 * kNear;
    }
    deliver_four(results, to, i);
  }
}

constexpr PlaneKernels kNearAvx2{add_rows, filter_near_sums, {kNear, 2, {0, 1, 2, 3}}, 6};

bool is_supported() {
  static bool const is = __builtin_cpu_supports("avx2") != 0;
  return is;
}

}  // namespace

PlaneKernels const* avx2_plane_kernels() {
  return is_supported() ? &kAvx2 : nullptr;
}
PlaneKernels const* near_avx2_plane_kernels() {
  return is_supported() ? &kNearAvx2 : nullptr;
}

}  // namespace triforium
