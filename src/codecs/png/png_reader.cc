#include "codecs/png/png_reader.h"

#include <cstring>

#include "codecs/png/png_codec.h"

namespace triforium::codecs::png {
namespace {

class PngReader final : public RowReader {
 public:
  PngReader(storage::Source const& source, PngLayout const& layout, PixelRect area)
      : source_(source), layout_(layout), area_(area) {}

  PixelSize size() const override { return area_.size(); }
  PixelFormat format() const override { return layout_.format; }

  Result<void> read(PixelsView rows) override {
    if (!codec_) TRIFORIUM_CHECK(start());
    for (std::int64_t y = 0; y < rows.size.height; ++y, ++next_) {
      TRIFORIUM_TRY(auto const* const row, row_at_next());
      std::memcpy(rows.row(y), row + area_.x * layout_.format.bytes_per_pixel(), rows.row_bytes());
    }
    return {};
  }

 private:
  Result<void> start() {
    TRIFORIUM_TRY(codec_, PngCodec::create(source_));
    spng_ihdr header{};
    TRIFORIUM_CHECK(codec_->check(spng_get_ihdr(codec_->get(), &header)));
    std::size_t bytes = 0;
    TRIFORIUM_CHECK(codec_->check(spng_decoded_image_size(codec_->get(), layout_.spng_format, &bytes)));
    auto const size = layout_.size();
    row_bytes_ = static_cast<std::size_t>(size.width) * static_cast<std::size_t>(layout_.format.bytes_per_pixel());
    // The file may have changed since it was opened.
    if (header.width != layout_.header.width || header.height != layout_.header.height ||
        header.interlace_method != layout_.header.interlace_method || bytes != row_bytes_ * header.height)
      return fail(ErrorKind::corrupt_source, "The source image has changed while it was read.");
    auto const flags = SPNG_DECODE_PROGRESSIVE | (layout_.has_transparency ? SPNG_DECODE_TRNS : 0);
    TRIFORIUM_CHECK(codec_->check(spng_decode_image(codec_->get(), nullptr, 0, layout_.spng_format, flags)));
    next_ = area_.y;
    return layout_.is_interlaced() ? read_interlaced() : pass_over(area_.y);
  }

  Result<void> pass_over(std::int64_t count) {
    held_.resize(row_bytes_);
    for (std::int64_t y = 0; y < count; ++y)
      TRIFORIUM_CHECK(decode_row(held_.data()));
    return {};
  }

  // Each of the seven passes writes some of the pixels of some of the rows.
  Result<void> read_interlaced() {
    held_.resize(row_bytes_ * layout_.header.height);
    for (;;) {
      spng_row_info row{};
      auto const code = spng_get_row_info(codec_->get(), &row);
      if (code == SPNG_EOI) return check_end();
      TRIFORIUM_CHECK(codec_->check(code));
      auto const done = spng_decode_row(codec_->get(), held_.data() + row_bytes_ * row.row_num, row_bytes_);
      if (done == SPNG_EOI) return check_end();
      TRIFORIUM_CHECK(codec_->check(done));
    }
  }

  Result<std::uint8_t const*> row_at_next() {
    if (layout_.is_interlaced()) return held_.data() + row_bytes_ * static_cast<std::size_t>(next_);
    TRIFORIUM_CHECK(decode_row(held_.data()));
    return held_.data();
  }

  Result<void> decode_row(std::uint8_t* into) {
    auto const code = spng_decode_row(codec_->get(), into, row_bytes_);
    // The last row comes with the news that it is the last.
    return code == SPNG_EOI ? check_end() : codec_->check(code);
  }

  // libspng compares the checksum of the last pixels only when it is asked for what follows them, which may be missing.
  Result<void> check_end() {
    auto const code = spng_decode_chunks(codec_->get());
    return codec_->check(code == SPNG_ECHUNK_CRC ? code : 0);
  }

  storage::Source const& source_;
  PngLayout layout_;
  PixelRect area_;
  std::unique_ptr<PngCodec> codec_;
  std::int64_t next_ = 0;
  std::size_t row_bytes_ = 0;
  Bytes held_;  // one row, or the whole image
};

}  // namespace

PngLayout make_layout(spng_ihdr const& header, bool has_transparency) {
  PngLayout layout{header, {}, SPNG_FMT_PNG, has_transparency};
  auto& format = layout.format;
  format.type = header.bit_depth == 16 ? SampleType::u16 : SampleType::u8;
  switch (header.color_type) {
    case SPNG_COLOR_TYPE_GRAYSCALE:
      format.model = ColourModel::gray;
      if (has_transparency)
        layout.spng_format = header.bit_depth == 16 ? SPNG_FMT_GA16 : SPNG_FMT_GA8;
      else if (header.bit_depth < 8)
        layout.spng_format = SPNG_FMT_G8;
      break;
    case SPNG_COLOR_TYPE_GRAYSCALE_ALPHA:
      format.model = ColourModel::gray;
      format.has_alpha = true;
      break;
    case SPNG_COLOR_TYPE_TRUECOLOR_ALPHA:
      format.has_alpha = true;
      break;
    case SPNG_COLOR_TYPE_INDEXED:
      layout.spng_format = has_transparency ? SPNG_FMT_RGBA8 : SPNG_FMT_RGB8;
      break;
    default:  // truecolour
      if (has_transparency) layout.spng_format = header.bit_depth == 16 ? SPNG_FMT_RGBA16 : SPNG_FMT_RGBA8;
  }
  format.has_alpha = format.has_alpha || has_transparency;
  return layout;
}

std::unique_ptr<RowReader> make_png_reader(storage::Source const& source, PngLayout const& layout, PixelRect area) {
  return std::make_unique<PngReader>(source, layout, area);
}

Decoder::Cost cost_of(PngLayout const& layout, PixelRect area) {
  constexpr std::uint64_t kFixed = 256U << 10;  // zlib's window, and blocks of the file
  auto const size = layout.size();
  auto const row = static_cast<std::uint64_t>(size.width * layout.format.bytes_per_pixel());
  if (layout.is_interlaced()) {
    return {kFixed + row * static_cast<std::uint64_t>(size.height + 4), static_cast<std::uint64_t>(size.area())};
  }
  return {kFixed + row * 4, static_cast<std::uint64_t>(size.width * area.bottom())};
}

}  // namespace triforium::codecs::png
