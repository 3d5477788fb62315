#include "pixels/row_step.h"

#include <algorithm>
#include <optional>

namespace triforium {
namespace {

// Few enough that input and output of a strip stay in the processor's cache.
constexpr std::int64_t kStripRows = 16;

class RowStep final : public RowReader {
 public:
  RowStep(std::unique_ptr<RowReader> in, PixelFormat out, ConvertRows convert)
      : in_(std::move(in)), format_(out), convert_(std::move(convert)) {}

  PixelSize size() const override { return in_->size(); }
  PixelFormat format() const override { return format_; }

  Result<void> read(PixelsView rows) override {
    if (!strip_) {
      auto const height = std::min(kStripRows, in_->size().height);
      TRIFORIUM_TRY(auto strip, Pixels::create({in_->size().width, height}, in_->format()));
      strip_.emplace(std::move(strip));
    }
    for (std::int64_t y = 0; y < rows.size.height;) {
      auto const count = std::min(rows.size.height - y, strip_->size().height);
      auto const strip = strip_->view().rows(0, count);
      TRIFORIUM_CHECK(in_->read(strip));
      convert_(strip, rows.rows(y, count));
      y += count;
    }
    return {};
  }

 private:
  std::unique_ptr<RowReader> const in_;
  PixelFormat const format_;
  ConvertRows const convert_;
  std::optional<Pixels> strip_;
};

template <typename Sample>
void straighten(ConstPixelsView from, PixelsView to) {
  constexpr std::uint32_t kFull = Sample(-1);
  int const colours = from.format.colours();
  for (std::int64_t y = 0; y < from.size.height; ++y) {
    auto const* source = samples<Sample>(from, y);
    auto* target = samples<Sample>(to, y);
    for (std::int64_t x = 0; x < from.size.width; ++x, source += colours + 1, target += colours + 1) {
      std::uint64_t const alpha = source[colours];
      for (int c = 0; c < colours; ++c) {
        target[c] =
            alpha == 0 ? Sample(0)
                       : Sample(std::min<std::uint64_t>((source[c] * std::uint64_t{kFull} + alpha / 2) / alpha, kFull));
      }
      target[colours] = source[colours];
    }
  }
}

}  // namespace

std::unique_ptr<RowReader> make_row_step(std::unique_ptr<RowReader> in, PixelFormat out, ConvertRows convert) {
  return std::make_unique<RowStep>(std::move(in), out, std::move(convert));
}

std::unique_ptr<RowReader> make_straight(std::unique_ptr<RowReader> in) {
  auto out = in->format();
  if (!out.has_alpha || !out.is_premultiplied) return in;
  out.is_premultiplied = false;
  return make_row_step(std::move(in), out,
                       out.type == SampleType::u8 ? straighten<std::uint8_t> : straighten<std::uint16_t>);
}

}  // namespace triforium
