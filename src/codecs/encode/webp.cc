// WebP by libwebp, the whole picture at once. https://developers.google.com/speed/webp/docs/riff_container
#include <webp/encode.h>
#include <webp/mux.h>

#include <algorithm>
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

Result<void> encode_picture(Pixels pixels, EncodeSettings const& settings, bool is_lossless, ByteSink& out) {
  TRIFORIUM_TRY(auto const config, make_config(settings, is_lossless));
  Picture picture;
  if (!picture.is_valid) return encoder_failed("webp", "WebPPictureInit");
  TRIFORIUM_CHECK(import(pixels, is_lossless, picture.handle));
  pixels = Pixels();

  Output output{out, {}};
  picture.handle.writer = write_bytes;
  picture.handle.custom_ptr = &output;
  if (WebPEncode(&config, &picture.handle)) return {};
  if (!output.result) return output.result;
  return encoder_failed("webp", "libwebp error " + std::to_string(picture.handle.error_code));
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

}  // namespace

Result<void> encode_webp(RowReader& rows, EncodeSettings const& settings, Accompaniment const& accompaniment,
                         ByteSink& out) {
  bool const is_lossless = settings.webp_quality > 100 || accompaniment.is_bitonal;
  auto kept = accompaniment;
  // WebP knows no gray: the pixels become RGB, which a profile for gray does not describe.
  if (rows.format().model == ColourModel::gray) kept.icc = nullptr;

  TRIFORIUM_TRY(auto pixels, read_all_as_rgb(rows));
  if (!kept.icc && !kept.xmp) return encode_picture(std::move(pixels), settings, is_lossless, out);

  BytesSink picture;
  TRIFORIUM_CHECK(encode_picture(std::move(pixels), settings, is_lossless, picture));
  return write_with_metadata(picture.bytes, kept, out);
}

}  // namespace triforium::codecs::detail
