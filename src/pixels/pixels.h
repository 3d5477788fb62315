// Pixels: a move-only buffer of interleaved samples, made by a function that can fail; and views of it.
#pragma once

#include <cstdint>
#include <memory>

#include "base/bytes.h"
#include "base/result.h"
#include "pixels/size.h"

namespace triforium {

enum class SampleType : std::uint8_t { u8, u16 };  // native byte order; the whole range is used: 0 … 255, 0 … 65535

// What the samples of a pixel mean. Gray: 0 is black. CMYK: 0 is no ink. Lab: the ICC encoding of the sample type
// (8 bit: L 0…255 for 0…100, a and b offset by 128; 16 bit: L 0…65535 for 0…100, a and b offset by 32896).
enum class ColourModel : std::uint8_t { gray, rgb, cmyk, lab };

// Alpha, if there is one, is the last sample and not premultiplied, unless `is_premultiplied` says so.
struct PixelFormat {
  ColourModel model = ColourModel::rgb;
  bool has_alpha = false;
  bool is_premultiplied = false;
  SampleType type = SampleType::u8;

  int colours() const { return model == ColourModel::gray ? 1 : model == ColourModel::cmyk ? 4 : 3; }
  int channels() const { return colours() + (has_alpha ? 1 : 0); }
  int bytes_per_sample() const { return type == SampleType::u8 ? 1 : 2; }
  int bytes_per_pixel() const { return channels() * bytes_per_sample(); }
  friend bool operator==(PixelFormat, PixelFormat) = default;
};

// Rows of pixels that somebody else owns. `stride` is in bytes and may exceed a row's own bytes.
template <typename Byte>
struct BasicPixelsView {
  Byte* data = nullptr;
  std::size_t stride = 0;
  PixelSize size;
  PixelFormat format;

  Byte* row(std::int64_t y) const { return data + static_cast<std::size_t>(y) * stride; }
  // `count` rows from `first` on.
  BasicPixelsView rows(std::int64_t first, std::int64_t count) const {
    return {row(first), stride, {size.width, count}, format};
  }
  std::size_t row_bytes() const {
    return static_cast<std::size_t>(size.width) * static_cast<std::size_t>(format.bytes_per_pixel());
  }
  operator BasicPixelsView<Byte const>() const { return {data, stride, size, format}; }
};
using PixelsView = BasicPixelsView<std::uint8_t>;
using ConstPixelsView = BasicPixelsView<std::uint8_t const>;

class Pixels {
 public:
  Pixels() = default;
  // Zeroed. Rows start at multiples of 64 bytes. Errors: too_large where memory is not to be had.
  static Result<Pixels> create(PixelSize size, PixelFormat format);

  Pixels(Pixels&&) = default;
  Pixels& operator=(Pixels&&) = default;

  PixelSize size() const { return size_; }
  PixelFormat format() const { return format_; }
  PixelsView view() { return {data_.get(), stride_, size_, format_}; }
  ConstPixelsView view() const { return {data_.get(), stride_, size_, format_}; }

 private:
  struct Free {
    void operator()(std::uint8_t* data) const;
  };
  std::unique_ptr<std::uint8_t[], Free> data_;
  std::size_t stride_ = 0;
  PixelSize size_;
  PixelFormat format_;
};

}  // namespace triforium
