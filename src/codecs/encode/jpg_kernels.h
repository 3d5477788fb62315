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

// Division by eight times a quantisation table, rounded: ((x + half) · reciprocal >> 16) · scale >> 16. Row by row.
struct Quantiser {
  alignas(64) std::array<std::uint16_t, kBlockSamples> half;
  alignas(64) std::array<std::uint16_t, kBlockSamples> reciprocal;
  alignas(64) std::array<std::uint16_t, kBlockSamples> scale;
};

// What a symbol and the bits of its value are written as: the symbol's code, with room for those bits below it, above
// six bits that say how many all of it are. 16 bits of code and 10 of value are the most: it fits.
struct SymbolTable {
  static constexpr std::size_t kDc = 256;  // + bits of the value; below: those of AC, the run · 16 + bits of the value
  static constexpr std::size_t kNone = 511;  // nothing at all
  static constexpr std::size_t kRunOf16 = 0xF0;
  std::array<std::uint32_t, 512> entries{};
};

// A block to be written.
struct BlockToWrite {
  std::int16_t const* coefficients;  // 64, in zigzag order; but for the first one
  std::int32_t dc_difference;
  SymbolTable const* table;
};

// Bits on their way out: fewer than eight are left over, at the top of `held`, from what was written to `next` on.
struct BitPosition {
  std::uint8_t* next;
  std::uint64_t held = 0;
  unsigned count = 0;
};

// No block takes more than 64 times 26 bits. Written eight at a time, so that so many may follow.
inline constexpr std::size_t kMostBlockBytes = 208;
inline constexpr std::size_t kBitPadding = 16;

struct JpgKernels {
  // Blocks side by side, from eight rows of samples: forward DCT (libjpeg's "islow"), quantised, in zigzag order.
  void (*transform)(std::uint8_t const* const* rows, std::size_t blocks, Quantiser const& quantiser,
                    std::int16_t* coefficients);
  // The bits of their symbols, without the zero that has to follow a byte of ones.
  void (*write)(BlockToWrite const* blocks, std::size_t count, BitPosition& position);
  // A copy with those zeros, of which `from` may need as many again. Returns the end of what was written. May read and
  // write 64 bytes beyond.
  std::uint8_t* (*stuff)(std::uint8_t const* from, std::size_t size, std::uint8_t* to);
};

// The fastest for this processor; null where there are none.
JpgKernels const* jpg_kernels();
JpgKernels const* avx512_jpg_kernels();  // AVX-512 with BW, VL, VNNI, VBMI, VBMI2 and BITALG

}  // namespace triforium::codecs::detail
