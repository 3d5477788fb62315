#include "pixels/resize.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <utility>
#include <vector>

#include "pixels/kernels.h"
#include "pixels/strip_source.h"
#include "pixels/taps.h"

namespace triforium {
namespace {

// Rows of floats at multiples of their padded length.
class FloatRows {
 public:
  FloatRows(std::size_t count, std::size_t width) : pitch_(pitch(width)), floats_(count * pitch_) {}

  static std::size_t pitch(std::size_t width) { return (width + kRowPadding + 15) / 16 * 16; }
  float* row(std::size_t i) { return floats_.data() + i * pitch_; }
  std::size_t count() const { return floats_.size() / pitch_; }

 private:
  std::size_t pitch_;
  std::vector<float> floats_;
};

// Rows of the input as premultiplied floats, only the columns that count, already resized along x if that comes first.
class FloatSource {
 public:
  FloatSource(std::unique_ptr<RowReader> in, Range columns, Range rows, Taps const* horizontal)
      : source_(std::move(in), rows.first, rows.end),
        format_(source_.reader().format()),
        columns_(columns),
        horizontal_(horizontal),
        wide_(horizontal != nullptr ? 1 : 0, static_cast<std::size_t>(columns.count() * format_.channels())) {}

  Result<void> next(float* row) {
    TRIFORIUM_TRY(auto const* bytes, source_.next());
    auto* wide = horizontal_ != nullptr ? wide_.row(0) : row;
    auto const pixels = static_cast<std::size_t>(columns_.count());
    auto const count = pixels * static_cast<std::size_t>(format_.channels());
    auto const* start = bytes + columns_.first * format_.bytes_per_pixel();
    if (format_.type == SampleType::u8) {
      kernels().widen_u8(start, wide, count);
    } else {
      kernels().widen_u16(reinterpret_cast<std::uint16_t const*>(start), wide, count);
    }
    if (format_.has_alpha && !format_.is_premultiplied) {
      kernels().premultiply(wide, pixels, format_.channels(), format_.type == SampleType::u8 ? 255.0F : 65535.0F);
    }
    if (horizontal_ != nullptr) kernels().filter_row(wide, row, horizontal_->plain(), format_.channels());
    return {};
  }

 private:
  StripSource source_;
  PixelFormat format_;
  Range columns_;
  Taps const* horizontal_;
  FloatRows wide_;
};

// The vertical half of a resize: output rows, in order.
class Vertical {
 public:
  virtual ~Vertical() = default;
  // Row `y` (each asked for once, in order); valid until the next call.
  virtual Result<float*> row(std::size_t y) = 0;
};

// For enlarging, and reducing a little: holds the input rows that one output row needs.
class GatheringVertical final : public Vertical {
 public:
  GatheringVertical(FloatSource source, Taps taps, std::size_t width)
      : source_(std::move(source)),
        taps_(std::move(taps)),
        width_(width),
        ring_(most_taps(taps_), width),
        sum_(1, width) {}

  static std::size_t most_taps(Taps const& taps) {
    auto const by_count = [](TapSpan a, TapSpan b) { return a.count < b.count; };
    return static_cast<std::size_t>(std::max_element(taps.spans.begin(), taps.spans.end(), by_count)->count);
  }

  Result<float*> row(std::size_t y) override {
    auto const span = taps_.spans[y];
    for (; fed_ < span.first + span.count; ++fed_)
      TRIFORIUM_CHECK(source_.next(ring_row(fed_)));
    rows_.clear();
    for (std::int32_t k = 0; k < span.count; ++k)
      rows_.push_back(ring_row(span.first + k));
    kernels().add_weighted(sum_.row(0), rows_.data(), taps_.weights_of(y), span.count, width_, true);
    return sum_.row(0);
  }

 private:
  float* ring_row(std::int32_t index) { return ring_.row(static_cast<std::size_t>(index) % ring_.count()); }

  FloatSource source_;
  Taps taps_;
  std::size_t width_;
  FloatRows ring_;
  FloatRows sum_;
  std::vector<float const*> rows_;
  std::int32_t fed_ = 0;
};

// For reducing much: adds every input row, a few at a time, to the few output rows that it is part of, and forgets it.
class AccumulatingVertical final : public Vertical {
 public:
  AccumulatingVertical(FloatSource source, Taps taps, std::size_t width, std::int32_t rows)
      : source_(std::move(source)),
        taps_(std::move(taps)),
        width_(width),
        end_(rows),
        block_(kBlock, width),
        sums_(most_open(taps_), width) {}

  static constexpr std::int32_t kBlock = 8;

  // Output rows that are open at the same time: those that begin before the block ends that completes the first of
  // them.
  static std::size_t most_open(Taps const& taps) {
    std::size_t most = 1, next = 0;
    for (std::size_t y = 0; y < taps.spans.size(); ++y) {
      auto const end = taps.spans[y].first + taps.spans[y].count + kBlock - 1;
      while (next < taps.spans.size() && taps.spans[next].first < end)
        ++next;
      most = std::max(most, next - y);
    }
    return most;
  }

  Result<float*> row(std::size_t y) override {
    auto const span = taps_.spans[y];
    while (fed_ < span.first + span.count)
      TRIFORIUM_CHECK(feed(y));
    return sum(y);
  }

 private:
  float* sum(std::size_t y) { return sums_.row(y % sums_.count()); }

  // Rows before output row `y` are done with.
  Result<void> feed(std::size_t y) {
    auto const count = std::min(kBlock, end_ - fed_);
    for (std::int32_t k = 0; k < count; ++k)
      TRIFORIUM_CHECK(source_.next(block_.row(static_cast<std::size_t>(k))));
    for (; y < taps_.spans.size() && taps_.spans[y].first < fed_ + count; ++y)
      add_block(y, count);
    fed_ += count;
    return {};
  }

  void add_block(std::size_t y, std::int32_t count) {
    auto const span = taps_.spans[y];
    auto const first = std::max(span.first, fed_), end = std::min(span.first + span.count, fed_ + count);
    if (first >= end) return;
    float const* rows[kBlock];
    for (auto k = first; k < end; ++k)
      rows[k - first] = block_.row(static_cast<std::size_t>(k - fed_));
    kernels().add_weighted(sum(y), rows, taps_.weights_of(y) + (first - span.first), end - first, width_,
                           first == span.first);
  }

  FloatSource source_;
  Taps taps_;
  std::size_t width_;
  std::int32_t end_;
  FloatRows block_;
  FloatRows sums_;
  std::int32_t fed_ = 0;
};

// What is decided before anything is allocated.
struct Layout {
  Axis x, y;

  // Enlarging rows first and columns afterwards would filter every row several times over.
  bool is_horizontal_first() const { return y.is_enlarging(); }
  bool is_gathering() const { return y.reduction() <= kMostGathered; }

  // Up to here the rows of one output row are few, and stay in the cache: measured as fast as adding up, or faster.
  static constexpr double kMostGathered = 2;
};

class Resizer final : public RowReader {
 public:
  Resizer(std::unique_ptr<RowReader> in, Layout const& layout)
      : format_(in->format()), size_{layout.x.out, layout.y.out}, horizontal_(make_taps(layout.x)) {
    auto const columns = rebase(horizontal_);
    auto taps = make_taps(layout.y);
    auto const rows = rebase(taps);
    is_horizontal_first_ = layout.is_horizontal_first();
    auto const middle = is_horizontal_first_ ? size_.width : columns.count();
    auto const width = static_cast<std::size_t>(middle * format_.channels());
    FloatSource source(std::move(in), columns, rows, is_horizontal_first_ ? &horizontal_ : nullptr);
    if (layout.is_gathering()) {
      vertical_ = std::make_unique<GatheringVertical>(std::move(source), std::move(taps), width);
    } else {
      vertical_ = std::make_unique<AccumulatingVertical>(std::move(source), std::move(taps), width,
                                                         static_cast<std::int32_t>(rows.count()));
    }
    result_ = FloatRows(1, static_cast<std::size_t>(size_.width * format_.channels()));
  }

  PixelSize size() const override { return size_; }
  PixelFormat format() const override { return format_; }

  Result<void> read(PixelsView rows) override {
    for (std::int64_t y = 0; y < rows.size.height; ++y) {
      TRIFORIUM_TRY(auto* row, vertical_->row(next_++));
      if (!is_horizontal_first_) {
        kernels().filter_row(row, result_.row(0), horizontal_.plain(), format_.channels());
        row = result_.row(0);
      }
      deliver(row, rows.row(y));
    }
    return {};
  }

 private:
  void deliver(float* row, std::uint8_t* samples) const {
    auto const pixels = static_cast<std::size_t>(size_.width);
    auto const channels = format_.channels();
    auto const full = format_.type == SampleType::u8 ? 255.0F : 65535.0F;
    if (format_.has_alpha) {
      auto* const finish = format_.is_premultiplied ? kernels().limit_premultiplied : kernels().unpremultiply;
      finish(row, pixels, channels, full);
    }
    auto const count = pixels * static_cast<std::size_t>(channels);
    if (format_.type == SampleType::u8) {
      kernels().narrow_u8(row, samples, count);
    } else {
      kernels().narrow_u16(row, reinterpret_cast<std::uint16_t*>(samples), count);
    }
  }

  PixelFormat format_;
  PixelSize size_;
  Taps horizontal_;
  bool is_horizontal_first_ = false;
  std::unique_ptr<Vertical> vertical_;
  FloatRows result_{0, 0};
  std::size_t next_ = 0;
};

// A window of whole pixels in its own size.
class Cropper final : public RowReader {
 public:
  Cropper(std::unique_ptr<RowReader> in, PixelRect area)
      : format_(in->format()), area_(area), source_(std::move(in), area.y, area.bottom()) {}

  PixelSize size() const override { return area_.size(); }
  PixelFormat format() const override { return format_; }
  Result<void> read(PixelsView rows) override {
    for (std::int64_t y = 0; y < rows.size.height; ++y) {
      TRIFORIUM_TRY(auto const* row, source_.next());
      std::memcpy(rows.row(y), row + area_.x * format_.bytes_per_pixel(), rows.row_bytes());
    }
    return {};
  }

 private:
  PixelFormat format_;
  PixelRect area_;
  StripSource source_;
};

// Not further outside than what rounding of fractions explains.
bool is_along(double start, double length, std::int64_t in) {
  return std::isfinite(start) && std::isfinite(length) && length > 0 && start >= -1 &&
         start + length <= static_cast<double>(in) + 1;
}

std::uint64_t taps_memory(Axis const& axis) {
  return static_cast<std::uint64_t>(axis.out) * (taps_stride(axis) * sizeof(float) + sizeof(TapSpan));
}

// Float rows that the vertical half holds.
std::uint64_t vertical_rows(Layout const& layout) {
  auto const taps = 2 * layout.y.support() + 2;
  if (layout.is_gathering()) return static_cast<std::uint64_t>(taps) + 1;
  auto const block = AccumulatingVertical::kBlock;
  return static_cast<std::uint64_t>(block + (taps + block) / layout.y.reduction() + 2);
}

}  // namespace

int filter_margin(double reduction) {
  // The first output pixel's centre is half a reduction inside the window; the filter reaches three beyond that
  // (enlarging: two source pixels), and counts pixels whose centres it reaches.
  if (!(reduction > 1)) return 3;
  return static_cast<int>(std::ceil(std::min(2.5 * reduction, 1e9) + 0.5));
}

Result<std::unique_ptr<RowReader>> make_resizer(std::unique_ptr<RowReader> in, Window window, PixelSize out) {
  auto const size = in->size();
  if (out.is_empty() || size.is_empty() || !is_along(window.x, window.width, size.width) ||
      !is_along(window.y, window.height, size.height)) {
    return fail(ErrorKind::internal, "The server failed on this request.",
                fmt::format("resize of {}×{}: window {},{} {}×{} to {}×{}", size.width, size.height, window.x, window.y,
                            window.width, window.height, out.width, out.height));
  }
  Layout const layout{{size.width, window.x, window.width, out.width},
                      {size.height, window.y, window.height, out.height}};
  PixelRect const area{static_cast<std::int64_t>(window.x), static_cast<std::int64_t>(window.y), out.width, out.height};
  if (layout.x.is_copy() && layout.y.is_copy() && area.intersection(PixelRect::whole(size)) == area) {
    if (area == PixelRect::whole(size)) return in;
    return std::make_unique<Cropper>(std::move(in), area);
  }
  return std::make_unique<Resizer>(std::move(in), layout);
}

std::uint64_t resizer_memory(PixelSize in, PixelFormat format, Window window, PixelSize out) {
  if (in.is_empty() || out.is_empty()) return 0;
  Layout const layout{{in.width, window.x, window.width, out.width}, {in.height, window.y, window.height, out.height}};
  auto const channels = static_cast<std::size_t>(format.channels());
  auto const wide = FloatRows::pitch(static_cast<std::size_t>(in.width) * channels) * sizeof(float);
  auto const narrow = FloatRows::pitch(static_cast<std::size_t>(out.width) * channels) * sizeof(float);
  auto const middle = layout.is_horizontal_first() ? narrow : wide;
  auto const strip = static_cast<std::uint64_t>(StripSource::kRows * (in.width * format.bytes_per_pixel() + 64));
  return strip + vertical_rows(layout) * middle + wide + narrow + taps_memory(layout.x) + taps_memory(layout.y);
}

}  // namespace triforium
