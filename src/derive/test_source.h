// For this room's tests: a decoder of pixels that are in memory, and files read back.
#pragma once

#include <cmath>
#include <fstream>
#include <iterator>
#include <memory>
#include <vector>

#include "codecs/registry.h"
#include "codecs/test_reading.h"
#include "pixels/test_pixels.h"

namespace triforium::derive::test {

// Its header may be changed before it is used.
class MemoryDecoder final : public codecs::Decoder {
 public:
  explicit MemoryDecoder(Pixels pixels) : pixels_(std::move(pixels)) {
    described.format = "memory";
    described.size = pixels_.size();
    described.pixels = pixels_.format();
    described.levels = {{pixels_.size(), {}, true}};
  }
  codecs::Header const& header() const override { return described; }
  // Only of the whole.
  Result<std::unique_ptr<RowReader>> read(std::size_t, PixelRect) const override {
    if (good_rows >= 0)
      return std::make_unique<triforium::test::FailingReader>(pixels_.size(), pixels_.format(), good_rows);
    return triforium::test::reader_of(pixels_);
  }
  Cost cost(std::size_t, PixelRect) const override { return {1000, 2000}; }
  Pixels const& pixels() const { return pixels_; }

  codecs::Header described;
  std::int64_t good_rows = -1;  // after so many, reading fails; below 0: never

 private:
  Pixels pixels_;
};

// Colours that change slowly, differently in each channel: what JPEG codes well.
inline Pixels smooth_pixels(PixelSize size, PixelFormat format) {
  return triforium::test::make_pixels(size, format, [&](std::int64_t x, std::int64_t y, int channel) {
    auto const wave =
        std::sin(0.02 * static_cast<double>(x) + channel) + std::cos(0.015 * static_cast<double>(y) - channel);
    return static_cast<std::uint32_t>((0.5 + 0.22 * wave) * triforium::test::full_of(format));
  });
}

// The means of what there is of every four pixels, rounded.
inline Pixels half_of(Pixels const& whole) {
  auto const size = whole.size();
  return triforium::test::make_pixels(
      {(size.width + 1) / 2, (size.height + 1) / 2}, whole.format(), [&](std::int64_t x, std::int64_t y, int channel) {
        std::uint32_t sum = 0, count = 0;
        for (auto from_y = 2 * y; from_y < std::min(2 * y + 2, size.height); ++from_y) {
          for (auto from_x = 2 * x; from_x < std::min(2 * x + 2, size.width); ++from_x, ++count)
            sum += triforium::test::sample_at(whole.view(), from_x, from_y, channel);
        }
        return (sum + count / 2) / count;
      });
}

// In decibels; of 8 bits.
inline double psnr(Pixels const& a, Pixels const& b) {
  if (a.size() != b.size() || !(a.format() == b.format())) return -1;
  double sum = 0;
  auto const view = a.view();
  for (std::int64_t y = 0; y < view.size.height; ++y) {
    for (std::size_t i = 0; i < view.row_bytes(); ++i) {
      double const difference = view.row(y)[i] - b.view().row(y)[i];
      sum += difference * difference;
    }
  }
  auto const samples = static_cast<double>(view.row_bytes()) * static_cast<double>(view.size.height);
  return sum == 0 ? 99 : 10 * std::log10(255.0 * 255.0 * samples / sum);
}

inline Result<std::shared_ptr<codecs::Decoder const>> open_file(std::filesystem::path const& path) {
  return codecs::test::open_bytes(codecs::test::load(path));
}

}  // namespace triforium::derive::test
