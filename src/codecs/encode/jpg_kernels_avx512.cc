// Compiled for processors with AVX-512 and what came with Ice Lake and Zen 4. Nothing from the standard library is
// called here: see pixels/kernels.inl.
#include <immintrin.h>

#include "codecs/encode/jpg_kernels.h"

namespace triforium::codecs::detail {
namespace {

using Register = __m512i;
constexpr std::size_t kLanes = 4;

inline Register low16(Register a, Register b) {
  return _mm512_unpacklo_epi16(a, b);
}
inline Register high16(Register a, Register b) {
  return _mm512_unpackhi_epi16(a, b);
}
inline Register low32(Register a, Register b) {
  return _mm512_unpacklo_epi32(a, b);
}
inline Register high32(Register a, Register b) {
  return _mm512_unpackhi_epi32(a, b);
}
inline Register low64(Register a, Register b) {
  return _mm512_unpacklo_epi64(a, b);
}
inline Register high64(Register a, Register b) {
  return _mm512_unpackhi_epi64(a, b);
}
inline Register words(int value) {
  return _mm512_set1_epi16(static_cast<std::int16_t>(value));
}
inline Register longs(int value) {
  return _mm512_set1_epi32(value);
}
inline Register add(Register a, Register b) {
  return _mm512_add_epi16(a, b);
}
inline Register subtract(Register a, Register b) {
  return _mm512_sub_epi16(a, b);
}
inline Register size_of(Register value) {
  return _mm512_abs_epi16(value);
}
inline Register upper_product(Register a, Register b) {
  return _mm512_mulhi_epu16(a, b);
}
inline Register with_sign(Register value, Register sign) {
  return _mm512_mask_sub_epi16(value, _mm512_movepi16_mask(sign), _mm512_setzero_si512(), value);
}
template <int kShift>
inline Register shifted_left(Register value) {
  return _mm512_slli_epi16(value, kShift);
}
template <int kShift>
inline Register shifted_right(Register value) {
  return _mm512_srai_epi16(value, kShift);
}
template <int kShift>
inline Register settled(Register lower, Register upper) {
  return _mm512_packs_epi32(_mm512_srai_epi32(lower, kShift), _mm512_srai_epi32(upper, kShift));
}
inline Register add_products(Register sums, Register a, Register b) {
  return _mm512_dpwssd_epi32(sums, a, b);
}
inline Register in_each_lane(std::uint16_t const* eight) {
  return _mm512_broadcast_i32x4(_mm_load_si128(reinterpret_cast<__m128i const*>(eight)));
}
inline Register widened(std::uint8_t const* samples) {
  return _mm512_cvtepu8_epi16(_mm256_loadu_si256(reinterpret_cast<__m256i const*>(samples)));
}

inline void store_in_zigzag(Register upper, Register lower, std::int16_t* to) {
  _mm512_storeu_si512(to, _mm512_permutex2var_epi16(upper, _mm512_load_si512(kZigzag), lower));
  _mm512_storeu_si512(to + 32, _mm512_permutex2var_epi16(upper, _mm512_load_si512(kZigzag + 32), lower));
}

// Quarters of four registers become registers: rows 0 … 3, or 4 … 7, of one block each.
inline void gather(Register const* rows, Register* blocks) {
  auto const a = _mm512_shuffle_i32x4(rows[0], rows[1], 0x44), b = _mm512_shuffle_i32x4(rows[2], rows[3], 0x44);
  auto const c = _mm512_shuffle_i32x4(rows[0], rows[1], 0xEE), d = _mm512_shuffle_i32x4(rows[2], rows[3], 0xEE);
  blocks[0] = _mm512_shuffle_i32x4(a, b, 0x88);
  blocks[1] = _mm512_shuffle_i32x4(a, b, 0xDD);
  blocks[2] = _mm512_shuffle_i32x4(c, d, 0x88);
  blocks[3] = _mm512_shuffle_i32x4(c, d, 0xDD);
}

inline void store_blocks(Register const* rows, std::int16_t* to) {
  Register upper[kLanes], lower[kLanes];
  gather(rows, upper);
  gather(rows + 4, lower);
  for (std::size_t i = 0; i < kLanes; ++i)
    store_in_zigzag(upper[i], lower[i], to + i * kBlockSamples);
}

#include "codecs/encode/jpg_bits.inl"
#include "codecs/encode/jpg_transform.inl"

// T.81, F.1.2.1 and F.1.2.2: a value is written as the number of its bits, and these bits; of a negative one, those of
// the value less one. 32 at a time; where there is no value, it is the end.
inline void list_values(__m512i values, __m512i runs, __mmask32 is_value, std::uint32_t table, SymbolList& symbols) {
  auto mask = _mm512_abs_epi16(values);  // ones from the first one on
  mask = _mm512_or_si512(mask, _mm512_srli_epi16(mask, 1));
  mask = _mm512_or_si512(mask, _mm512_srli_epi16(mask, 2));
  mask = _mm512_or_si512(mask, _mm512_srli_epi16(mask, 4));
  mask = _mm512_or_si512(mask, _mm512_srli_epi16(mask, 8));
  auto const less = _mm512_add_epi16(values, _mm512_srai_epi16(values, 15));
  auto const bits = _mm512_maskz_mov_epi16(is_value, _mm512_and_si512(less, mask));
  auto const value = _mm512_or_si512(_mm512_slli_epi16(runs, 4), _mm512_popcnt_epi16(mask));
  auto const start = _mm512_set1_epi16(static_cast<std::int16_t>(table));
  static_assert(SymbolTable::kEnd == 0);
  _mm512_storeu_si512(symbols.bits + symbols.count, bits);
  _mm512_storeu_si512(symbols.which + symbols.count, _mm512_mask_add_epi16(start, is_value, value, start));
}

inline __m512i all_places() {
  alignas(64) static constexpr std::uint8_t kPlaces[64] = {
      0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21,
      22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43,
      44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63};
  return _mm512_load_si512(kPlaces);
}

// Of a block, the places of all coefficients of AC that are not zero, and how many zeros stand before each.
struct Places {
  std::uint64_t is_there;
  unsigned count;
  __m512i place, run;  // bytes
};

inline Places places_of(__m512i first, __m512i second) {
  auto const all =
      std::uint64_t{_mm512_test_epi16_mask(first, first)} | std::uint64_t{_mm512_test_epi16_mask(second, second)} << 32;
  Places places;
  places.is_there = all & ~std::uint64_t{1};
  places.count = static_cast<unsigned>(__builtin_popcountll(places.is_there));
  places.place = _mm512_maskz_compress_epi8(places.is_there, all_places());
  auto const before = _mm512_maskz_compress_epi8(places.is_there | 1, all_places());
  places.run = _mm512_sub_epi8(_mm512_sub_epi8(places.place, before), _mm512_set1_epi8(1));
  return places;
}

inline std::uint64_t first_bits(unsigned count) {
  return (std::uint64_t{1} << count) - 1;
}

// The symbols of AC are found side by side: those of the coefficients that are not zero, and the end.
inline void list_ac(BlockToWrite const& block, SymbolList& symbols) {
  auto const first = _mm512_loadu_si512(block.coefficients), second = _mm512_loadu_si512(block.coefficients + 32);
  auto const places = places_of(first, second);
  auto const is_value = first_bits(places.count);
  if (_mm512_mask_cmpgt_epu8_mask(is_value, places.run, _mm512_set1_epi8(15)) != 0) {
    list_ac_plainly(block, places.is_there, symbols);
    return;
  }
  auto const list_half = [&](__m256i place, __m256i run, std::uint64_t wanted) {
    auto const values = _mm512_permutex2var_epi16(first, _mm512_cvtepu8_epi16(place), second);
    list_values(values, _mm512_cvtepu8_epi16(run), static_cast<__mmask32>(wanted), block.table, symbols);
  };
  auto const count = places.count + (places.is_there >> 63 == 0 ? 1U : 0U);
  auto const end = symbols.count + count;
  list_half(_mm512_castsi512_si256(places.place), _mm512_castsi512_si256(places.run), is_value);
  if (count > 32) {
    symbols.count += 32;
    list_half(_mm512_extracti64x4_epi64(places.place, 1), _mm512_extracti64x4_epi64(places.run, 1), is_value >> 32);
  }
  symbols.count = end;
}

// Copies what one register holds; which of the bytes are all ones.
inline std::uint64_t copy_and_find_ones(std::uint8_t const* from, std::uint8_t* to) {
  auto const bytes = _mm512_loadu_si512(from);
  _mm512_storeu_si512(to, bytes);
  return _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8(-1));
}

constexpr JpgKernels kAvx512{transform, write<list_ac>, stuff<64, copy_and_find_ones>};

}  // namespace

JpgKernels const* avx512_jpg_kernels() {
  static bool const is_supported =
      __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512bw") != 0 &&
      __builtin_cpu_supports("avx512vl") != 0 && __builtin_cpu_supports("avx512vnni") != 0 &&
      __builtin_cpu_supports("avx512vbmi") != 0 && __builtin_cpu_supports("avx512vbmi2") != 0 &&
      __builtin_cpu_supports("avx512bitalg") != 0;
  return is_supported ? &kAvx512 : nullptr;
}

}  // namespace triforium::codecs::detail
