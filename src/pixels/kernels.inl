// The loops of kernels.h, compiled once for every processor (kernels.cc) and once for those with AVX2 and FMA
// (kernels_avx2.cc). Included inside an unnamed namespace, after TRIFORIUM_VECTOR_BYTES is defined.
//
// Nothing from the standard library is called: the linker keeps one copy of an inline function, and if it were the one
// that was compiled for AVX2, older processors would stumble over it.

// Vectors at any address of a float.
using Vector4 = float __attribute__((vector_size(16), aligned(4), may_alias));
using Vector = float __attribute__((vector_size(TRIFORIUM_VECTOR_BYTES), aligned(4), may_alias));
constexpr std::size_t kLanes = TRIFORIUM_VECTOR_BYTES / sizeof(float);

inline Vector4 const& vector4(float const* from) {
  return *reinterpret_cast<Vector4 const*>(from);
}
inline Vector4& vector4(float* from) {
  return *reinterpret_cast<Vector4*>(from);
}
inline Vector const& vector(float const* from) {
  return *reinterpret_cast<Vector const*>(from);
}
inline Vector& vector(float* from) {
  return *reinterpret_cast<Vector*>(from);
}

inline float limited(float value, float least, float most) {
  return value < least ? least : value > most ? most : value;
}

inline void filter_gray(float const* in, float* out, PlainTaps taps) {
  for (std::size_t i = 0; i < taps.count; ++i) {
    auto const span = taps.spans[i];
    auto const* weights = taps.weights + i * taps.stride;
    auto const* source = in + span.first;
    Vector4 even = {}, odd = {};
    for (std::int32_t k = 0; k < span.count; k += 8) {
      even += vector4(source + k) * vector4(weights + k);
      odd += vector4(source + k + 4) * vector4(weights + k + 4);
    }
    even += odd;
    out[i] = (even[0] + even[1]) + (even[2] + even[3]);
  }
}

inline void filter_gray_alpha(float const* in, float* out, PlainTaps taps) {
  for (std::size_t i = 0; i < taps.count; ++i) {
    auto const span = taps.spans[i];
    auto const* weights = taps.weights + i * taps.stride;
    auto const* source = in + 2 * span.first;
    float gray = 0, alpha = 0;
    for (std::int32_t k = 0; k < span.count; ++k) {
      gray += weights[k] * source[2 * k];
      alpha += weights[k] * source[2 * k + 1];
    }
    out[2 * i] = gray;
    out[2 * i + 1] = alpha;
  }
}

// 3 or 4 channels: a pixel is a vector. Of 3, the fourth number belongs to the next pixel, which then overwrites it.
template <int kChannels>
void filter_vectors(float const* in, float* out, PlainTaps taps) {
  for (std::size_t i = 0; i < taps.count; ++i) {
    auto const span = taps.spans[i];
    auto const* weights = taps.weights + i * taps.stride;
    auto const* source = in + kChannels * span.first;
    Vector4 even = {}, odd = {};
    // An odd count takes one weight of zero along.
    for (std::int32_t k = 0; k < span.count; k += 2, source += 2 * kChannels) {
      even += vector4(source) * weights[k];
      odd += vector4(source + kChannels) * weights[k + 1];
    }
    vector4(out + kChannels * i) = even + odd;
  }
}

inline void filter_five(float const* in, float* out, PlainTaps taps) {
  for (std::size_t i = 0; i < taps.count; ++i) {
    auto const span = taps.spans[i];
    auto const* weights = taps.weights + i * taps.stride;
    auto const* source = in + 5 * span.first;
    Vector4 four = {};
    float fifth = 0;
    for (std::int32_t k = 0; k < span.count; ++k, source += 5) {
      four += vector4(source) * weights[k];
      fifth += source[4] * weights[k];
    }
    vector4(out + 5 * i) = four;
    out[5 * i + 4] = fifth;
  }
}

inline void filter_row(float const* in, float* out, PlainTaps taps, int channels) {
  switch (channels) {
    case 1:
      return filter_gray(in, out, taps);
    case 2:
      return filter_gray_alpha(in, out, taps);
    case 3:
      return filter_vectors<3>(in, out, taps);
    case 4:
      return filter_vectors<4>(in, out, taps);
    default:
      return filter_five(in, out, taps);
  }
}

inline void widen_u8(std::uint8_t const* samples, float* row, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i)
    row[i] = samples[i];
}

inline void widen_u16(std::uint16_t const* samples, float* row, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i)
    row[i] = samples[i];
}

inline void narrow_u8(float const* row, std::uint8_t* samples, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) {
    samples[i] = static_cast<std::uint8_t>(static_cast<std::int32_t>(limited(row[i] + 0.5F, 0, 255)));
  }
}

inline void narrow_u16(float const* row, std::uint16_t* samples, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) {
    samples[i] = static_cast<std::uint16_t>(static_cast<std::int32_t>(limited(row[i] + 0.5F, 0, 65535)));
  }
}

template <int kChannels>
void premultiply_channels(float* row, std::size_t pixels, float full) {
  auto const scale = 1 / full;
  for (std::size_t i = 0; i < pixels; ++i, row += kChannels) {
    auto const factor = row[kChannels - 1] * scale;
    for (int c = 0; c < kChannels - 1; ++c)
      row[c] *= factor;
  }
}

template <int kChannels>
void unpremultiply_channels(float* row, std::size_t pixels, float full) {
  for (std::size_t i = 0; i < pixels; ++i, row += kChannels) {
    auto const alpha = row[kChannels - 1];
    bool const is_nothing = alpha < 0.5F;
    auto const factor = is_nothing ? 0.0F : alpha < full ? full / alpha : 1.0F;
    for (int c = 0; c < kChannels - 1; ++c)
      row[c] *= factor;
    row[kChannels - 1] = is_nothing ? 0.0F : alpha;
  }
}

inline void premultiply(float* row, std::size_t pixels, int channels, float full) {
  if (channels == 4) return premultiply_channels<4>(row, pixels, full);
  return channels == 2 ? premultiply_channels<2>(row, pixels, full) : premultiply_channels<5>(row, pixels, full);
}

inline void unpremultiply(float* row, std::size_t pixels, int channels, float full) {
  if (channels == 4) return unpremultiply_channels<4>(row, pixels, full);
  return channels == 2 ? unpremultiply_channels<2>(row, pixels, full) : unpremultiply_channels<5>(row, pixels, full);
}

inline void limit_premultiplied(float* row, std::size_t pixels, int channels, float full) {
  for (std::size_t i = 0; i < pixels; ++i, row += channels) {
    auto const alpha = limited(row[channels - 1], 0, full);
    for (int c = 0; c < channels - 1; ++c)
      row[c] = limited(row[c], 0, alpha);
    row[channels - 1] = alpha;
  }
}

inline void add_weighted(float* sum, float const* const* rows, float const* weights, int count, std::size_t n,
                         bool is_first) {
  for (std::size_t x = 0; x < n; x += 4 * kLanes) {
    Vector a = {}, b = {}, c = {}, d = {};
    if (!is_first) {
      a = vector(sum + x);
      b = vector(sum + x + kLanes);
      c = vector(sum + x + 2 * kLanes);
      d = vector(sum + x + 3 * kLanes);
    }
    for (int k = 0; k < count; ++k) {
      auto const* row = rows[k] + x;
      auto const weight = weights[k];
      a += vector(row) * weight;
      b += vector(row + kLanes) * weight;
      c += vector(row + 2 * kLanes) * weight;
      d += vector(row + 3 * kLanes) * weight;
    }
    vector(sum + x) = a;
    vector(sum + x + kLanes) = b;
    vector(sum + x + 2 * kLanes) = c;
    vector(sum + x + 3 * kLanes) = d;
  }
}

// Weights of the four neighbours at distances 1 + t, t, 1 − t, 2 − t: Catmull-Rom, a cubic in t for each.
inline Vector4 cubic_weights(float t) {
  constexpr Vector4 kCube = {-0.5F, 1.5F, -1.5F, 0.5F}, kSquare = {1, -2.5F, 2, -0.5F}, kLine = {-0.5F, 0, 0.5F, 0},
                    kConstant = {0, 1, 0, 0};
  return ((kCube * t + kSquare) * t + kLine) * t + kConstant;
}

// Four samples from `from` on. The compilers would take the vectors apart for this conversion, hence the intrinsics.
#ifdef __SSE4_1__
inline Vector4 load_samples(std::uint8_t const* from) {
  int bytes;
  __builtin_memcpy(&bytes, from, sizeof bytes);
  return _mm_cvtepi32_ps(_mm_cvtepu8_epi32(_mm_cvtsi32_si128(bytes)));
}
inline Vector4 load_samples(std::uint16_t const* from) {
  return _mm_cvtepi32_ps(_mm_cvtepu16_epi32(_mm_loadl_epi64(reinterpret_cast<__m128i const*>(from))));
}
#else
template <typename Sample>
Vector4 load_samples(Sample const* from) {
  return Vector4{static_cast<float>(from[0]), static_cast<float>(from[1]), static_cast<float>(from[2]),
                 static_cast<float>(from[3])};
}
#endif

inline std::int64_t limited_index(std::int64_t index, std::int64_t count) {
  return index < 0 ? 0 : index >= count ? count - 1 : index;
}

// The share of a pixel around `x` that is inside 0 … length.
inline float coverage(double x, double length) {
  return limited(static_cast<float>(x + 0.5), 0, 1) * limited(static_cast<float>(length - x + 0.5), 0, 1);
}

// One pixel, whose left and upper neighbours are at (left, top). kFirst: which of its channels come first.
template <typename Sample, int kChannels, int kFirst, bool kIsInside>
Vector4 interpolate(RotatedRow const& row, std::int64_t left, std::int64_t top, Vector4 across, Vector4 down) {
  Vector4 sum = {};
  for (int j = 0; j < 4; ++j) {
    auto const line = kIsInside ? top - 1 + j : limited_index(top - 1 + j, row.height);
    auto const* samples = reinterpret_cast<Sample const*>(row.pixels + static_cast<std::size_t>(line) * row.stride);
    Vector4 part = {};
    for (int i = 0; i < 4; ++i) {
      auto const column = kIsInside ? left - 1 + i : limited_index(left - 1 + i, row.width);
      part += load_samples(samples + column * kChannels + kFirst) * across[i];
    }
    sum += part * down[j];
  }
  return sum;
}

// All channels of the pixel at (x, y), in pixels whose centres are whole numbers.
template <typename Sample, int kChannels>
void interpolate_pixel(RotatedRow const& row, double x, double y, float* out) {
  // Never below −1, so that cutting off after adding 1 rounds down.
  auto const left = static_cast<std::int64_t>(x + 1) - 1, top = static_cast<std::int64_t>(y + 1) - 1;
  auto const across = cubic_weights(static_cast<float>(x - static_cast<double>(left)));
  auto const down = cubic_weights(static_cast<float>(y - static_cast<double>(top)));
  if (left >= 1 && top >= 1 && left + 2 < row.width && top + 2 < row.height) {
    vector4(out) = interpolate<Sample, kChannels, 0, true>(row, left, top, across, down);
    if constexpr (kChannels == 5) out[4] = interpolate<Sample, 5, 4, true>(row, left, top, across, down)[0];
  } else {
    vector4(out) = interpolate<Sample, kChannels, 0, false>(row, left, top, across, down);
    if constexpr (kChannels == 5) out[4] = interpolate<Sample, 5, 4, false>(row, left, top, across, down)[0];
  }
}

template <typename Sample, int kChannels>
void rotate_channels(RotatedRow const& row) {
  for (std::int64_t i = 0; i < row.count; ++i) {
    auto const x = row.x + static_cast<double>(i) * row.step_x, y = row.y + static_cast<double>(i) * row.step_y;
    auto const share = coverage(x, static_cast<double>(row.width)) * coverage(y, static_cast<double>(row.height));
    row.coverage[i] = share;
    if (!(share > 0)) continue;
    interpolate_pixel<Sample, kChannels>(row, x - 0.5, y - 0.5, row.out + i * kChannels);
  }
}

template <typename Sample>
void rotate_pixels(RotatedRow const& row) {
  switch (row.channels) {
    case 1:
      return rotate_channels<Sample, 1>(row);
    case 2:
      return rotate_channels<Sample, 2>(row);
    case 3:
      return rotate_channels<Sample, 3>(row);
    case 4:
      return rotate_channels<Sample, 4>(row);
    default:
      return rotate_channels<Sample, 5>(row);
  }
}

inline void rotate_row(RotatedRow const& row) {
  return row.is_wide ? rotate_pixels<std::uint16_t>(row) : rotate_pixels<std::uint8_t>(row);
}

#include "pixels/rotate_samples.inl"

constexpr Kernels kTheseKernels{widen_u8,    widen_u16,     narrow_u8,           narrow_u16,
                                premultiply, unpremultiply, limit_premultiplied, add_weighted,
                                filter_row,  rotate_row,    rotate_samples};
