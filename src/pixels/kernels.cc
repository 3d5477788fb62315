#include "pixels/kernels.h"

#include <algorithm>
#include <cstring>

// OPTIMIZATION: g++ makes two versions of each function so marked and the loader picks one. Its resolvers run before
// the sanitizers do, and clang 14 has no such choice of architectures: those builds have the plain version.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) && \
    !defined(__SANITIZE_THREAD__)
#define TRIFORIUM_VECTORISED __attribute__((target_clones("arch=haswell", "default")))
#else
#define TRIFORIUM_VECTORISED
#endif

namespace triforium::kernels {
namespace {

using Vector4 = float __attribute__((vector_size(16)));
using Vector8 = float __attribute__((vector_size(32)));

// Macros, not functions: what a marked function calls would be compiled for the plain processor and cost a call.
#define TRIFORIUM_LOAD(vector, from) std::memcpy(&(vector), (from), sizeof(vector))
#define TRIFORIUM_STORE(to, vector) std::memcpy((to), &(vector), sizeof(vector))

TRIFORIUM_VECTORISED void filter_gray(float const* in, float* out, Taps const& taps) {
  auto const count = taps.spans.size();
  for (std::size_t i = 0; i < count; ++i) {
    auto const span = taps.spans[i];
    auto const* weights = taps.weights_of(i);
    auto const* source = in + span.first;
    Vector8 sum = {};
    for (std::int32_t k = 0; k < span.count; k += 8) {
      Vector8 pixels, factors;
      TRIFORIUM_LOAD(pixels, source + k);
      TRIFORIUM_LOAD(factors, weights + k);
      sum += pixels * factors;
    }
    out[i] = ((sum[0] + sum[4]) + (sum[1] + sum[5])) + ((sum[2] + sum[6]) + (sum[3] + sum[7]));
  }
}

TRIFORIUM_VECTORISED void filter_gray_alpha(float const* in, float* out, Taps const& taps) {
  auto const count = taps.spans.size();
  for (std::size_t i = 0; i < count; ++i) {
    auto const span = taps.spans[i];
    auto const* weights = taps.weights_of(i);
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
inline __attribute__((always_inline)) void filter_vectors(float const* in, float* out, Taps const& taps) {
  auto const count = taps.spans.size();
  for (std::size_t i = 0; i < count; ++i) {
    auto const span = taps.spans[i];
    auto const* weights = taps.weights_of(i);
    auto const* source = in + kChannels * span.first;
    Vector4 even = {}, odd = {};
    // An odd count takes one weight of zero along.
    for (std::int32_t k = 0; k < span.count; k += 2, source += 2 * kChannels) {
      Vector4 first, second;
      TRIFORIUM_LOAD(first, source);
      TRIFORIUM_LOAD(second, source + kChannels);
      even += first * weights[k];
      odd += second * weights[k + 1];
    }
    even += odd;
    TRIFORIUM_STORE(out + kChannels * i, even);
  }
}

TRIFORIUM_VECTORISED void filter_three(float const* in, float* out, Taps const& taps) {
  filter_vectors<3>(in, out, taps);
}

TRIFORIUM_VECTORISED void filter_four(float const* in, float* out, Taps const& taps) {
  filter_vectors<4>(in, out, taps);
}

TRIFORIUM_VECTORISED void filter_five(float const* in, float* out, Taps const& taps) {
  auto const count = taps.spans.size();
  for (std::size_t i = 0; i < count; ++i) {
    auto const span = taps.spans[i];
    auto const* weights = taps.weights_of(i);
    auto const* source = in + 5 * span.first;
    Vector4 four = {};
    float fifth = 0;
    for (std::int32_t k = 0; k < span.count; ++k, source += 5) {
      Vector4 pixel;
      TRIFORIUM_LOAD(pixel, source);
      four += pixel * weights[k];
      fifth += source[4] * weights[k];
    }
    TRIFORIUM_STORE(out + 5 * i, four);
    out[5 * i + 4] = fifth;
  }
}

}  // namespace

TRIFORIUM_VECTORISED void widen(std::uint8_t const* samples, float* row, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i)
    row[i] = samples[i];
}

TRIFORIUM_VECTORISED void widen(std::uint16_t const* samples, float* row, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i)
    row[i] = samples[i];
}

TRIFORIUM_VECTORISED void narrow(float const* row, std::uint8_t* samples, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) {
    auto const value = row[i] + 0.5F;
    samples[i] = static_cast<std::uint8_t>(static_cast<std::int32_t>(value < 0 ? 0 : value > 255 ? 255 : value));
  }
}

TRIFORIUM_VECTORISED void narrow(float const* row, std::uint16_t* samples, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) {
    auto const value = row[i] + 0.5F;
    samples[i] = static_cast<std::uint16_t>(static_cast<std::int32_t>(value < 0 ? 0 : value > 65535 ? 65535 : value));
  }
}

void premultiply(float* row, std::size_t pixels, int channels, float full) {
  for (std::size_t i = 0; i < pixels; ++i, row += channels) {
    auto const factor = row[channels - 1] / full;
    for (int c = 0; c < channels - 1; ++c)
      row[c] *= factor;
  }
}

void unpremultiply(float* row, std::size_t pixels, int channels, float full) {
  for (std::size_t i = 0; i < pixels; ++i, row += channels) {
    auto const alpha = std::min(row[channels - 1], full);
    auto const factor = alpha < 0.5F ? 0.0F : full / alpha;
    for (int c = 0; c < channels - 1; ++c)
      row[c] *= factor;
    row[channels - 1] = alpha < 0.5F ? 0.0F : alpha;
  }
}

void limit_premultiplied(float* row, std::size_t pixels, int channels, float full) {
  for (std::size_t i = 0; i < pixels; ++i, row += channels) {
    auto const alpha = std::clamp(row[channels - 1], 0.0F, full);
    for (int c = 0; c < channels - 1; ++c)
      row[c] = std::clamp(row[c], 0.0F, alpha);
    row[channels - 1] = alpha;
  }
}

TRIFORIUM_VECTORISED void add_weighted(float* sum, float const* const* rows, float const* weights, int count,
                                       std::size_t n, bool is_first) {
  for (std::size_t x = 0; x < n; x += 32) {
    Vector8 parts[4] = {};
    if (!is_first) TRIFORIUM_LOAD(parts, sum + x);
    for (int k = 0; k < count; ++k) {
      Vector8 row[4];
      TRIFORIUM_LOAD(row, rows[k] + x);
      auto const weight = weights[k];
      parts[0] += row[0] * weight;
      parts[1] += row[1] * weight;
      parts[2] += row[2] * weight;
      parts[3] += row[3] * weight;
    }
    TRIFORIUM_STORE(sum + x, parts);
  }
}

void filter_row(float const* in, float* out, Taps const& taps, int channels) {
  switch (channels) {
    case 1:
      return filter_gray(in, out, taps);
    case 2:
      return filter_gray_alpha(in, out, taps);
    case 3:
      return filter_three(in, out, taps);
    case 4:
      return filter_four(in, out, taps);
    default:
      return filter_five(in, out, taps);
  }
}

}  // namespace triforium::kernels
