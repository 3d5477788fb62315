// Linear light to coded sRGB samples, by tables. Inside this room only.
#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

#include "pixels/srgb_curve.h"

namespace triforium {

// What is below 0, above 1 or not a number is cut off.
inline float unit(float light) {
  return light > 0 ? (light < 1 ? light : 1) : 0;
}

// 8 bits. Light in steps of 14 bits, 5 of them for the darkest gray but black.
class SrgbCoder8 {
 public:
  static constexpr std::size_t kSteps = (1U << 14) - 1;

  SrgbCoder8() {
    for (std::size_t i = 0; i <= kSteps; ++i) {
      coded_[i] = static_cast<std::uint8_t>(std::lround(linear_to_srgb(static_cast<double>(i) / kSteps) * 255));
    }
  }
  std::uint8_t operator()(float light) const {
    return coded_[static_cast<std::size_t>(unit(light) * static_cast<float>(kSteps) + 0.5F)];
  }
  std::uint8_t of_step(std::size_t step) const { return coded_[step]; }

 private:
  std::array<std::uint8_t, kSteps + 1> coded_;
};

// 16 bits. The coded value over the square root of the light is nearly a line, so that few points and straight lines
// between them are exact to a hundredth of a step.
class SrgbCoder16 {
 public:
  SrgbCoder16() : coded_(kSteps + 2) {
    for (std::size_t i = 0; i < coded_.size(); ++i) {
      auto const root = static_cast<double>(i) / kSteps;
      coded_[i] = static_cast<float>(linear_to_srgb(root * root) * 65535);
    }
  }
  std::uint16_t operator()(float light) const {
    auto const position = std::sqrt(unit(light)) * kSteps;
    auto const index = static_cast<std::size_t>(position);
    auto const value = coded_[index] + (position - static_cast<float>(index)) * (coded_[index + 1] - coded_[index]);
    return static_cast<std::uint16_t>(value < 65535 ? value + 0.5F : 65535.0F);
  }

 private:
  static constexpr std::size_t kSteps = 4096;
  std::vector<float> coded_;
};

// The coder for that sample type; built at the first call.
inline SrgbCoder8 const& srgb_coder(std::uint8_t) {
  static SrgbCoder8 const coder;
  return coder;
}
inline SrgbCoder16 const& srgb_coder(std::uint16_t) {
  static SrgbCoder16 const coder;
  return coder;
}

}  // namespace triforium
