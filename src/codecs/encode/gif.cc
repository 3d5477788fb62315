// GIF: gray exactly, as its own palette of 256 shades, by cgif; colour reduced to 256 by libvips, which dithers.
// https://www.w3.org/Graphics/GIF/spec-gif89a.txt
#include <cgif.h>
#include <vips/vips.h>

#include <array>
#include <memory>
#include <string>

#include "codecs/encode/strips.h"
#include "codecs/encode/writers.h"
#include "codecs/vips/vips_library.h"

namespace triforium::codecs::detail {
namespace {

struct Output {
  ByteSink& sink;
  Result<void> result;
};

int write_bytes(void* context, std::uint8_t const* bytes, std::size_t size) {
  auto& output = *static_cast<Output*>(context);
  if (output.result) output.result = output.sink.write({bytes, size});
  return output.result ? 0 : 1;
}

// Two shades for black and white, all 256 otherwise.
std::array<std::uint8_t, 768> gray_palette(bool is_bitonal) {
  std::array<std::uint8_t, 768> palette{};
  for (std::size_t i = 0; i < palette.size(); ++i)
    palette[i] = static_cast<std::uint8_t>(i / 3);
  if (is_bitonal) palette[3] = palette[4] = palette[5] = 255;
  return palette;
}

Result<Bytes> read_indexes(RowReader& rows, bool is_bitonal) {
  Bytes indexes;
  indexes.reserve(static_cast<std::size_t>(rows.size().area()));
  TRIFORIUM_TRY(auto strips, Strips::of(rows));
  while (!strips.is_done()) {
    TRIFORIUM_TRY(auto const strip, strips.next());
    for (std::int64_t y = 0; y < strip.size.height; ++y)
      indexes.insert(indexes.end(), strip.row(y), strip.row(y) + strip.size.width);
  }
  if (is_bitonal)
    for (auto& index : indexes)
      index = static_cast<std::uint8_t>(index >> 7);
  return indexes;
}

Result<void> encode_gray(RowReader& rows, bool is_bitonal, ByteSink& out) {
  TRIFORIUM_TRY(auto indexes, read_indexes(rows, is_bitonal));
  auto palette = gray_palette(is_bitonal);
  Output output{out, {}};
  CGIF_Config config{};
  config.pGlobalPalette = palette.data();
  config.numGlobalPaletteEntries = is_bitonal ? 2 : 256;
  config.width = static_cast<std::uint16_t>(rows.size().width);
  config.height = static_cast<std::uint16_t>(rows.size().height);
  config.pWriteFn = write_bytes;
  config.pContext = &output;
  CGIF_FrameConfig frame{};
  frame.pImageData = indexes.data();

  auto* const gif = cgif_newgif(&config);
  auto const added = gif != nullptr ? cgif_addframe(gif, &frame) : CGIF_ERROR;
  auto const closed = gif != nullptr ? cgif_close(gif) : CGIF_ERROR;  // frees it, failed or not
  if (!output.result) return output.result;
  if (added == CGIF_OK && closed == CGIF_OK) return {};
  return encoder_failed("gif", "cgif error " + std::to_string(added) + ", " + std::to_string(closed));
}

struct GFree {
  void operator()(void* memory) const { g_free(memory); }
};

// libvips wants rows without gaps between them.
Result<Bytes> read_dense_rgb(RowReader& rows) {
  TRIFORIUM_TRY(auto const pixels, read_all_as_rgb(rows));
  auto const view = pixels.view();
  Bytes dense;
  dense.reserve(view.row_bytes() * static_cast<std::size_t>(view.size.height));
  for (std::int64_t y = 0; y < view.size.height; ++y)
    dense.insert(dense.end(), view.row(y), view.row(y) + view.row_bytes());
  return dense;
}

Result<void> encode_colour(RowReader& rows, ByteSink& out) {
  TRIFORIUM_CHECK(vips::start());
  TRIFORIUM_TRY(auto const dense, read_dense_rgb(rows));
  auto const size = rows.size();
  vips::ImageHandle const image(vips_image_new_from_memory(dense.data(), dense.size(), static_cast<int>(size.width),
                                                           static_cast<int>(size.height),
                                                           rows.format().has_alpha ? 4 : 3, VIPS_FORMAT_UCHAR));
  if (!image) return encoder_failed("gif", vips::take_message());
  image->Type = VIPS_INTERPRETATION_sRGB;

  void* bytes = nullptr;
  std::size_t count = 0;
  if (vips_gifsave_buffer(image.get(), &bytes, &count, "effort", 4, nullptr) != 0)
    return encoder_failed("gif", vips::take_message());
  std::unique_ptr<void, GFree> const owned(bytes);
  return out.write({static_cast<std::uint8_t const*>(bytes), count});
}

}  // namespace

bool has_gif_encoder() {
  return vips::start() && vips_type_find("VipsOperation", "gifsave_buffer") != 0;
}

// GIF has no place for a profile, and none that readers know for XMP in a still picture: both stay behind.
Result<void> encode_gif(RowReader& rows, EncodeSettings const&, Accompaniment const& accompaniment, ByteSink& out) {
  bool const is_plain_gray = rows.format().model == ColourModel::gray && !rows.format().has_alpha;
  return is_plain_gray ? encode_gray(rows, accompaniment.is_bitonal, out) : encode_colour(rows, out);
}

}  // namespace triforium::codecs::detail
