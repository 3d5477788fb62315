#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "codecs/encode/writers.h"
#include "codecs/encoder.h"

namespace triforium::codecs {
namespace {

struct WritableFormat {
  OutputFormatTraits traits;
  detail::EncodeFunction encode;
  bool (*is_present)();
};

bool always() {
  return true;
}

// The table of formats that can be written, in the order in which they are announced.
//
// Extensions and media types: https://iiif.io/api/image/3.0/#45-format; avif and jxl as registered with IANA,
// https://www.iana.org/assignments/media-types/media-types.xhtml#image
//
// max_side: 65500 is libjpeg's own bound (the format's is 65535); 16383 is WebP's 14 bits; AVIF readers commonly refuse
// more than 32768; a GIF's sides have 16 bits; PNG, JPEG 2000 and TIFF have 31 and 32.
//
// holds: a GIF's palette, libwebp, libavif and libjxl want the whole picture, however large. TIFF: see tif.cc.
constexpr std::int64_t kInt31 = 0x7fffffff;
constexpr std::int64_t kNothing = 0, kAll = std::numeric_limits<std::int64_t>::max();
constexpr std::array kFormats{
    //                            format      word    media type         alpha  16 bit  side  holds
    WritableFormat{{OutputFormat::jpg, "jpg", "image/jpeg", false, false, 65500, kNothing}, detail::encode_jpg, always},
    WritableFormat{{OutputFormat::png, "png", "image/png", true, true, kInt31, kNothing}, detail::encode_png, always},
    WritableFormat{{OutputFormat::webp, "webp", "image/webp", true, false, 16383, kAll}, detail::encode_webp, always},
    WritableFormat{{OutputFormat::avif, "avif", "image/avif", true, false, 32768, kAll},
                   detail::encode_avif,
                   detail::has_avif_encoder},
    WritableFormat{{OutputFormat::tif, "tif", "image/tiff", true, true, kInt31, detail::kCompressedTifArea},
                   detail::encode_tif,
                   always},
    WritableFormat{
        {OutputFormat::gif, "gif", "image/gif", true, false, 65535, kAll}, detail::encode_gif, detail::has_gif_encoder},
    WritableFormat{{OutputFormat::jp2, "jp2", "image/jp2", true, true, kInt31, kNothing}, detail::encode_jp2, always},
    WritableFormat{
        {OutputFormat::pdf, "pdf", "application/pdf", false, false, 65500, kNothing}, detail::encode_pdf, always},
    WritableFormat{{OutputFormat::jxl, "jxl", "image/jxl", true, true, 65535, kAll}, detail::encode_jxl, always},
};

WritableFormat const& entry_of(OutputFormat format) {
  return *std::find_if(kFormats.begin(), kFormats.end(), [&](auto const& one) { return one.traits.format == format; });
}

Result<void> check_size(OutputFormatTraits const& traits, PixelSize size) {
  if (size.is_empty()) return fail(ErrorKind::internal, "The server failed on this request.", "no pixels to encode");
  if (size.width <= traits.max_side && size.height <= traits.max_side) return {};
  return fail(ErrorKind::bad_request,
              fmt::format("A {} image has at most {} pixels a side; this one would have {} × {}.", traits.extension,
                          traits.max_side, size.width, size.height));
}

Result<void> check_pixels(OutputFormatTraits const& traits, PixelFormat format) {
  bool const has_model = format.model == ColourModel::gray || format.model == ColourModel::rgb;
  bool const has_alpha = !format.has_alpha || (traits.has_alpha && !format.is_premultiplied);
  bool const has_depth = format.type == SampleType::u8 || traits.has_16_bit;
  if (has_model && has_alpha && has_depth) return {};
  return fail(ErrorKind::internal, "The server failed on this request.",
              fmt::format("{} cannot hold {} channels of {} bytes of colour model {}", traits.extension,
                          format.channels(), format.bytes_per_sample(), static_cast<int>(format.model)));
}

// https://www.color.org/specification/ICC.2-2019.pdf, 7.2: the header has 128 bytes, its first four are the profile's
// size, and bytes 16 to 19 name the colour space of the data.
bool describes(ByteView icc, PixelFormat format) {
  if (icc.size() < 128) return false;
  auto const size = std::size_t{icc[0]} << 24 | std::size_t{icc[1]} << 16 | std::size_t{icc[2]} << 8 | icc[3];
  if (size != icc.size()) return false;
  return as_text(icc.subspan(16, 4)) == (format.model == ColourModel::gray ? "GRAY" : "RGB ");
}

// What cannot be true of these pixels is left out: a profile of another colour space makes readers refuse the file.
Accompaniment fitting(Accompaniment accompaniment, PixelFormat format) {
  bool const is_plain_gray = format.model == ColourModel::gray && !format.has_alpha && format.type == SampleType::u8;
  accompaniment.is_bitonal = accompaniment.is_bitonal && is_plain_gray;
  if (!describes(view_of(accompaniment.icc), format) || accompaniment.is_bitonal) accompaniment.icc = nullptr;
  if (view_of(accompaniment.xmp).empty()) accompaniment.xmp = nullptr;
  if (!(accompaniment.dots_per_inch >= 1 && accompaniment.dots_per_inch <= 65535)) accompaniment.dots_per_inch = 0;
  return accompaniment;
}

}  // namespace

std::span<OutputFormatTraits const> output_formats() {
  static auto const present = [] {
    std::vector<OutputFormatTraits> all;
    for (auto const& one : kFormats)
      if (one.is_present()) all.push_back(one.traits);
    return all;
  }();
  return present;
}

OutputFormatTraits const* find_output_format(std::string_view extension) {
  for (auto const& traits : output_formats())
    if (traits.extension == extension) return &traits;
  return nullptr;
}

OutputFormatTraits const& traits_of(OutputFormat format) {
  return entry_of(format).traits;
}

bool is_streaming(OutputFormat format, std::int64_t area, EncodeSettings const& settings) {
  // libjpeg holds the coefficients of a progressive file, for each scan goes through all of them.
  bool const holds_coefficients =
      settings.is_progressive && (format == OutputFormat::jpg || format == OutputFormat::pdf);
  return !holds_coefficients && area > traits_of(format).held_area;
}

std::uint64_t encoder_memory(OutputFormat format, PixelSize size, PixelFormat pixels, EncodeSettings const& settings,
                             bool is_bitonal) {
  auto const area = static_cast<std::uint64_t>(size.area());
  auto const pixel_bytes = static_cast<std::uint64_t>(pixels.bytes_per_pixel());
  if (format == OutputFormat::webp) return area * detail::webp_bytes_per_pixel(settings, is_bitonal);
  if (!is_streaming(format, size.area(), settings)) return area * (pixel_bytes + 1) * 2;
  auto const strips = std::uint64_t{1} << 20;
  if (format != OutputFormat::jp2) return strips;
  return strips + detail::jp2_memory(size, pixel_bytes);
}

Result<void> encode(OutputFormat format, RowReader& rows, EncodeSettings const& settings,
                    Accompaniment const& accompaniment, ByteSink& out) {
  auto const& entry = entry_of(format);
  TRIFORIUM_CHECK(check_size(entry.traits, rows.size()));
  TRIFORIUM_CHECK(check_pixels(entry.traits, rows.format()));
  return entry.encode(rows, settings, fitting(accompaniment, rows.format()), out);
}

std::optional<Sampling> plane_sampling(OutputFormat format, EncodeSettings const& settings) {
  if (format == OutputFormat::webp && settings.webp_quality <= 100) return Sampling{2, 2};
  if (format != OutputFormat::jpg) return std::nullopt;
  switch (detail::resolve(settings.subsampling, settings.jpeg_quality)) {
    case Subsampling::s420:
      return Sampling{2, 2};
    case Subsampling::s422:
      return Sampling{2, 1};
    default:
      return Sampling{1, 1};
  }
}

Result<std::unique_ptr<PlaneWriter>> start_planes(OutputFormat format, PixelSize size, bool is_gray,
                                                  EncodeSettings const& settings, Accompaniment const& accompaniment,
                                                  ByteSink& out) {
  TRIFORIUM_CHECK(check_size(traits_of(format), size));
  if (format != OutputFormat::jpg) return nullptr;
  auto const with = fitting(accompaniment, {.model = is_gray ? ColourModel::gray : ColourModel::rgb});
  return detail::start_jpg_planes(size, is_gray, settings, with, out);
}

Result<void> encode_planes(OutputFormat format, Planes planes, EncodeSettings const& settings,
                           Accompaniment const& accompaniment, ByteSink& out) {
  TRIFORIUM_CHECK(check_size(traits_of(format), planes.size()));
  auto const sampling = plane_sampling(format, settings);
  if (!sampling || (!planes.is_gray() && planes.sampling != *sampling)) {
    return fail(ErrorKind::internal, "The server failed on this request.",
                fmt::format("{} takes no such planes", traits_of(format).extension));
  }
  TRIFORIUM_TRY(auto const writer, start_planes(format, planes.size(), planes.is_gray(), settings, accompaniment, out));
  if (writer) {
    TRIFORIUM_CHECK(writer->write({planes.y.view(), planes.cb.view(), planes.cr.view()}));
    return writer->finish();
  }
  auto const with = fitting(accompaniment, {.model = planes.is_gray() ? ColourModel::gray : ColourModel::rgb});
  return detail::encode_webp_planes(std::move(planes), settings, with, out);
}

namespace detail {

Failure encoder_failed(std::string_view format, std::string detail) {
  return fail(ErrorKind::internal, fmt::format("The image could not be written as {}.", format), std::move(detail));
}

Subsampling resolve(Subsampling wanted, int quality) {
  if (wanted != Subsampling::automatic) return wanted;
  return quality < 90 ? Subsampling::s420 : Subsampling::s444;
}

std::uint32_t dots_per_metre(double dots_per_inch) {
  return static_cast<std::uint32_t>(std::lround(dots_per_inch / 0.0254));
}

}  // namespace detail
}  // namespace triforium::codecs
