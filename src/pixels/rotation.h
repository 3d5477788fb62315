// The geometry of turning by any angle, for all ways to do it. Inside this room only.
#pragma once

#include <cmath>
#include <cstdint>
#include <numbers>

#include "pixels/size.h"

namespace triforium {

struct Direction {
  double cosine, sine;
};
inline Direction direction_of(double degrees) {
  auto const angle = std::fmod(degrees, 360) * std::numbers::pi / 180;
  return {std::cos(angle), std::sin(angle)};
}

// Back from a box to the picture in it, which was mirrored left–right (or not) and then rotated clockwise: the rotation
// the other way round about both centres. Places are distances from the upper left corners, in pixels.
struct WayBack {
  PixelSize picture, box;
  bool is_mirrored = false;
  Direction direction;

  struct Place {
    double x, y;
  };
  Place of(double x, double y) const {
    auto const right = x - static_cast<double>(box.width) / 2, down = y - static_cast<double>(box.height) / 2;
    auto const there = right * direction.cosine + down * direction.sine;
    return {static_cast<double>(picture.width) / 2 + (is_mirrored ? -there : there),
            static_cast<double>(picture.height) / 2 - right * direction.sine + down * direction.cosine};
  }
  // How far it goes in the picture for one pixel further right.
  Place step() const { return {is_mirrored ? -direction.cosine : direction.cosine, -direction.sine}; }
};

}  // namespace triforium
