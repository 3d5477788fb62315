// The inner loops of resampling, on rows of floats; one set for every processor, a faster one where it can. Inside this
// room only.
//
// A row of `n` floats has room for kRowPadding more behind it, which may be read and overwritten.
#pragma once

#include <cstddef>
#include <cstdint>

namespace triforium {

inline constexpr std::size_t kRowPadding = 32;

// Which neighbours make up each of the pixels along one axis.
struct TapSpan {
  std::int32_t first = 0;  // index of the first neighbour
  std::int32_t count = 0;  // at least 1
};

// Taps without their owner. Weights: `stride`, a multiple of 8, for each pixel; zero beyond its span's count.
struct PlainTaps {
  TapSpan const* spans;
  float const* weights;
  std::size_t count, stride;
};

// A row across a picture in any direction. The four samples behind the picture's last may be read.
struct RotatedRow {
  std::uint8_t const* pixels;
  std::size_t stride;  // bytes
  std::int64_t width, height;
  int channels;  // 1 … 5
  bool is_wide;  // 16-bit samples

  double x, y;  // of the first pixel, from the picture's top left corner
  double step_x, step_y;
  std::int64_t count;

  float* out;       // `channels` for each pixel, and kRowPadding; not written where coverage is 0
  float* coverage;  // 0 … 1: how much of the pixel is inside the picture
};

// A row across a plane of 8-bit samples in any direction. Sides are below 2^31.
struct RotatedSamples {
  std::uint8_t const* samples;
  std::int64_t stride, width, height;
  double right, bottom;  // where the picture ends: up to a sample before the plane does

  double x, y;  // of the first sample, from the plane's top left corner
  double step_x, step_y;
  std::int64_t count;  // a few hundred: places are added up

  std::uint8_t* out;
  std::uint8_t ground;  // around the picture
};

struct Kernels {
  void (*widen_u8)(std::uint8_t const* samples, float* row, std::size_t n);
  void (*widen_u16)(std::uint16_t const* samples, float* row, std::size_t n);

  // Rounded to the nearest sample, limited to the sample's range.
  void (*narrow_u8)(float const* row, std::uint8_t* samples, std::size_t n);
  void (*narrow_u16)(float const* row, std::uint16_t* samples, std::size_t n);

  // In place; the last of `channels` (2, 4 or 5) is alpha, opaque at `full`.
  void (*premultiply)(float* row, std::size_t pixels, int channels, float full);
  // The inverse. Where alpha rounds to 0, everything is 0.
  void (*unpremultiply)(float* row, std::size_t pixels, int channels, float full);
  // For samples that stay premultiplied, what a filter's overshoot has driven out of range: alpha is 0 … full, colours
  // are 0 … alpha.
  void (*limit_premultiplied)(float* row, std::size_t pixels, int channels, float full);

  // sum (+)= rows[0]·weights[0] + … ; `is_first`: what was in `sum` does not count.
  void (*add_weighted)(float* sum, float const* const* rows, float const* weights, int count, std::size_t n,
                       bool is_first);

  // Every pixel of `out` from its neighbours in `in`: taps.count pixels of 1 … 5 channels.
  void (*filter_row)(float const* in, float* out, PlainTaps taps, int channels);

  // Catmull-Rom interpolation; the picture's edge pixels continue beyond its edges.
  void (*rotate_row)(RotatedRow const& row);
  void (*rotate_samples)(RotatedSamples const& row);
};

// Those for this processor.
Kernels const& kernels();

Kernels const& plain_kernels();
// Null where they were not built, or this processor lacks AVX2 or FMA.
Kernels const* avx2_kernels();

}  // namespace triforium
