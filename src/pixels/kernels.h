// The inner loops of resampling, on rows of floats. Compiled with vectors; with g++ in a plain build also a second time
// for processors with AVX2 and FMA, chosen when the program starts. Inside this room only.
//
// A row of `n` floats has room for kRowPadding more behind it, which may be read and overwritten.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace triforium::kernels {

inline constexpr std::size_t kRowPadding = 32;

// Which neighbours make up each of the pixels along one axis, and with which weights.
struct Taps {
  struct Span {
    std::int32_t first = 0;  // index of the first neighbour
    std::int32_t count = 0;  // at least 1
  };
  std::vector<Span> spans;     // one for each output pixel; `first` never falls
  std::vector<float> weights;  // `stride` for each, zero beyond count
  std::size_t stride = 0;      // a multiple of 8

  float const* weights_of(std::size_t i) const { return weights.data() + i * stride; }
};

void widen(std::uint8_t const* samples, float* row, std::size_t n);
void widen(std::uint16_t const* samples, float* row, std::size_t n);

// Rounded to the nearest sample, limited to the sample's range.
void narrow(float const* row, std::uint8_t* samples, std::size_t n);
void narrow(float const* row, std::uint16_t* samples, std::size_t n);

// In place; the last of `channels` is alpha, opaque at `full`.
void premultiply(float* row, std::size_t pixels, int channels, float full);
// The inverse; limits what the filter's overshoot has driven out of range. Where alpha rounds to 0, everything is 0.
void unpremultiply(float* row, std::size_t pixels, int channels, float full);
// For samples that stay premultiplied: alpha 0 … full, colours 0 … alpha.
void limit_premultiplied(float* row, std::size_t pixels, int channels, float full);

// sum (+)= rows[0]·weights[0] + … ; `is_first`: what was in `sum` does not count.
void add_weighted(float* sum, float const* const* rows, float const* weights, int count, std::size_t n, bool is_first);

// Every pixel of `out` from its neighbours in `in`: spans.size() pixels of 1 … 5 channels.
void filter_row(float const* in, float* out, Taps const& taps, int channels);

}  // namespace triforium::kernels
