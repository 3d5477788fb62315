// AVIF by libavif and whichever AV1 encoder it was built with, the whole picture at once.
// https://aomediacodec.github.io/av1-avif/v1.1.0.html
#include <avif/avif.h>

#include <algorithm>
#include <memory>
#include <string>

#include "codecs/encode/strips.h"
#include "codecs/encode/writers.h"

namespace triforium::codecs::detail {
namespace {

struct DestroyImage {
  void operator()(avifImage* image) const { avifImageDestroy(image); }
};
struct DestroyEncoder {
  void operator()(avifEncoder* encoder) const { avifEncoderDestroy(encoder); }
};
using ImageHandle = std::unique_ptr<avifImage, DestroyImage>;

struct Output {
  avifRWData data = AVIF_DATA_EMPTY;
  Output() = default;
  ~Output() { avifRWDataFree(&data); }
  Output(Output const&) = delete;
  Output& operator=(Output const&) = delete;
};

Result<void> check(avifResult result, char const* detail = "") {
  if (result == AVIF_RESULT_OK) return {};
  return encoder_failed("avif", std::string(avifResultToString(result)) + " " + detail);
}

avifPixelFormat layout_of(ColourModel model, EncodeSettings const& settings) {
  if (model == ColourModel::gray) return AVIF_PIXEL_FORMAT_YUV400;
  switch (resolve(settings.subsampling, settings.avif_quality)) {
    case Subsampling::s444:
      return AVIF_PIXEL_FORMAT_YUV444;
    case Subsampling::s422:
      return AVIF_PIXEL_FORMAT_YUV422;
    default:
      return AVIF_PIXEL_FORMAT_YUV420;
  }
}

// Gray is the Y plane itself, at full range.
Result<void> fill_gray(RowReader& rows, avifImage& image) {
  avifImageAllocatePlanes(&image, rows.format().has_alpha ? AVIF_PLANES_ALL : AVIF_PLANES_YUV);
  auto* const luma = image.yuvPlanes[AVIF_CHAN_Y];
  if (luma == nullptr || (rows.format().has_alpha && image.alphaPlane == nullptr))
    return fail(ErrorKind::busy, "The server has no memory left for this request.", "avifImageAllocatePlanes");

  TRIFORIUM_TRY(auto strips, Strips::of(rows));
  while (!strips.is_done()) {
    auto const first = strips.next_row();
    TRIFORIUM_TRY(auto const strip, strips.next());
    for (std::int64_t y = 0; y < strip.size.height; ++y) {
      auto const* from = strip.row(y);
      auto* const to = luma + static_cast<std::size_t>(first + y) * image.yuvRowBytes[AVIF_CHAN_Y];
      if (!strip.format.has_alpha) {
        std::copy_n(from, strip.size.width, to);
        continue;
      }
      auto* const alpha = image.alphaPlane + static_cast<std::size_t>(first + y) * image.alphaRowBytes;
      for (std::int64_t x = 0; x < strip.size.width; ++x) {
        to[x] = *from++;
        alpha[x] = *from++;
      }
    }
  }
  return {};
}

Result<void> fill_rgb(RowReader& rows, avifImage& image) {
  TRIFORIUM_TRY(auto pixels, read_all(rows));
  avifRGBImage rgb;
  avifRGBImageSetDefaults(&rgb, &image);
  rgb.depth = 8;
  rgb.format = pixels.format().has_alpha ? AVIF_RGB_FORMAT_RGBA : AVIF_RGB_FORMAT_RGB;
  rgb.pixels = pixels.view().data;
  rgb.rowBytes = static_cast<std::uint32_t>(pixels.view().stride);
  return check(avifImageRGBToYUV(&image, &rgb));
}

Result<ImageHandle> make_image(RowReader& rows, EncodeSettings const& settings, Accompaniment const& accompaniment) {
  auto const size = rows.size();
  ImageHandle image(avifImageCreate(static_cast<int>(size.width), static_cast<int>(size.height), 8,
                                    layout_of(rows.format().model, settings)));
  if (!image) return fail(ErrorKind::busy, "The server has no memory left for this request.", "avifImageCreate");
  // CICP's numbers for sRGB; with a profile its primaries and curve are what the profile says.
  // https://www.itu.int/rec/T-REC-H.273
  auto const icc = view_of(accompaniment.icc);
  image->colorPrimaries = icc.empty() ? AVIF_COLOR_PRIMARIES_BT709 : AVIF_COLOR_PRIMARIES_UNSPECIFIED;
  image->transferCharacteristics =
      icc.empty() ? AVIF_TRANSFER_CHARACTERISTICS_SRGB : AVIF_TRANSFER_CHARACTERISTICS_UNSPECIFIED;
  image->matrixCoefficients = AVIF_MATRIX_COEFFICIENTS_BT601;
  image->yuvRange = AVIF_RANGE_FULL;
  if (!icc.empty()) avifImageSetProfileICC(image.get(), icc.data(), icc.size());
  if (auto const xmp = view_of(accompaniment.xmp); !xmp.empty())
    avifImageSetMetadataXMP(image.get(), xmp.data(), xmp.size());

  TRIFORIUM_CHECK(rows.format().model == ColourModel::gray ? fill_gray(rows, *image) : fill_rgb(rows, *image));
  return image;
}

void set_quality(EncodeSettings const& settings, avifEncoder& encoder) {
  int const quality = std::clamp(settings.avif_quality, 1, 100);
  int const quantizer = (100 - quality) * AVIF_QUANTIZER_WORST_QUALITY / 100;
  encoder.minQuantizer = encoder.maxQuantizer = quantizer;
  encoder.minQuantizerAlpha = encoder.maxQuantizerAlpha = quantizer;
  encoder.speed = std::clamp(AVIF_SPEED_FASTEST - settings.avif_effort, AVIF_SPEED_SLOWEST + 1, AVIF_SPEED_FASTEST);
  encoder.maxThreads = 1;  // the server runs one request on one worker
}

}  // namespace

bool has_avif_encoder() {
  return avifCodecName(AVIF_CODEC_CHOICE_AUTO, AVIF_CODEC_FLAG_CAN_ENCODE) != nullptr;
}

Result<void> encode_avif(RowReader& rows, EncodeSettings const& settings, Accompaniment const& accompaniment,
                         ByteSink& out) {
  TRIFORIUM_TRY(auto const image, make_image(rows, settings, accompaniment));
  std::unique_ptr<avifEncoder, DestroyEncoder> const encoder(avifEncoderCreate());
  if (!encoder) return fail(ErrorKind::busy, "The server has no memory left for this request.", "avifEncoderCreate");
  set_quality(settings, *encoder);

  Output output;
  TRIFORIUM_CHECK(check(avifEncoderWrite(encoder.get(), image.get(), &output.data), encoder->diag.error));
  return out.write({output.data.data, output.data.size});
}

}  // namespace triforium::codecs::detail
