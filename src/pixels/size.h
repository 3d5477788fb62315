// Sizes and rectangles in whole pixels. Origin at the top left; y grows downwards.
#pragma once

#include <algorithm>
#include <cstdint>

namespace triforium {

struct PixelSize {
  std::int64_t width = 0;
  std::int64_t height = 0;

  std::int64_t area() const { return width * height; }  // no overflow: both are below 2^31 wherever they come from
  bool is_empty() const { return width <= 0 || height <= 0; }
  PixelSize transposed() const { return {height, width}; }
  friend bool operator==(PixelSize, PixelSize) = default;
};

struct PixelRect {
  std::int64_t x = 0;
  std::int64_t y = 0;
  std::int64_t width = 0;
  std::int64_t height = 0;

  std::int64_t right() const { return x + width; }    // one past the last column
  std::int64_t bottom() const { return y + height; }  // one past the last row
  PixelSize size() const { return {width, height}; }
  bool is_empty() const { return width <= 0 || height <= 0; }
  friend bool operator==(PixelRect, PixelRect) = default;

  static PixelRect whole(PixelSize size) { return {0, 0, size.width, size.height}; }
  PixelRect intersection(PixelRect other) const {
    auto const left = std::max(x, other.x), top = std::max(y, other.y);
    auto const w = std::min(right(), other.right()) - left, h = std::min(bottom(), other.bottom()) - top;
    return w <= 0 || h <= 0 ? PixelRect{left, top, 0, 0} : PixelRect{left, top, w, h};
  }
};

}  // namespace triforium
