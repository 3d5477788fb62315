// sRGB's transfer curve, IEC 61966-2-1:1999: between coded values and linear light, both 0 … 1.
#pragma once

#include <cmath>

namespace triforium {

inline double srgb_to_linear(double coded) {
  return coded <= 0.04045 ? coded / 12.92 : std::pow((coded + 0.055) / 1.055, 2.4);
}
inline double linear_to_srgb(double linear) {
  return linear <= 0.0031308 ? linear * 12.92 : 1.055 * std::pow(linear, 1 / 2.4) - 0.055;
}

}  // namespace triforium
