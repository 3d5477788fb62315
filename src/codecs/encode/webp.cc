// WebP by libwebp, the whole picture at once. https://developers.google.com/speed/webp/docs/riff_container
#include <webp/encode.h>
#include <webp/mux.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>

#include "codecs/encode/strips.h"
#include "codecs/encode/writers.h"

namespace triforium::codecs::detail {
namespace {

struct Picture {
  WebPPicture handle;
  bool is_valid;

  Picture() : is_valid(WebPPictureInit(&handle) != 0) {}
  ~Picture() { WebPPictureFree(&handle); }
  Picture(Picture const&) = delete;
  Picture& operator=(Picture const&) = delete;
};

// What WebPPicture::custom_ptr points at.
struct Output {
  ByteSink& sink;
  Result<void> result;
};

int write_bytes(std::uint8_t const* bytes, std::size_t size, WebPPicture const* picture) {
  auto& output = *static_cast<Output*>(picture->custom_ptr);
  output.result = output.sink.write({bytes, size});
  return output.result ? 1 : 0;
}

Result<WebPConfig> make_config(EncodeSettings const& settings, bool is_lossless) {
  WebPConfig config;
  if (!WebPConfigInit(&config)) return encoder_failed("webp", "libwebp has another ABI than its headers");
  config.method = std::clamp(settings.webp_effort, 0, 6);
  config.lossless = is_lossless ? 1 : 0;
  // For lossless pictures this is not the quality but how hard the encoder tries.
  config.quality = is_lossless ? 50.0F : static_cast<float>(std::clamp(settings.webp_quality, 1, 100));
  if (!WebPValidateConfig(&config)) return encoder_failed("webp", "WebPValidateConfig refuses");
  return config;
}

Result<void> import(Pixels const& pixels, bool is_lossless, WebPPicture& picture) {
  auto const view = pixels.view();
  picture.width = static_cast<int>(view.size.width);
  picture.height = static_cast<int>(view.size.height);
  picture.use_argb = is_lossless ? 1 : 0;
  auto const stride = static_cast<int>(view.stride);
  auto const is_imported = view.format.has_alpha ? WebPPictureImportRGBA(&picture, view.data, stride)
                                                 : WebPPictureImportRGB(&picture, view.data, stride);
  if (!is_imported)
    return fail(ErrorKind::busy, "The server has no memory left for this request.", "WebPPictureImport");
  return {};
}

Result<void> write_picture(Picture& picture, WebPConfig const& config, ByteSink& out) {
  Output output{out, {}};
  picture.handle.writer = write_bytes;
  picture.handle.custom_ptr = &output;
  if (WebPEncode(&config, &picture.handle)) return {};
  if (!output.result) return output.result;
  return encoder_failed("webp", "libwebp error " + std::to_string(picture.handle.error_code));
}

Result<void> encode_picture(Pixels pixels, EncodeSettings const& settings, bool is_lossless, ByteSink& out) {
  TRIFORIUM_TRY(auto const config, make_config(settings, is_lossless));
  Picture picture;
  if (!picture.is_valid) return encoder_failed("webp", "WebPPictureInit");
  TRIFORIUM_CHECK(import(pixels, is_lossless, picture.handle));
  pixels = Pixels();
  return write_picture(picture, config, out);
}

// JFIF's samples use all of 0 … 255. WebP's (RFC 6386, section 9.2) are those of BT.601 as television has them: luma
// 16 … 235, chroma 16 … 240.
void limit_range(PlaneView plane, int zero, int middle, int range) {
  std::array<std::uint8_t, 256> table{};
  for (int i = 0; i < 256; ++i)
    table[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(std::lround(zero + (i - middle) * range / 255.0));
  for (std::int64_t y = 0; y < plane.size.height; ++y) {
    auto* const row = plane.row(y);
    std::transform(row, row + plane.size.width, row, [&](std::uint8_t sample) { return table[sample]; });
  }
}

// Without colours.
Result<void> add_chroma(Planes& planes) {
  planes.sampling = {2, 2};
  for (auto* const plane : {&planes.cb, &planes.cr}) {
    TRIFORIUM_TRY(*plane, Plane::create(planes.sampling.chroma_size(planes.size())));
    for (std::int64_t y = 0; y < plane->size().height; ++y)
      std::fill_n(plane->view().row(y), plane->size().width, std::uint8_t{128});
  }
  return {};
}

// The picture does not own the planes, which outlive it.
void lend(Planes& planes, WebPPicture& picture) {
  picture.use_argb = 0;
  picture.colorspace = WEBP_YUV420;
  picture.width = static_cast<int>(planes.size().width);
  picture.height = static_cast<int>(planes.size().height);
  picture.y = planes.y.view().data;
  picture.u = planes.cb.view().data;
  picture.v = planes.cr.view().data;
  picture.y_stride = static_cast<int>(planes.y.view().stride);
  picture.uv_stride = static_cast<int>(planes.cb.view().stride);
}

Result<void> encode_lent_picture(Planes planes, EncodeSettings const& settings, ByteSink& out) {
  TRIFORIUM_TRY(auto const config, make_config(settings, false));
  limit_range(planes.y.view(), 16, 0, 219);
  if (planes.is_gray()) {
    TRIFORIUM_CHECK(add_chroma(planes));
  } else {
    limit_range(planes.cb.view(), 128, 128, 224);
    limit_range(planes.cr.view(), 128, 128, 224);
  }
  Picture picture;
  if (!picture.is_valid) return encoder_failed("webp", "WebPPictureInit");
  lend(planes, picture.handle);
  return write_picture(picture, config, out);
}

struct DeleteMux {
  void operator()(WebPMux* mux) const { WebPMuxDelete(mux); }
};

// Metadata makes it an "extended" file: the picture wrapped together with chunks of its own.
Result<void> write_with_metadata(Bytes const& picture, Accompaniment const& accompaniment, ByteSink& out) {
  std::unique_ptr<WebPMux, DeleteMux> const mux(WebPMuxNew());
  WebPData const image{picture.data(), picture.size()};
  bool is_good = mux && WebPMuxSetImage(mux.get(), &image, 0) == WEBP_MUX_OK;
  auto const add = [&](char const* name, ByteView bytes) {
    WebPData const chunk{bytes.data(), bytes.size()};
    if (!bytes.empty()) is_good = is_good && WebPMuxSetChunk(mux.get(), name, &chunk, 0) == WEBP_MUX_OK;
  };
  add("ICCP", view_of(accompaniment.icc));
  add("XMP ", view_of(accompaniment.xmp));

  WebPData file{};
  if (!is_good || WebPMuxAssemble(mux.get(), &file) != WEBP_MUX_OK) return encoder_failed("webp", "WebPMuxAssemble");
  auto const result = out.write({file.bytes, file.size});
  WebPDataClear(&file);
  return result;
}

// Hands the picture to `encode`, and wraps what comes out if there are metadata.
template <typename Encode>
Result<void> write_file(Accompaniment const& accompaniment, ByteSink& out, Encode const& encode) {
  if (!accompaniment.icc && !accompaniment.xmp) return encode(out);
  BytesSink picture;
  TRIFORIUM_CHECK(encode(picture));
  return write_with_metadata(picture.bytes, accompaniment, out);
}

// WebP knows no gray: the pixels become RGB, which a profile for gray does not describe.
Accompaniment kept(Accompaniment accompaniment, bool is_gray) {
  if (is_gray) accompaniment.icc = nullptr;
  return accompaniment;
}

}  // namespace

// Measured with libwebp 1.2.4, and rounded up: the picture as it comes and as it is imported; from effort 3 on, the
// tokens of all its blocks; for lossless files, chains of hashes and several lists of references.
std::uint64_t webp_bytes_per_pixel(EncodeSettings const& settings, bool is_bitonal) {
  if (settings.webp_quality > 100 || is_bitonal) return 40;
  return settings.webp_effort >= 3 ? 20 : 8;
}

Result<void> encode_webp(RowReader& rows, EncodeSettings const& settings, Accompaniment const& accompaniment,
                         ByteSink& out) {
  bool const is_lossless = settings.webp_quality > 100 || accompaniment.is_bitonal;
  auto const with = kept(accompaniment, rows.format().model == ColourModel::gray);
  TRIFORIUM_TRY(auto pixels, read_all_as_rgb(rows));
  return write_file(with, out,
                    [&](ByteSink& sink) { return encode_picture(std::move(pixels), settings, is_lossless, sink); });
}

Result<void> encode_webp_planes(Planes planes, EncodeSettings const& settings, Accompaniment const& accompaniment,
                                ByteSink& out) {
  return write_file(kept(accompaniment, planes.is_gray()), out,
                    [&](ByteSink& sink) { return encode_lent_picture(std::move(planes), settings, sink); });
}

}  // namespace triforium::codecs::detail
