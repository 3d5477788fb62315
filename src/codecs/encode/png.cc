// PNG by libspng, row by row. https://www.w3.org/TR/png-3/
#include <spng.h>
#include <zlib.h>

#include <cstring>
#include <memory>
#include <string>

#include "codecs/encode/strips.h"
#include "codecs/encode/writers.h"

namespace triforium::codecs::detail {
namespace {

class PngWriter {
 public:
  explicit PngWriter(ByteSink& out) : context_(spng_ctx_new(SPNG_CTX_ENCODER)), out_(out) {}

  Result<void> start(PixelSize size, PixelFormat format, EncodeSettings const& settings,
                     Accompaniment const& accompaniment) {
    if (!context_) return fail(ErrorKind::busy, "The server has no memory left for this request.", "spng_ctx_new");
    TRIFORIUM_CHECK(check(spng_set_png_stream(context_.get(), write_bytes, this)));
    TRIFORIUM_CHECK(set_header(size, format, accompaniment.is_bitonal));
    TRIFORIUM_CHECK(set_options(settings.png_level, accompaniment.is_bitonal));
    TRIFORIUM_CHECK(set_accompaniment(accompaniment));
    return check(
        spng_encode_image(context_.get(), nullptr, 0, SPNG_FMT_PNG, SPNG_ENCODE_PROGRESSIVE | SPNG_ENCODE_FINALIZE));
  }

  // After the last row the file is complete.
  Result<void> write_row(void const* row, std::size_t size) {
    auto const code = spng_encode_row(context_.get(), row, size);
    return code == SPNG_EOI ? Result<void>{} : check(code);
  }

 private:
  struct Free {
    void operator()(spng_ctx* context) const { spng_ctx_free(context); }
  };

  static int write_bytes(spng_ctx*, void* user, void* bytes, std::size_t size) {
    auto& self = *static_cast<PngWriter*>(user);
    self.sink_result_ = self.out_.write({static_cast<std::uint8_t const*>(bytes), size});
    return self.sink_result_ ? 0 : SPNG_IO_ERROR;
  }

  Result<void> check(int code) {
    if (!sink_result_) return sink_result_;
    if (code == 0) return {};
    return encoder_failed("png", spng_strerror(code));
  }

  Result<void> set_header(PixelSize size, PixelFormat format, bool is_bitonal) {
    bool const is_gray = format.model == ColourModel::gray;
    spng_ihdr header{};
    header.width = static_cast<std::uint32_t>(size.width);
    header.height = static_cast<std::uint32_t>(size.height);
    header.bit_depth = static_cast<std::uint8_t>(is_bitonal ? 1 : 8 * format.bytes_per_sample());
    header.color_type = is_gray ? (format.has_alpha ? SPNG_COLOR_TYPE_GRAYSCALE_ALPHA : SPNG_COLOR_TYPE_GRAYSCALE)
                                : (format.has_alpha ? SPNG_COLOR_TYPE_TRUECOLOR_ALPHA : SPNG_COLOR_TYPE_TRUECOLOR);
    return check(spng_set_ihdr(context_.get(), &header));
  }

  // One filter for all rows costs a fraction of trying five on each, and little in size: on tiles of paintings and of
  // printed pages "up" came out smaller than "sub", and faster than "paeth". zlib's default strategy beats
  // Z_FILTERED, which libspng would choose, in time and size.
  // https://www.w3.org/TR/png-3/#12Filter-selection – bits packed into bytes are left unfiltered.
  Result<void> set_options(int level, bool is_bitonal) {
    auto const filter = is_bitonal ? SPNG_FILTER_CHOICE_NONE : SPNG_FILTER_CHOICE_UP;
    TRIFORIUM_CHECK(check(spng_set_option(context_.get(), SPNG_IMG_COMPRESSION_LEVEL, level)));
    TRIFORIUM_CHECK(check(spng_set_option(context_.get(), SPNG_IMG_COMPRESSION_STRATEGY, Z_DEFAULT_STRATEGY)));
    return check(spng_set_option(context_.get(), SPNG_FILTER_CHOICE, filter));
  }

  Result<void> set_accompaniment(Accompaniment const& accompaniment) {
    if (auto const icc = view_of(accompaniment.icc); !icc.empty()) {
      spng_iccp chunk{};
      std::strcpy(chunk.profile_name, "ICC profile");
      chunk.profile_len = icc.size();
      chunk.profile = unsafe_text(icc);
      TRIFORIUM_CHECK(check(spng_set_iccp(context_.get(), &chunk)));
    }
    if (accompaniment.dots_per_inch > 0) {
      auto const density = dots_per_metre(accompaniment.dots_per_inch);
      spng_phys chunk{density, density, 1};
      TRIFORIUM_CHECK(check(spng_set_phys(context_.get(), &chunk)));
    }
    return set_xmp(view_of(accompaniment.xmp));
  }

  // https://www.w3.org/TR/png-3/#11keywords – "XML:com.adobe.xmp: Extensible Metadata Platform (XMP) information".
  // spng takes text up to its first NUL.
  Result<void> set_xmp(ByteView xmp) {
    if (xmp.empty()) return {};
    xmp_.assign(as_text(xmp));
    spng_text chunk{};
    std::strcpy(chunk.keyword, "XML:com.adobe.xmp");
    chunk.type = SPNG_ITXT;
    chunk.length = xmp_.size();
    chunk.text = xmp_.data();
    chunk.language_tag = empty_;
    chunk.translated_keyword = empty_;
    return check(spng_set_text(context_.get(), &chunk, 1));
  }

  // spng's structures have pointers that are not const; it only reads what they point at.
  static char* unsafe_text(ByteView bytes) { return const_cast<char*>(reinterpret_cast<char const*>(bytes.data())); }

  std::unique_ptr<spng_ctx, Free> context_;
  ByteSink& out_;
  Result<void> sink_result_;
  std::string xmp_;
  char empty_[1] = "";
};

}  // namespace

Result<void> encode_png(RowReader& rows, EncodeSettings const& settings, Accompaniment const& accompaniment,
                        ByteSink& out) {
  PngWriter writer(out);
  TRIFORIUM_CHECK(writer.start(rows.size(), rows.format(), settings, accompaniment));
  TRIFORIUM_TRY(auto strips, Strips::of(rows));
  Bytes packed(packed_size(rows.size().width));
  while (!strips.is_done()) {
    TRIFORIUM_TRY(auto const strip, strips.next());
    for (std::int64_t y = 0; y < strip.size.height; ++y) {
      if (accompaniment.is_bitonal) {
        pack_bits(strip.row(y), strip.size.width, packed.data());
        TRIFORIUM_CHECK(writer.write_row(packed.data(), packed.size()));
      } else {
        TRIFORIUM_CHECK(writer.write_row(strip.row(y), strip.row_bytes()));
      }
    }
  }
  return {};
}

}  // namespace triforium::codecs::detail
