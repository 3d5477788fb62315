#include "pixels/plane_resize.h"

#include <algorithm>
#include <cmath>

#include "pixels/plane_kernels.h"

namespace triforium {
namespace {

std::size_t round_up(std::size_t value, std::size_t unit) {
  return (value + unit - 1) / unit * unit;
}

// Whole samples of the plane, none of them missing.
bool is_copy(Axis const& axis) {
  return axis.is_copy() && axis.start >= 0 && axis.start + axis.length <= static_cast<double>(axis.in);
}

// The longest span, as the loop wants it.
std::size_t stride_across(Taps const& taps, WeightLayout const& layout) {
  auto const by_count = [](TapSpan a, TapSpan b) { return a.count < b.count; };
  auto const longest = std::max_element(taps.spans.begin(), taps.spans.end(), by_count);
  return round_up(static_cast<std::size_t>(longest->count), layout.weights);
}

using WeightLine = PlaneResizer::WeightLine;

std::vector<WeightLine> laid_out(std::vector<std::int16_t> const& weights, std::size_t stride,
                                 WeightLayout const& layout) {
  constexpr auto kOfLine = sizeof(WeightLine) / sizeof(std::int16_t);
  std::vector<WeightLine> lines(round_up(weights.size(), kOfLine) / kOfLine);
  auto* const result = lines.front().weights;
  for (std::size_t i = 0; i < weights.size() / stride; ++i) {
    for (std::size_t k = 0; k < stride; k += layout.weights)
      std::copy_n(weights.data() + i * stride + k, layout.weights, result + layout.index(i, k, stride));
  }
  return lines;
}

}  // namespace

// What rounding takes from one weight is given to the next: so their sum stays 1, and many small ones do not fade.
PlaneResizer::IntegerTaps PlaneResizer::quantised(Taps const& taps, std::size_t pixels, std::size_t stride) {
  IntegerTaps whole;
  whole.stride = stride;
  whole.spans = taps.spans;
  whole.spans.resize(pixels, taps.spans.back());
  whole.weights.resize(pixels * stride);
  for (std::size_t i = 0; i < taps.spans.size(); ++i) {
    auto const* const weights = taps.weights_of(i);
    auto* const rounded = whole.weights.data() + i * stride;
    float left = 0;
    for (std::int32_t k = 0; k < taps.spans[i].count; ++k) {
      auto const wanted = weights[k] * (1 << kWeightBits) + left;
      auto const weight = std::nearbyint(wanted);
      rounded[k] = static_cast<std::int16_t>(weight);
      left = wanted - weight;
    }
  }
  return whole;
}

PlaneResizer::PlaneResizer(Axis const& across, Axis const& down) : size_{across.out, down.out} {
  is_copy_ = is_copy(across) && is_copy(down);
  if (is_copy_) {
    columns_ = {static_cast<std::int64_t>(across.start), static_cast<std::int64_t>(across.start) + across.out};
    copy_top_ = static_cast<std::int64_t>(down.start);
    return;
  }
  auto horizontal = make_taps(across);
  columns_ = rebase(horizontal);
  kernels_ = &plane_kernels(horizontal.spans.data(), horizontal.spans.size());
  auto const& layout = kernels_->layout;
  across_ = quantised(horizontal, round_up(horizontal.spans.size(), layout.pixels), stride_across(horizontal, layout));
  across_weights_ = laid_out(across_.weights, across_.stride, layout);
  across_.weights.clear();
  auto const vertical = make_taps(down);
  // One more than there are taps at most: an odd count is filled up.
  down_ = quantised(vertical, vertical.spans.size(), vertical.stride + 2);
  sums_stride_ = static_cast<std::size_t>(columns_.count()) + across_.stride + 2 * kPlanePadding;
  sums_.resize(kRowsTogether * sums_stride_);
}

Range PlaneResizer::rows(Range out) const {
  if (is_copy_) return {copy_top_ + out.first, copy_top_ + out.end};
  Range range{down_.spans[static_cast<std::size_t>(out.first)].first, 0};
  for (auto y = out.first; y < out.end; ++y) {
    auto const span = down_.spans[static_cast<std::size_t>(y)];
    range.first = std::min<std::int64_t>(range.first, span.first);
    range.end = std::max<std::int64_t>(range.end, span.first + span.count);
  }
  return range;
}

void PlaneResizer::make_rows(PlaneRows const& from, Range out, PlaneView to) {
  for (auto y = out.first; is_copy_ && y < out.end; ++y)
    copy_row(from, y, to.row(y - out.first));
  constexpr std::int64_t kTogether = kRowsTogether;
  for (auto y = out.first; !is_copy_ && y < out.end; y += kTogether)
    resize_rows(from, {y, std::min(y + kTogether, out.end)}, from_row(to, y - out.first));
}

void PlaneResizer::copy_row(PlaneRows const& from, std::int64_t y, std::uint8_t* to) const {
  for (auto const& column : from.columns) {
    auto const first = std::max(column.samples.first, columns_.first);
    auto const end = std::min(column.samples.end, columns_.end);
    if (first >= end) continue;
    auto const* const row = column.rows[static_cast<std::size_t>(copy_top_ + y - from.first_row)];
    std::copy_n(row + (first - column.samples.first), end - first, to + (first - columns_.first));
  }
}

// First down, then across: reducing, that leaves the least to do; and rows need not be gathered from their pieces.
void PlaneResizer::resize_rows(PlaneRows const& from, Range out, PlaneView to) {
  for (auto y = out.first; y < out.end; ++y)
    add_up(from, y, sums_.data() + static_cast<std::size_t>(y - out.first) * sums_stride_);
  PlaneTaps const taps{across_.spans.data(), across_weights_.front().weights, static_cast<std::size_t>(size_.width),
                       across_.stride};
  kernels_->filter_sums({sums_.data(), sums_stride_, static_cast<std::size_t>(out.count())}, {to.data, to.stride},
                        taps);
}

void PlaneResizer::add_up(PlaneRows const& from, std::int64_t y, std::int16_t* sums) {
  auto const span = down_.spans[static_cast<std::size_t>(y)];
  auto const* const weights = down_.weights.data() + static_cast<std::size_t>(y) * down_.stride;
  auto const skipped = static_cast<std::ptrdiff_t>(span.first - from.first_row);
  for (auto const& column : from.columns) {
    auto const first = std::max(column.samples.first, columns_.first);
    auto const end = std::min(column.samples.end, columns_.end);
    if (first >= end) continue;
    auto const* rows = column.rows.data() + skipped;
    auto count = span.count;
    if (count % 2 != 0) {
      neighbours_.assign(rows, rows + count);
      neighbours_.push_back(rows[0]);
      rows = neighbours_.data();
      ++count;
    }
    fetch_ahead(column, y, {first - column.samples.first, end - column.samples.first}, skipped + span.count);
    kernels_->add_rows(rows, first - column.samples.first, weights, count, sums + (first - columns_.first),
                       static_cast<std::size_t>(end - first));
  }
}

// OPTIMIZATION: the rows that the next sum needs and this one does not. Rows of a tile are too short for processors to
// see by themselves where reading goes on.
void PlaneResizer::fetch_ahead(PlaneRows::Column const& column, std::int64_t y, Range samples,
                               std::ptrdiff_t row) const {
  if (y + 1 >= size_.height) return;
  auto const span = down_.spans[static_cast<std::size_t>(y)], next = down_.spans[static_cast<std::size_t>(y + 1)];
  auto const more = next.first + next.count - span.first - span.count;
  auto const end = std::min(row + more, static_cast<std::ptrdiff_t>(column.rows.size()));
  constexpr std::int64_t kLine = 64;
  for (; row < end; ++row) {
    for (auto x = samples.first; x < samples.end; x += kLine)
      __builtin_prefetch(column.rows[static_cast<std::size_t>(row)] + x);
  }
}

std::uint64_t PlaneResizer::memory(Axis const& across, Axis const& down) {
  auto const of = [](Axis const& axis) {
    auto const stride = taps_stride(axis) + 16;
    return static_cast<std::uint64_t>(axis.out + 16) *
           (stride * (sizeof(float) + sizeof(std::int16_t)) + 2 * sizeof(TapSpan));
  };
  return of(across) + of(down) + kRowsTogether * static_cast<std::uint64_t>(across.in) * sizeof(std::int16_t);
}

}  // namespace triforium
