// The inner loops of a baseline JPEG made from planes: what libjpeg does of samples, byte for byte, for processors that
// can do much of it at once. Where there are none, libjpeg does it.
//
// https://www.w3.org/Graphics/JPEG/itu-t81.pdf
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace triforium::codecs::detail {

inline constexpr std::size_t kBlockSamples = 64;
// Blocks of one row that are transformed together: room for coefficients, and samples to read, are a multiple of it.
inline constexpr std::size_t kBlocksTogether = 4;

// T.81, figure A.6: where in a block, row by row, the coefficients of the zigzag lie.
alignas(64) inline constexpr std::int16_t kZigzag[kBlockSamples] = {
    0,  1,  8,  16, 9,  2,  3,  10, 17, 24, 32, 25, 18, 11, 4,  5,  12, 19, 26, 33, 40, 48,
    41, 34, 27, 20, 13, 6,  7,  14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23,
    30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63};

// Division by eight times a quantisation table, rounded: ((x + half) · reciprocal >> 16) · scale >> 16. Row by row.
struct Quantiser {
  alignas(64) std::array<std::uint16_t, kBlockSamples> half;
  alignas(64) std::array<std::uint16_t, kBlockSamples> reciprocal;
  alignas(64) std::array<std::uint16_t, kBlockSamples> scale;
};

// What a symbol and the bits of its value are written as: the symbol's code, with room for those bits below it, above
// six bits that say how many all of it are. 16 bits of code and 10 of value are the most: it fits. Of two tables, those
// of luma and those of chroma, the second one stands behind the first.
struct SymbolTable {
  static constexpr std::size_t kSize = 512;
  // Symbols of AC: the run · 16 + the number of the value's bits.
  static constexpr std::size_t kEnd = 0, kRunOf16 = 0xF0;
  static constexpr std::size_t kDc = 256;    // + the number of the value's bits
  static constexpr std::size_t kNone = 511;  // nothing at all
  std::array<std::uint32_t, 2 * kSize> entries{};
};

// A block to be written.
struct BlockToWrite {
  std::int16_t const* coefficients;  // 64, in zigzag order; but for the first one
  std::int32_t dc_difference;
  std::uint32_t table;  // where its table begins: 0 or SymbolTable::kSize
};

// Symbols one after the other, with the bits that follow each.
struct SymbolList {
  std::uint16_t* which;
  std::uint16_t* bits;
  std::size_t count = 0;
};
// No block has more, and so many more may be touched.
inline constexpr std::size_t kMostBlockSymbols = 65, kSymbolPadding = 64;

// Bits on their way out: fewer than eight are left over, at the bottom of `held`, from what was written up to `next`.
struct BitPosition {
  std::uint8_t* next;
  std::uint64_t held = 0;
  unsigned count = 0;
};

// No block takes more than 64 times 26 bits; so many bytes may be touched behind them.
inline constexpr std::size_t kMostBlockBytes = 208, kBytePadding = 64;

struct JpgKernels {
  // Blocks side by side, from eight rows of samples: forward DCT (libjpeg's "islow"), quantised, in zigzag order.
  void (*transform)(std::uint8_t const* const* rows, std::size_t blocks, Quantiser const& quantiser,
                    std::int16_t* coefficients);
  // The bits of their symbols, without the zero that has to follow a byte of ones. `symbols` is empty before and after.
  void (*write)(BlockToWrite const* blocks, std::size_t count, SymbolTable const& table, SymbolList& symbols,
                BitPosition& position);
  // A copy with those zeros, which may be as many again. Returns the end of what was written. May read and write
  // kBytePadding beyond.
  std::uint8_t* (*stuff)(std::uint8_t const* from, std::size_t size, std::uint8_t* to);
};

// The fastest for this processor; null where there are none.
JpgKernels const* jpg_kernels();
// Null where they were not built, or this processor lacks what they need.
JpgKernels const* avx2_jpg_kernels();    // AVX2, BMI 1 and 2, POPCNT
JpgKernels const* avx512_jpg_kernels();  // AVX-512 with BW, VL, VNNI, VBMI, VBMI2 and BITALG

}  // namespace triforium::codecs::detail
