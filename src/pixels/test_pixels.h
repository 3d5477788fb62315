// Pictures for this room's tests: drawn as letters, made by formulas, or random (always the same ones).
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <functional>
#include <initializer_list>
#include <memory>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "pixels/rows.h"

namespace triforium::test {

inline std::uint32_t sample_at(ConstPixelsView view, std::int64_t x, std::int64_t y, int channel) {
  auto const index = x * view.format.channels() + channel;
  if (view.format.type == SampleType::u8) return view.row(y)[index];
  return reinterpret_cast<std::uint16_t const*>(view.row(y))[index];
}

inline void set_sample(PixelsView view, std::int64_t x, std::int64_t y, int channel, std::uint32_t value) {
  auto const index = x * view.format.channels() + channel;
  if (view.format.type == SampleType::u8) {
    view.row(y)[index] = static_cast<std::uint8_t>(value);
  } else {
    reinterpret_cast<std::uint16_t*>(view.row(y))[index] = static_cast<std::uint16_t>(value);
  }
}

inline std::uint32_t full_of(PixelFormat format) {
  return format.type == SampleType::u8 ? 255 : 65535;
}

using SampleFormula = std::function<std::uint32_t(std::int64_t x, std::int64_t y, int channel)>;

inline Pixels make_pixels(PixelSize size, PixelFormat format, SampleFormula const& formula) {
  auto pixels = Pixels::create(size, format).value();
  for (std::int64_t y = 0; y < size.height; ++y) {
    for (std::int64_t x = 0; x < size.width; ++x) {
      for (int c = 0; c < format.channels(); ++c)
        set_sample(pixels.view(), x, y, c, formula(x, y, c));
    }
  }
  return pixels;
}

inline Pixels random_pixels(PixelSize size, PixelFormat format, std::uint32_t seed) {
  std::mt19937 random(seed);
  return make_pixels(size, format, [&](auto, auto, int) { return random() % (full_of(format) + 1); });
}

// One pixel of these samples.
inline Pixels one_pixel(PixelFormat format, std::initializer_list<std::uint32_t> values) {
  return make_pixels({1, 1}, format, [&](auto, auto, int c) { return values.begin()[c]; });
}

inline Pixels copy_of(ConstPixelsView view) {
  auto copy = Pixels::create(view.size, view.format).value();
  for (std::int64_t y = 0; y < view.size.height; ++y)
    std::memcpy(copy.view().row(y), view.row(y), view.row_bytes());
  return copy;
}
inline Pixels copy_of(Pixels const& pixels) {
  return copy_of(pixels.view());
}

inline std::vector<std::uint32_t> samples_of_pixel(Pixels const& pixels, std::int64_t x, std::int64_t y) {
  std::vector<std::uint32_t> values;
  for (int c = 0; c < pixels.format().channels(); ++c)
    values.push_back(sample_at(pixels.view(), x, y, c));
  return values;
}

// The greatest difference of any two samples; of different sizes or formats, the greatest that there is.
inline std::uint32_t difference(ConstPixelsView a, ConstPixelsView b) {
  if (a.size != b.size || !(a.format == b.format)) return ~0U;
  std::uint32_t most = 0;
  for (std::int64_t y = 0; y < a.size.height; ++y) {
    for (std::int64_t x = 0; x < a.size.width; ++x) {
      for (int c = 0; c < a.format.channels(); ++c) {
        auto const one = sample_at(a, x, y, c), other = sample_at(b, x, y, c);
        most = std::max(most, one > other ? one - other : other - one);
      }
    }
  }
  return most;
}
inline std::uint32_t difference(Pixels const& a, Pixels const& b) {
  return difference(a.view(), b.view());
}

// Reads `rows_at_once` rows at a time.
inline Pixels drain(std::unique_ptr<RowReader> reader, std::int64_t rows_at_once = 7) {
  auto pixels = Pixels::create(reader->size(), reader->format()).value();
  for (std::int64_t y = 0; y < reader->size().height;) {
    auto const count = std::min(rows_at_once, reader->size().height - y);
    auto const read = reader->read(pixels.view().rows(y, count));
    if (!read) throw std::runtime_error(read.error().message);
    y += count;
  }
  return pixels;
}

inline std::unique_ptr<RowReader> reader_of(Pixels const& pixels) {
  return make_reader(copy_of(pixels));
}

// Letters are pixels: gray, 8 bit, the value is the letter's code.
using Picture = std::vector<std::string>;
inline Pixels picture(Picture const& lines) {
  PixelSize const size{static_cast<std::int64_t>(lines[0].size()), static_cast<std::int64_t>(lines.size())};
  return make_pixels(size, {.model = ColourModel::gray}, [&](auto x, auto y, int) {
    return static_cast<std::uint8_t>(lines[static_cast<std::size_t>(y)][static_cast<std::size_t>(x)]);
  });
}
inline Picture draw(Pixels const& pixels) {
  Picture lines;
  for (std::int64_t y = 0; y < pixels.size().height; ++y) {
    auto const* row = pixels.view().row(y);
    lines.emplace_back(row, row + pixels.size().width);
  }
  return lines;
}

// A reader that fails after some rows, as a truncated file does.
class FailingReader final : public RowReader {
 public:
  FailingReader(PixelSize size, PixelFormat format, std::int64_t good) : size_(size), format_(format), good_(good) {}
  PixelSize size() const override { return size_; }
  PixelFormat format() const override { return format_; }
  Result<void> read(PixelsView rows) override {
    good_ -= rows.size.height;
    if (good_ < 0) return fail(ErrorKind::corrupt_source, "The file ends too early.");
    return {};
  }

 private:
  PixelSize size_;
  PixelFormat format_;
  std::int64_t good_;
};

}  // namespace triforium::test
