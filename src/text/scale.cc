#include <algorithm>
#include <cmath>

#include "text/page_text.h"

namespace triforium::text {
namespace {

struct Ratio {
  std::int64_t numerator = 1;
  std::int64_t denominator = 1;
};

// Rounds half up, also below zero. |value| < 2^31 and both sides of the ratio below 2^31, so nothing overflows.
std::int64_t scaled(std::int64_t value, Ratio ratio) {
  auto const twice = 2 * ratio.denominator;
  auto const sum = value * ratio.numerator * 2 + ratio.denominator;
  return sum / twice - (sum % twice < 0 ? 1 : 0);
}

class Scaling {
 public:
  Scaling(Ratio across, Ratio down, Size canvas) : across_(across), down_(down), canvas_(canvas) {}

  void operator()(PageText& page) const {
    for (auto& block : page.blocks) {
      apply(block.box, block.polygon);
      for (auto& line : block.lines)
        apply(line);
    }
  }

 private:
  void apply(Line& line) const {
    apply(line.box, line.polygon);
    apply(line.baseline);
    for (auto& word : line.words)
      apply(word.box, word.polygon);
  }

  void apply(Box& box, Polygon& polygon) const {
    if (!box.is_empty()) box = scaled_box(box);
    apply(polygon);
  }

  void apply(Polygon& polygon) const {
    for (auto& point : polygon) {
      point.x = static_cast<std::int32_t>(std::clamp<std::int64_t>(scaled(point.x, across_), 0, canvas_.width));
      point.y = static_cast<std::int32_t>(std::clamp<std::int64_t>(scaled(point.y, down_), 0, canvas_.height));
    }
  }

  Box scaled_box(Box box) const {
    auto const [x, width] = scaled_side(box.x, box.width, across_, canvas_.width);
    auto const [y, height] = scaled_side(box.y, box.height, down_, canvas_.height);
    return width == 0 || height == 0 ? Box{} : Box{x, y, width, height};
  }

  // Where a side begins and how long it is; 0 long: it lies outside.
  static std::pair<std::int32_t, std::int32_t> scaled_side(std::int64_t at, std::int64_t length, Ratio ratio,
                                                           std::int32_t limit) {
    auto begin = scaled(at, ratio);
    auto end = scaled(at + length, ratio);
    bool const is_outside = at * ratio.numerator >= std::int64_t{limit} * ratio.denominator || at + length <= 0;
    if (is_outside) return {0, 0};
    begin = std::clamp<std::int64_t>(begin, 0, limit - 1);
    end = std::clamp<std::int64_t>(end, begin + 1, limit);
    return {static_cast<std::int32_t>(begin), static_cast<std::int32_t>(end - begin)};
  }

  Ratio across_;
  Ratio down_;
  Size canvas_;
};

// How many of a unit go into an inch.
std::int64_t per_inch(Unit unit) {
  return unit == Unit::mm10 ? 254 : 1200;
}

std::optional<Scaling> find_scaling(PageText const& page, Size canvas, std::optional<double> dpi) {
  if (!page.size.is_empty()) return Scaling({canvas.width, page.size.width}, {canvas.height, page.size.height}, canvas);
  if (page.unit == Unit::pixel) return Scaling({}, {}, canvas);
  if (!dpi || !(*dpi >= 1 && *dpi <= 100'000)) return {};
  Ratio const ratio{std::llround(*dpi * 1000), per_inch(page.unit) * 1000};
  return Scaling(ratio, ratio, canvas);
}

void drop_places(PageText& page) {
  for (auto& block : page.blocks) {
    block.box = {}, block.polygon.clear();
    for (auto& line : block.lines) {
      line.box = {}, line.polygon.clear(), line.baseline.clear();
      for (auto& word : line.words)
        word.box = {}, word.polygon.clear();
    }
  }
}

}  // namespace

PageText scaled_to(PageText page, Size canvas, std::optional<double> dpi) {
  auto const scaling = canvas.is_empty() ? std::nullopt : find_scaling(page, canvas, dpi);
  if (scaling) {
    (*scaling)(page);
  } else {
    drop_places(page);
  }
  page.unit = Unit::pixel;
  page.size = canvas;
  return page;
}

bool has_same_shape(Size a, Size b) {
  if (a.is_empty() || b.is_empty()) return false;
  auto const ratio = static_cast<double>(a.width) * b.height / (static_cast<double>(a.height) * b.width);
  return std::abs(ratio - 1) <= 0.02;
}

}  // namespace triforium::text
