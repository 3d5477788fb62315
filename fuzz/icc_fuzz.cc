// A colour profile as a file brings it, applied to a few pixels. The first byte chooses what kind of pixels.
#include <cstdint>
#include <cstdlib>

#include "pixels/colour.h"

namespace {

using namespace triforium;

PixelFormat format_of(std::uint8_t choice) {
  PixelFormat format;
  format.model = static_cast<ColourModel>(choice & 3U);
  format.has_alpha = (choice & 4U) != 0;
  format.type = (choice & 8U) != 0 ? SampleType::u16 : SampleType::u8;
  return format;
}

Pixels make_ramp(PixelFormat format) {
  auto pixels = Pixels::create({16, 2}, format);
  if (!pixels) std::abort();
  auto const view = pixels->view();
  for (std::int64_t y = 0; y < view.size.height; ++y) {
    for (std::size_t i = 0; i < view.row_bytes(); ++i)
      view.row(y)[i] = static_cast<std::uint8_t>(i * 37 + 11);
  }
  return std::move(*pixels);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  if (size == 0) return 0;
  auto const format = format_of(data[0]);
  ColourOptions options;
  options.intent = static_cast<Intent>(data[0] >> 4U & 3U);
  options.black_point_compensation = (data[0] & 64U) == 0;

  auto const transform = make_colour_transform(format, ByteView(data + 1, size - 1), options);
  auto const reader = make_srgb(make_reader(make_ramp(format)), transform);
  auto const result = read_all(*reader);
  // A profile decides about colours, never about whether there is a picture, and of which shape.
  if (!result || result->size() != PixelSize{16, 2} || !(result->format() == transform->output())) std::abort();
  return 0;
}
