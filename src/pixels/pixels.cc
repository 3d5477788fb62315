#include "pixels/pixels.h"

#include <fmt/format.h>

#include <cstdlib>
#include <cstring>

namespace triforium {

void Pixels::Free::operator()(std::uint8_t* data) const {
  std::free(data);
}

Result<Pixels> Pixels::create(PixelSize size, PixelFormat format) {
  constexpr std::size_t kAlignment = 64;
  constexpr std::int64_t kMostSide = 1LL << 31;
  if (size.is_empty() || size.width > kMostSide || size.height > kMostSide) {
    return fail(ErrorKind::internal, fmt::format("No buffer can have {}×{} pixels.", size.width, size.height));
  }
  auto const row = static_cast<std::size_t>(size.width) * static_cast<std::size_t>(format.bytes_per_pixel());
  auto const stride = (row + kAlignment - 1) / kAlignment * kAlignment;
  std::size_t bytes = 0;
  if (__builtin_mul_overflow(stride, static_cast<std::size_t>(size.height), &bytes)) {
    return fail(ErrorKind::too_large, fmt::format("{}×{} pixels are too many.", size.width, size.height));
  }
  auto* data = static_cast<std::uint8_t*>(std::aligned_alloc(kAlignment, bytes));
  if (data == nullptr) {
    return fail(ErrorKind::too_large, fmt::format("No memory for {}×{} pixels.", size.width, size.height));
  }
  std::memset(data, 0, bytes);
  Pixels pixels;
  pixels.data_.reset(data);
  pixels.stride_ = stride;
  pixels.size_ = size;
  pixels.format_ = format;
  return pixels;
}

}  // namespace triforium
