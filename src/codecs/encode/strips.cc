#include "codecs/encode/strips.h"

#include <algorithm>
#include <cstring>

#include "base/scheduling.h"

namespace triforium::codecs::detail {
namespace {

constexpr std::int64_t kStripBytes = 256 << 10;

std::int64_t default_height(RowReader const& rows) {
  auto const row_bytes = rows.size().width * rows.format().bytes_per_pixel();
  return std::clamp<std::int64_t>(kStripBytes / std::max<std::int64_t>(row_bytes, 1), 1, 64);
}

void copy_row_as_rgb(std::uint8_t const* from, PixelFormat format, std::int64_t width, std::uint8_t* to) {
  auto const channels = static_cast<std::size_t>(format.channels());
  if (format.model == ColourModel::rgb) {
    std::memcpy(to, from, static_cast<std::size_t>(width) * channels);
    return;
  }
  for (std::int64_t x = 0; x < width; ++x, from += channels) {
    *to++ = from[0];
    *to++ = from[0];
    *to++ = from[0];
    if (format.has_alpha) *to++ = from[1];
  }
}

}  // namespace

Result<Strips> Strips::of(RowReader& rows, std::int64_t height) {
  auto const wanted = height > 0 ? height : default_height(rows);
  PixelSize const size{rows.size().width, std::min(wanted, rows.size().height)};
  TRIFORIUM_TRY(auto buffer, Pixels::create(size, rows.format()));
  return Strips(rows, std::move(buffer));
}

Result<ConstPixelsView> Strips::next() {
  let_others_run();
  auto const count = std::min(buffer_.size().height, rows_->size().height - next_row_);
  auto const strip = buffer_.view().rows(0, count);
  TRIFORIUM_CHECK(rows_->read(strip));
  next_row_ += count;
  return ConstPixelsView(strip);
}

Result<Pixels> read_all_as_rgb(RowReader& rows) {
  if (rows.format().model == ColourModel::rgb) return read_all(rows);

  auto format = rows.format();
  format.model = ColourModel::rgb;
  TRIFORIUM_TRY(auto whole, Pixels::create(rows.size(), format));
  TRIFORIUM_TRY(auto strips, Strips::of(rows));
  while (!strips.is_done()) {
    auto const first = strips.next_row();
    TRIFORIUM_TRY(auto const strip, strips.next());
    for (std::int64_t y = 0; y < strip.size.height; ++y)
      copy_row_as_rgb(strip.row(y), strip.format, strip.size.width, whole.view().row(first + y));
  }
  return whole;
}

void pack_bits(std::uint8_t const* gray, std::int64_t width, std::uint8_t* packed) {
  for (std::int64_t x = 0; x < width; x += 8) {
    unsigned bits = 0;
    for (std::int64_t i = 0; i < std::min<std::int64_t>(8, width - x); ++i)
      bits |= static_cast<unsigned>(gray[x + i] >> 7) << (7 - i);
    *packed++ = static_cast<std::uint8_t>(bits);
  }
}

}  // namespace triforium::codecs::detail
