// Integers of 128 bits, for products of sizes and decimal numbers that must not be rounded.
#pragma once

#include <cstdint>

namespace triforium::image {

__extension__ using Wide = __int128;

// ⌊√n⌋ for n ≥ 0.
constexpr Wide square_root(Wide n) {
  if (n < 2) return n;
  Wide low = 1, high = 1;
  while (high <= n / high)
    high *= 2;
  while (high - low > 1) {  // low² ≤ n < high²
    Wide const middle = low + (high - low) / 2;
    (middle <= n / middle ? low : high) = middle;
  }
  return low;
}

// a · b / c, exact until the one rounding to a double; c positive, a and b not negative, a · b below 2^126.
inline double exact_ratio(std::int64_t a, std::int64_t b, std::int64_t c) {
  Wide const product = static_cast<Wide>(a) * b;
  return static_cast<double>(product / c) + static_cast<double>(product % c) / static_cast<double>(c);
}

}  // namespace triforium::image
