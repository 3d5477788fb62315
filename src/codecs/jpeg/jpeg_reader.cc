#include "codecs/jpeg/jpeg_reader.h"

#include <algorithm>
#include <cstring>

namespace triforium::codecs::jpeg {
namespace {

J_COLOR_SPACE colour_space_of(ColourModel model) {
  if (model == ColourModel::gray) return JCS_GRAYSCALE;
  return model == ColourModel::cmyk ? JCS_CMYK : JCS_RGB;
}

class JpegReader final : public RowReader {
 public:
  JpegReader(storage::Source const& source, std::uint64_t max_memory, JpegPart const& part)
      : codec_(source, max_memory), part_(part) {}

  PixelSize size() const override { return part_.area.size(); }
  PixelFormat format() const override { return part_.format; }

  Result<void> read(PixelsView rows) override {
    if (!is_started_) TRIFORIUM_CHECK(start());
    auto const row_bytes = rows.row_bytes();
    for (std::int64_t y = 0; y < rows.size.height; ++y) {
      TRIFORIUM_CHECK(decode_row());
      std::memcpy(rows.row(y), row_.data() + cut_, row_bytes);
      if (is_inverted_) invert(rows.row(y), row_bytes);
    }
    return {};
  }

 private:
  Result<void> start() {
    is_started_ = true;
    TRIFORIUM_CHECK(codec_.run([this](jpeg_decompress_struct& codec) {
      jpeg_read_header(&codec, TRUE);
      configure(codec);
      jpeg_start_decompress(&codec);
    }));
    auto& codec = codec_.get();
    if (!has_expected_shape() || !is_complete(codec, codec_.has_run_out()))
      return fail(ErrorKind::corrupt_source, "The source image ends too early.", "JPEG: scans are missing");
    // Adobe's programs write ink the other way round, and say so by their marker.
    is_inverted_ = part_.format.model == ColourModel::cmyk && codec.saw_Adobe_marker;
    TRIFORIUM_CHECK(codec_.run([this](jpeg_decompress_struct& started) { crop_columns(started); }));
    row_.resize(static_cast<std::size_t>(codec.output_width) * static_cast<std::size_t>(codec.output_components));
    return skip_rows();
  }

  void configure(jpeg_decompress_struct& codec) const {
    codec.scale_num = 1;
    codec.scale_denom = static_cast<unsigned>(part_.reduction);
    codec.out_color_space = colour_space_of(part_.format.model);
    // It would make the pixels of a part depend on where the part begins.
    codec.do_block_smoothing = FALSE;
  }

  // The file may have changed since it was opened.
  bool has_expected_shape() {
    auto const& codec = codec_.get();
    return part_.area.right() <= codec.output_width && part_.area.bottom() <= codec.output_height &&
           codec.output_components == part_.format.channels();
  }

  // Chroma is interpolated from its neighbours, which a cropped decoder does not have at its borders: a block more on
  // each side keeps the pixels of a part equal to those of the whole.
  void crop_columns(jpeg_decompress_struct& codec) {
    auto const margin = codec.max_h_samp_factor * codec.min_DCT_scaled_size;
    auto const left = std::max<std::int64_t>(part_.area.x - margin, 0);
    auto const right = std::min<std::int64_t>(part_.area.right() + margin, codec.output_width);
    auto first = static_cast<JDIMENSION>(left);
    auto width = static_cast<JDIMENSION>(right - left);
    if (width < codec.output_width)
      jpeg_crop_scanline(&codec, &first, &width);
    else
      first = 0;
    cut_ = static_cast<std::size_t>(part_.area.x - first) * static_cast<std::size_t>(codec.output_components);
  }

  // Rows above are passed over without their inverse DCT, except for the last ones: they are neighbours as well.
  Result<void> skip_rows() {
    auto const& codec = codec_.get();
    auto const margin = 2 * codec.max_v_samp_factor * codec.min_DCT_scaled_size;
    auto const skipped = std::max<std::int64_t>(part_.area.y - margin, 0);
    if (skipped > 0) {
      TRIFORIUM_CHECK(codec_.run([skipped](jpeg_decompress_struct& started) {
        jpeg_skip_scanlines(&started, static_cast<JDIMENSION>(skipped));
      }));
    }
    while (codec.output_scanline < part_.area.y)
      TRIFORIUM_CHECK(decode_row());
    return {};
  }

  Result<void> decode_row() {
    JSAMPROW row = row_.data();
    return codec_.run([row](jpeg_decompress_struct& codec) mutable { jpeg_read_scanlines(&codec, &row, 1); });
  }

  static void invert(std::uint8_t* bytes, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i)
      bytes[i] = static_cast<std::uint8_t>(255 - bytes[i]);
  }

  JpegCodec codec_;
  JpegPart part_;
  bool is_started_ = false;
  bool is_inverted_ = false;
  std::size_t cut_ = 0;  // bytes of a decoded row before the part's first pixel
  Bytes row_;
};

}  // namespace

std::unique_ptr<RowReader> make_jpeg_reader(storage::Source const& source, std::uint64_t max_memory,
                                            JpegPart const& part) {
  return std::make_unique<JpegReader>(source, max_memory, part);
}

std::optional<PixelFormat> choose_format(jpeg_decompress_struct const& codec) {
  switch (codec.jpeg_color_space) {
    case JCS_GRAYSCALE:
      return PixelFormat{.model = ColourModel::gray};
    case JCS_RGB:
    case JCS_YCbCr:
      return PixelFormat{.model = ColourModel::rgb};
    case JCS_CMYK:
    case JCS_YCCK:
      return PixelFormat{.model = ColourModel::cmyk};
    default:
      return std::nullopt;
  }
}

}  // namespace triforium::codecs::jpeg
