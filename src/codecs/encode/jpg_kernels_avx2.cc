// Compiled for processors with AVX2 and what came with Haswell and Zen. Nothing from the standard library is called
// here: see pixels/kernels.inl.
#include <immintrin.h>

#include "codecs/encode/jpg_kernels.h"

namespace triforium::codecs::detail {
namespace {

using Register = __m256i;
constexpr std::size_t kLanes = 2;

inline Register low16(Register a, Register b) {
  return _mm256_unpacklo_epi16(a, b);
}
inline Register high16(Register a, Register b) {
  return _mm256_unpackhi_epi16(a, b);
}
inline Register low32(Register a, Register b) {
  return _mm256_unpacklo_epi32(a, b);
}
inline Register high32(Register a, Register b) {
  return _mm256_unpackhi_epi32(a, b);
}
inline Register low64(Register a, Register b) {
  return _mm256_unpacklo_epi64(a, b);
}
inline Register high64(Register a, Register b) {
  return _mm256_unpackhi_epi64(a, b);
}
inline Register words(int value) {
  return _mm256_set1_epi16(static_cast<std::int16_t>(value));
}
inline Register longs(int value) {
  return _mm256_set1_epi32(value);
}
inline Register add(Register a, Register b) {
  return _mm256_add_epi16(a, b);
}
inline Register subtract(Register a, Register b) {
  return _mm256_sub_epi16(a, b);
}
inline Register size_of(Register value) {
  return _mm256_abs_epi16(value);
}
inline Register upper_product(Register a, Register b) {
  return _mm256_mulhi_epu16(a, b);
}
inline Register with_sign(Register value, Register sign) {
  return _mm256_sign_epi16(value, sign);
}
template <int kShift>
inline Register shifted_left(Register value) {
  return _mm256_slli_epi16(value, kShift);
}
template <int kShift>
inline Register shifted_right(Register value) {
  return _mm256_srai_epi16(value, kShift);
}
template <int kShift>
inline Register settled(Register lower, Register upper) {
  return _mm256_packs_epi32(_mm256_srai_epi32(lower, kShift), _mm256_srai_epi32(upper, kShift));
}
inline Register add_products(Register sums, Register a, Register b) {
  return _mm256_add_epi32(sums, _mm256_madd_epi16(a, b));
}
inline Register in_each_lane(void const* eight) {
  return _mm256_broadcastsi128_si256(_mm_load_si128(static_cast<__m128i const*>(eight)));
}
inline Register widened(std::uint8_t const* samples) {
  return _mm256_cvtepu8_epi16(_mm_loadu_si128(reinterpret_cast<__m128i const*>(samples)));
}

// Of eight coefficients of the zigzag, which bytes of a row of the block they are: the others are zero.
struct RowPick {
  alignas(16) std::uint8_t bytes[16] = {};
  bool has_any = false;
};
struct Picks {
  RowPick from[8][8];  // eight coefficients; rows
};
constexpr Picks make_picks() {
  Picks picks;
  for (std::size_t part = 0; part < 8; ++part) {
    for (auto& row : picks.from[part]) {
      for (auto& byte : row.bytes)
        byte = 0x80;
    }
    for (std::size_t i = 0; i < 8; ++i) {
      auto const place = kZigzag[part * 8 + i];
      auto& row = picks.from[part][place / 8];
      row.bytes[2 * i] = static_cast<std::uint8_t>(place % 8 * 2);
      row.bytes[2 * i + 1] = static_cast<std::uint8_t>(place % 8 * 2 + 1);
      row.has_any = true;
    }
  }
  return picks;
}
constexpr Picks kPicks = make_picks();

// Coefficients 8·kPart … 8·kPart + 7 of the zigzag, from rows kRow … 7.
template <int kPart, int kRow = 0>
inline Register in_zigzag(Register const* rows) {
  if constexpr (kRow == 8) {
    return _mm256_setzero_si256();
  } else if constexpr (!kPicks.from[kPart][kRow].has_any) {
    return in_zigzag<kPart, kRow + 1>(rows);
  } else {
    auto const picked = _mm256_shuffle_epi8(rows[kRow], in_each_lane(kPicks.from[kPart][kRow].bytes));
    return _mm256_or_si256(picked, in_zigzag<kPart, kRow + 1>(rows));
  }
}

template <int kPart = 0>
inline void store_blocks(Register const* rows, std::int16_t* to) {
  if constexpr (kPart < 8) {
    auto const both = in_zigzag<kPart>(rows);
    _mm_storeu_si128(reinterpret_cast<__m128i*>(to + 8 * kPart), _mm256_castsi256_si128(both));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(to + kBlockSamples + 8 * kPart), _mm256_extracti128_si256(both, 1));
    store_blocks<kPart + 1>(rows, to);
  }
}

#include "codecs/encode/jpg_bits.inl"
#include "codecs/encode/jpg_transform.inl"

// Of eight words those whose bit is set, one behind the other.
struct Compressions {
  alignas(16) std::uint8_t bytes[256][16] = {};
};
constexpr Compressions make_compressions() {
  Compressions all;
  for (unsigned set = 0; set < 256; ++set) {
    std::size_t next = 0;
    for (unsigned i = 0; i < 8; ++i) {
      if ((set >> i & 1U) == 0) continue;
      all.bytes[set][next++] = static_cast<std::uint8_t>(2 * i);
      all.bytes[set][next++] = static_cast<std::uint8_t>(2 * i + 1);
    }
  }
  return all;
}
constexpr Compressions kCompressions = make_compressions();

// The number of bits of 2ⁿ − 1 is found by its product with a constant: no two have the same upper four bits.
constexpr unsigned kTeller = 0xE136;
struct BitCounts {
  alignas(16) std::uint8_t of[16] = {};
};
constexpr BitCounts make_bit_counts() {
  BitCounts counts;
  for (unsigned n = 0; n < 16; ++n)
    counts.of[((1U << n) - 1) * kTeller % 0x10000 >> 12U] = static_cast<std::uint8_t>(n);
  return counts;
}
constexpr BitCounts kBitCounts = make_bit_counts();

inline Register load(std::int16_t const* from) {
  return _mm256_loadu_si256(reinterpret_cast<Register const*>(from));
}

// A bit for each of 32 coefficients that is not zero.
inline std::uint32_t find_values(std::int16_t const* coefficients) {
  auto const zero = _mm256_setzero_si256();
  auto const is_zero = _mm256_packs_epi16(_mm256_cmpeq_epi16(load(coefficients), zero),
                                          _mm256_cmpeq_epi16(load(coefficients + 16), zero));
  return ~static_cast<std::uint32_t>(_mm256_movemask_epi8(_mm256_permute4x64_epi64(is_zero, 0xD8)));
}

// The place of a value, times 16, with the number of its bits; and these bits. T.81, F.1.2.1 and F.1.2.2: of a negative
// one, those of the value less one.
struct Values {
  Register keys, bits;
};
inline Values values_of(std::int16_t const* coefficients, int place) {
  auto const value = load(coefficients);
  auto mask = size_of(value);  // ones from the first one on
  mask = _mm256_or_si256(mask, _mm256_srli_epi16(mask, 1));
  mask = _mm256_or_si256(mask, _mm256_srli_epi16(mask, 2));
  mask = _mm256_or_si256(mask, _mm256_srli_epi16(mask, 4));
  mask = _mm256_or_si256(mask, _mm256_srli_epi16(mask, 8));
  auto const told = _mm256_srli_epi16(_mm256_mullo_epi16(mask, words(static_cast<int>(kTeller))), 12);
  auto const count = _mm256_shuffle_epi8(in_each_lane(kBitCounts.of), told);
  auto const places = _mm256_setr_epi16(0, 16, 32, 48, 64, 80, 96, 112, 128, 144, 160, 176, 192, 208, 224, 240);
  auto const less = add(value, shifted_right<15>(value));
  return {add(count, add(places, words(place * 16))), _mm256_and_si256(less, mask)};
}

struct ValueList {
  std::uint16_t *keys, *bits;
};
inline void append(__m128i keys, __m128i bits, std::uint32_t wanted, ValueList& list) {
  auto const pattern = _mm_load_si128(reinterpret_cast<__m128i const*>(kCompressions.bytes[wanted]));
  _mm_storeu_si128(reinterpret_cast<__m128i*>(list.keys), _mm_shuffle_epi8(keys, pattern));
  _mm_storeu_si128(reinterpret_cast<__m128i*>(list.bits), _mm_shuffle_epi8(bits, pattern));
  auto const count = __builtin_popcount(wanted);
  list.keys += count;
  list.bits += count;
}
inline void append_half(BlockToWrite const& block, int first, std::uint32_t wanted, ValueList& list) {
  for (int i = first; i < first + 32; i += 16, wanted >>= 16U) {
    auto const values = values_of(block.coefficients + i, i);
    append(_mm256_castsi256_si128(values.keys), _mm256_castsi256_si128(values.bits), wanted & 255U, list);
    append(_mm256_extracti128_si256(values.keys, 1), _mm256_extracti128_si256(values.bits, 1), wanted >> 8U & 255U,
           list);
  }
}

// Whether more than 15 zeros stand before a value.
inline bool has_long_run(std::uint64_t is_there) {
  auto near = is_there | 1U;  // up to 15 places behind a value
  near |= near << 1U;
  near |= near << 2U;
  near |= near << 4U;
  near |= near << 8U;
  return (is_there & ~(near << 1U) & ~std::uint64_t{1}) != 0;
}

// The symbols of AC are found side by side: those of the coefficients that are not zero, and the end.
inline void list_ac(BlockToWrite const& block, SymbolList& symbols) {
  auto const all = std::uint64_t{find_values(block.coefficients)} | std::uint64_t{find_values(block.coefficients + 32)}
                                                                        << 32U;
  auto const is_there = all & ~std::uint64_t{1};
  if (has_long_run(is_there)) {
    list_ac_plainly(block, is_there, symbols);
    return;
  }
  constexpr std::size_t kBefore = 1;  // that of DC, at place 0
  std::uint16_t keys[kBefore + kBlockSamples + kLanes * 8];
  keys[0] = 0;
  ValueList list{keys + kBefore, symbols.bits + symbols.count};
  append_half(block, 0, static_cast<std::uint32_t>(is_there), list);
  if (is_there >> 32U != 0) append_half(block, 32, static_cast<std::uint32_t>(is_there >> 32U), list);
  auto const count = static_cast<std::size_t>(__builtin_popcountll(is_there));
  auto* const which = symbols.which + symbols.count;
  for (std::size_t i = 0; i < count; i += kLanes * 8) {
    auto const key = load(reinterpret_cast<std::int16_t const*>(keys + kBefore + i));
    auto const before = _mm256_and_si256(load(reinterpret_cast<std::int16_t const*>(keys + i)), words(-16));
    auto const symbol = add(subtract(key, before), words(static_cast<int>(block.table) - 16));
    _mm256_storeu_si256(reinterpret_cast<Register*>(which + i), symbol);
  }
  which[count] = static_cast<std::uint16_t>(block.table + SymbolTable::kEnd);
  symbols.bits[symbols.count + count] = 0;
  symbols.count += count + (is_there >> 63U == 0 ? 1U : 0U);
}

// Copies what one register holds; which of the bytes are all ones.
inline std::uint64_t copy_and_find_ones(std::uint8_t const* from, std::uint8_t* to) {
  auto const bytes = _mm256_loadu_si256(reinterpret_cast<Register const*>(from));
  _mm256_storeu_si256(reinterpret_cast<Register*>(to), bytes);
  return static_cast<std::uint32_t>(_mm256_movemask_epi8(_mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(-1))));
}

constexpr JpgKernels kAvx2{transform, write<list_ac>, stuff<32, copy_and_find_ones>};

}  // namespace

JpgKernels const* avx2_jpg_kernels() {
  static bool const is_supported = __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("bmi") != 0 &&
                                   __builtin_cpu_supports("bmi2") != 0 && __builtin_cpu_supports("popcnt") != 0;
  return is_supported ? &kAvx2 : nullptr;
}

}  // namespace triforium::codecs::detail
