#include "pixels/taps.h"

#include <algorithm>
#include <array>
#include <numbers>

namespace triforium {
namespace {

double sinc(double x) {
  if (x == 0) return 1;
  auto const angle = std::numbers::pi * x;
  return std::sin(angle) / angle;
}

// Lanczos' window with three lobes.
double lanczos3(double x) {
  return std::abs(x) < 3 ? sinc(x) * sinc(x / 3) : 0;
}

// The same from a table, between whose values it is taken as straight: off by no more than 2e-7. The sines would take
// as long as all the rest of a small resize.
class LanczosTable {
 public:
  LanczosTable() {
    for (std::size_t i = 0; i < values_.size(); ++i)
      values_[i] = static_cast<float>(lanczos3(static_cast<double>(i) / kSteps));
    // Zero where the function is, not only nearly: what counts for nothing is then left out.
    for (std::size_t lobe = 1; lobe <= 3; ++lobe)
      values_[lobe * kSteps] = 0;
  }
  double at(double distance) const {
    auto const x = distance * kSteps;
    if (!(x < 3 * kSteps)) return 0;
    auto const i = static_cast<std::size_t>(x);
    double const left = values_[i], right = values_[i + 1];
    return left + (right - left) * (x - static_cast<double>(i));
  }

 private:
  static constexpr std::size_t kSteps = 2048;  // of a lobe
  std::array<float, 3 * kSteps + 1> values_;
};

// Keys' cubic with a = −1/2, which Catmull and Rom found another way.
double catmull_rom(double x) {
  if (x < 1) return (1.5 * x - 2.5) * x * x + 1;
  return x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0;
}

// Pixels whose centres are within the filter's support around `centre`, as far as there are any.
Range neighbours_of(Axis const& axis, double centre) {
  auto const first = static_cast<std::int64_t>(std::ceil(centre - axis.support() - 0.5));
  auto const last = static_cast<std::int64_t>(std::floor(centre + axis.support() - 0.5));
  return {std::clamp<std::int64_t>(first, 0, axis.in - 1), std::clamp<std::int64_t>(last, 0, axis.in - 1) + 1};
}

// Weights of the neighbours of one pixel after the other.
class Weigher {
 public:
  explicit Weigher(Axis const& axis) : axis_(axis), stretch_(std::max(axis.reduction(), 1.0)) {}

  // Writes normalised weights, without zeros at the ends, into `weights`, which is zeroed.
  TapSpan weigh(double centre, float* weights) {
    auto const near = neighbours_of(axis_, centre);
    values_.clear();
    double sum = 0;
    for (auto i = near.first; i < near.end; ++i) {
      auto const distance = std::abs(static_cast<double>(i) + 0.5 - centre) / stretch_;
      values_.push_back(axis_.is_enlarging() ? catmull_rom(distance) : lanczos().at(distance));
      sum += values_.back();
    }
    std::size_t begin = 0, end = values_.size();
    while (end > 1 && is_nothing(values_[end - 1], sum))
      --end;
    while (begin + 1 < end && is_nothing(values_[begin], sum))
      ++begin;
    for (auto k = begin; k < end; ++k)
      weights[k - begin] = static_cast<float>(values_[k] / sum);
    return {static_cast<std::int32_t>(near.first + static_cast<std::int64_t>(begin)),
            static_cast<std::int32_t>(end - begin)};
  }

 private:
  static LanczosTable const& lanczos() {
    static LanczosTable const table;
    return table;
  }
  static bool is_nothing(double value, double sum) { return std::abs(value) < 1e-9 * std::abs(sum); }

  Axis const axis_;
  double const stretch_;
  std::vector<double> values_;
};

}  // namespace

std::size_t taps_stride(Axis const& axis) {
  auto const most = std::min(2 * axis.support() + 2, static_cast<double>(axis.in));
  return (static_cast<std::size_t>(most) + 7) / 8 * 8;
}

Taps make_taps(Axis const& axis) {
  Taps taps;
  taps.stride = taps_stride(axis);
  taps.spans.resize(static_cast<std::size_t>(axis.out));
  taps.weights.resize(taps.spans.size() * taps.stride);
  Weigher weigher(axis);
  for (std::size_t i = 0; i < taps.spans.size(); ++i) {
    auto const centre = axis.start + (static_cast<double>(i) + 0.5) * axis.reduction();
    taps.spans[i] =
        weigher.weigh(std::clamp(centre, 0.0, static_cast<double>(axis.in)), taps.weights.data() + i * taps.stride);
  }
  return taps;
}

Range rebase(Taps& taps) {
  Range range{taps.spans.front().first, 0};
  for (auto& span : taps.spans)
    range.first = std::min<std::int64_t>(range.first, span.first);
  for (auto& span : taps.spans) {
    range.end = std::max<std::int64_t>(range.end, span.first + span.count);
    span.first -= static_cast<std::int32_t>(range.first);
  }
  return range;
}

}  // namespace triforium
