// Compiled for processors with AVX-512 and what came with Ice Lake and Zen 4. Nothing from the standard library is
// called here: see pixels/kernels.inl.
#include <immintrin.h>

#include "codecs/encode/jpg_kernels.h"

namespace triforium::codecs::detail {
namespace {

#include "codecs/encode/jpg_bits.inl"

// A register holds one row of four blocks, a block in each quarter; eight of them are four blocks.
struct Rows {
  __m512i row[8];
};

inline __m512i low(__m512i a, __m512i b) {
  return _mm512_unpacklo_epi16(a, b);
}
inline __m512i high(__m512i a, __m512i b) {
  return _mm512_unpackhi_epi16(a, b);
}

// Rows become columns, in each quarter for itself.
inline void transpose(Rows& rows) {
  auto& r = rows.row;
  __m512i pairs[8], fours[8];
  for (int i = 0; i < 4; ++i) {
    pairs[2 * i] = low(r[2 * i], r[2 * i + 1]);
    pairs[2 * i + 1] = high(r[2 * i], r[2 * i + 1]);
  }
  for (int i = 0; i < 2; ++i) {
    fours[4 * i] = _mm512_unpacklo_epi32(pairs[4 * i], pairs[4 * i + 2]);
    fours[4 * i + 1] = _mm512_unpackhi_epi32(pairs[4 * i], pairs[4 * i + 2]);
    fours[4 * i + 2] = _mm512_unpacklo_epi32(pairs[4 * i + 1], pairs[4 * i + 3]);
    fours[4 * i + 3] = _mm512_unpackhi_epi32(pairs[4 * i + 1], pairs[4 * i + 3]);
  }
  for (int i = 0; i < 4; ++i) {
    r[2 * i] = _mm512_unpacklo_epi64(fours[i], fours[4 + i]);
    r[2 * i + 1] = _mm512_unpackhi_epi64(fours[i], fours[4 + i]);
  }
}

template <int kFirst, int kSecond>
inline __m512i factors() {
  return _mm512_set1_epi32(static_cast<int>((static_cast<unsigned>(kSecond) << 16) | (kFirst & 0xFFFF)));
}

struct Pairs {
  __m512i lower, upper;
};
inline Pairs pairs_of(__m512i a, __m512i b) {
  return {low(a, b), high(a, b)};
}
template <int kFirst, int kSecond>
inline Pairs weigh(Pairs sums, Pairs pairs) {
  auto const by = factors<kFirst, kSecond>();
  return {_mm512_dpwssd_epi32(sums.lower, pairs.lower, by), _mm512_dpwssd_epi32(sums.upper, pairs.upper, by)};
}
template <int kShift>
inline __m512i settle(Pairs sums) {
  return _mm512_packs_epi32(_mm512_srai_epi32(sums.lower, kShift), _mm512_srai_epi32(sums.upper, kShift));
}

// Of 13 bits.
constexpr int k0298 = 2446, k0390 = 3196, k0541 = 4433, k0765 = 6270, k0899 = 7373, k1175 = 9633, k1501 = 12299,
              k1847 = 15137, k1961 = 16069, k2053 = 16819, k2562 = 20995, k3072 = 25172;

// Loeffler, Ligtenberg and Moschytz, "Practical fast 1-D DCT algorithms with 11 multiplications" (1989), with the
// constants and the roundings of libjpeg's jfdctint.c: sums of 32 bits are exact, in whatever order.
// `kIsFirst`: the results keep two bits more, which the second pass takes away.
template <bool kIsFirst>
inline void transform_once(Rows& rows) {
  constexpr int kMore = 2, kShift = kIsFirst ? 13 - kMore : 13 + kMore;
  auto& r = rows.row;
  auto const add = [](__m512i a, __m512i b) { return _mm512_add_epi16(a, b); };
  auto const subtract = [](__m512i a, __m512i b) { return _mm512_sub_epi16(a, b); };
  auto const a0 = add(r[0], r[7]), a1 = add(r[1], r[6]), a2 = add(r[2], r[5]), a3 = add(r[3], r[4]);
  auto const a7 = subtract(r[0], r[7]), a6 = subtract(r[1], r[6]), a5 = subtract(r[2], r[5]), a4 = subtract(r[3], r[4]);

  auto const b0 = add(a0, a3), b3 = subtract(a0, a3), b1 = add(a1, a2), b2 = subtract(a1, a2);
  if constexpr (kIsFirst) {
    r[0] = _mm512_slli_epi16(add(b0, b1), kMore);
    r[4] = _mm512_slli_epi16(subtract(b0, b1), kMore);
  } else {
    auto const half = _mm512_set1_epi16(1 << (kMore - 1));
    r[0] = _mm512_srai_epi16(add(add(b0, b1), half), kMore);
    r[4] = _mm512_srai_epi16(add(subtract(b0, b1), half), kMore);
  }
  auto const half = _mm512_set1_epi32(1 << (kShift - 1));
  Pairs const halves{half, half};
  auto const even = pairs_of(b3, b2);
  r[2] = settle<kShift>(weigh<k0541 + k0765, k0541>(halves, even));
  r[6] = settle<kShift>(weigh<k0541, k0541 - k1847>(halves, even));

  auto const z = pairs_of(add(a4, a6), add(a5, a7));
  auto const z3 = weigh<k1175 - k1961, k1175>(halves, z), z4 = weigh<k1175, k1175 - k0390>(halves, z);
  auto const outer = pairs_of(a4, a7), inner = pairs_of(a5, a6);
  r[7] = settle<kShift>(weigh<k0298 - k0899, -k0899>(z3, outer));
  r[1] = settle<kShift>(weigh<-k0899, k1501 - k0899>(z4, outer));
  r[5] = settle<kShift>(weigh<k2053 - k2562, -k2562>(z4, inner));
  r[3] = settle<kShift>(weigh<-k2562, k3072 - k2562>(z3, inner));
}

inline __m512i in_each_quarter(std::uint16_t const* eight) {
  return _mm512_broadcast_i32x4(_mm_load_si128(reinterpret_cast<__m128i const*>(eight)));
}

inline __m512i quantised(__m512i value, Quantiser const& quantiser, int row) {
  auto const at = static_cast<std::size_t>(row) * 8;
  auto const size = _mm512_add_epi16(_mm512_abs_epi16(value), in_each_quarter(quantiser.half.data() + at));
  auto const divided = _mm512_mulhi_epu16(_mm512_mulhi_epu16(size, in_each_quarter(quantiser.reciprocal.data() + at)),
                                          in_each_quarter(quantiser.scale.data() + at));
  return _mm512_mask_sub_epi16(divided, _mm512_movepi16_mask(value), _mm512_setzero_si512(), divided);
}

// T.81, figure A.6: where in a block, row by row, the coefficients of the zigzag lie.
alignas(64) constexpr std::int16_t kZigzag[kBlockSamples] = {
    0,  1,  8,  16, 9,  2,  3,  10, 17, 24, 32, 25, 18, 11, 4,  5,  12, 19, 26, 33, 40, 48,
    41, 34, 27, 20, 13, 6,  7,  14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23,
    30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63};

inline void store_in_zigzag(__m512i upper, __m512i lower, std::int16_t* to) {
  _mm512_storeu_si512(to, _mm512_permutex2var_epi16(upper, _mm512_load_si512(kZigzag), lower));
  _mm512_storeu_si512(to + 32, _mm512_permutex2var_epi16(upper, _mm512_load_si512(kZigzag + 32), lower));
}

// Quarters of four registers become registers: rows 0 … 3, or 4 … 7, of one block each.
inline void gather(__m512i const* rows, __m512i* blocks) {
  auto const a = _mm512_shuffle_i32x4(rows[0], rows[1], 0x44), b = _mm512_shuffle_i32x4(rows[2], rows[3], 0x44);
  auto const c = _mm512_shuffle_i32x4(rows[0], rows[1], 0xEE), d = _mm512_shuffle_i32x4(rows[2], rows[3], 0xEE);
  blocks[0] = _mm512_shuffle_i32x4(a, b, 0x88);
  blocks[1] = _mm512_shuffle_i32x4(a, b, 0xDD);
  blocks[2] = _mm512_shuffle_i32x4(c, d, 0x88);
  blocks[3] = _mm512_shuffle_i32x4(c, d, 0xDD);
}

void transform(std::uint8_t const* const* rows, std::size_t blocks, Quantiser const& quantiser,
               std::int16_t* coefficients) {
  auto const middle = _mm512_set1_epi16(128);
  for (std::size_t block = 0; block < blocks; block += kBlocksTogether) {
    Rows four;
    for (int y = 0; y < 8; ++y) {
      auto const samples = _mm256_loadu_si256(reinterpret_cast<__m256i const*>(rows[y] + block * 8));
      four.row[y] = _mm512_sub_epi16(_mm512_cvtepu8_epi16(samples), middle);
    }
    transpose(four);
    transform_once<true>(four);
    transpose(four);
    transform_once<false>(four);
    for (int y = 0; y < 8; ++y)
      four.row[y] = quantised(four.row[y], quantiser, y);
    __m512i upper[4], lower[4];
    gather(four.row, upper);
    gather(four.row + 4, lower);
    for (std::size_t i = 0; i < kBlocksTogether; ++i)
      store_in_zigzag(upper[i], lower[i], coefficients + (block + i) * kBlockSamples);
  }
}

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

// First all symbols, then all bits: neither waits for the other, and no step depends on how many a block has.
void write(BlockToWrite const* blocks, std::size_t count, SymbolTable const& table, SymbolList& symbols,
           BitPosition& position) {
  auto found = symbols;
  for (std::size_t i = 0; i < count; ++i) {
    list_value(blocks[i].table + SymbolTable::kDc, blocks[i].dc_difference, found);
    list_ac(blocks[i], found);
  }
  write_symbols(found, table, position);
}

// T.81, F.1.2.3: "a zero byte is stuffed into the code string" behind a byte of ones, which would begin a marker.
std::uint8_t* stuff(std::uint8_t const* from, std::size_t size, std::uint8_t* to) {
  auto const ones = _mm512_set1_epi8(-1);
  for (std::size_t i = 0; i < size;) {
    auto const bytes = _mm512_loadu_si512(from + i);
    _mm512_storeu_si512(to, bytes);
    auto const left = size - i;
    auto const wanted = left < 64 ? first_bits(static_cast<unsigned>(left)) : ~std::uint64_t{0};
    auto const found = _mm512_mask_cmpeq_epi8_mask(wanted, bytes, ones);
    auto const taken = found != 0 ? static_cast<std::size_t>(__builtin_ctzll(found)) + 1 : left < 64 ? left : 64;
    i += taken;
    to += taken;
    if (found != 0) *to++ = 0;
  }
  return to;
}

constexpr JpgKernels kAvx512{transform, write, stuff};

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
