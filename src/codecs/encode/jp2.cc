// JPEG 2000: the codestream by OpenJPEG, tile by tile; the boxes around it by ourselves, because OpenJPEG's own neither
// carry XMP nor stream. ITU-T T.800 | ISO/IEC 15444-1, annex I: https://www.itu.int/rec/T-REC-T.800
#include <openjpeg.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>

#include "codecs/encode/strips.h"
#include "codecs/encode/writers.h"

namespace triforium::codecs::detail {
namespace {

constexpr std::int64_t kTileSide = 1024;

void put(Bytes& bytes, std::uint64_t number, int size) {
  for (int i = size - 1; i >= 0; --i)
    bytes.push_back(static_cast<std::uint8_t>(number >> (8 * i)));
}
void put(Bytes& bytes, ByteView more) {
  bytes.insert(bytes.end(), more.begin(), more.end());
}

// I.4: LBox, TBox, contents.
void put_box(Bytes& bytes, std::string_view type, ByteView contents) {
  put(bytes, contents.size() + 8, 4);
  put(bytes, as_bytes(type));
  put(bytes, contents);
}

// I.5.3.1
Bytes image_header(PixelSize size, PixelFormat format) {
  Bytes box;
  put(box, static_cast<std::uint64_t>(size.height), 4);
  put(box, static_cast<std::uint64_t>(size.width), 4);
  put(box, static_cast<std::uint64_t>(format.channels()), 2);
  put(box, static_cast<std::uint64_t>(8 * format.bytes_per_sample() - 1), 1);  // "bit depth … minus 1"
  put(box, 7, 1);                                                              // "shall be 7": JPEG 2000
  put(box, 0, 2);  // the colour space is known; no intellectual property
  return box;
}

// I.5.3.3: enumerated sRGB or grayscale, or a profile.
Bytes colour_specification(PixelFormat format, ByteView icc) {
  Bytes box;
  put(box, icc.empty() ? 1 : 2, 1);
  put(box, 0, 2);
  if (icc.empty()) put(box, format.model == ColourModel::gray ? 17 : 16, 4);
  put(box, icc);
  return box;
}

// I.5.3.6: for each channel its number, its type (0 colour, 1 opacity), and the colour that it goes with (0: all).
Bytes channel_definition(PixelFormat format) {
  Bytes box;
  put(box, static_cast<std::uint64_t>(format.channels()), 2);
  for (int channel = 0; channel < format.channels(); ++channel) {
    bool const is_alpha = channel == format.colours();
    put(box, static_cast<std::uint64_t>(channel), 2);
    put(box, is_alpha ? 1 : 0, 2);
    put(box, is_alpha ? 0 : static_cast<std::uint64_t>(channel + 1), 2);
  }
  return box;
}

// I.5.3.7.1: samples per metre, vertically and horizontally, each a fraction and an exponent of ten.
Bytes resolution(double dots_per_inch) {
  Bytes numbers;
  auto const tenths = std::min<std::uint32_t>(dots_per_metre(dots_per_inch) / 10, 65535);
  put(numbers, tenths, 2);
  put(numbers, 1, 2);
  put(numbers, tenths, 2);
  put(numbers, 1, 2);
  put(numbers, 1, 1);
  put(numbers, 1, 1);
  Bytes box;
  put_box(box, "resc", numbers);
  return box;
}

// Everything before the codestream.
Bytes leading_boxes(PixelSize size, PixelFormat format, Accompaniment const& accompaniment) {
  // I.5.1 and I.5.2
  constexpr std::uint8_t kSignature[] = {0x0d, 0x0a, 0x87, 0x0a};
  Bytes header;
  put_box(header, "ihdr", image_header(size, format));
  put_box(header, "colr", colour_specification(format, view_of(accompaniment.icc)));
  if (format.has_alpha) put_box(header, "cdef", channel_definition(format));
  if (accompaniment.dots_per_inch > 0) put_box(header, "res ", resolution(accompaniment.dots_per_inch));

  Bytes file;
  put_box(file, "jP  ", kSignature);
  put_box(file, "ftyp", as_bytes(std::string_view("jp2 \0\0\0\0jp2 ", 12)));
  put_box(file, "jp2h", header);
  if (auto const xmp = view_of(accompaniment.xmp); !xmp.empty()) {
    // https://github.com/adobe/XMP-Toolkit-SDK/blob/main/docs/XMPSpecificationPart3.pdf, 1.1.4
    Bytes uuid = {0xbe, 0x7a, 0xcf, 0xcb, 0x97, 0xa9, 0x42, 0xe8, 0x9c, 0x71, 0x99, 0x94, 0x91, 0xe3, 0xaf, 0xac};
    put(uuid, xmp);
    put_box(file, "uuid", uuid);
  }
  // I.4: "0 – the length of the box was not known when the LBox field was written. In this case, this box contains all
  // bytes up to the end of the file."
  put(file, 0, 4);
  put(file, as_bytes("jp2c"));
  return file;
}

struct DestroyCodec {
  void operator()(opj_codec_t* codec) const { opj_destroy_codec(codec); }
};
struct DestroyImage {
  void operator()(opj_image_t* image) const { opj_image_destroy(image); }
};
struct DestroyStream {
  void operator()(opj_stream_t* stream) const { opj_stream_destroy(stream); }
};

// The quality becomes a signal-to-noise ratio: 26 dB at 1 (coarse), 50 dB at 100 (no eye sees a difference).
float psnr_of(int quality) {
  return 26.0F + static_cast<float>(std::clamp(quality, 1, 100)) * 0.24F;
}

// As many halvings as leave the smallest level at no less than 64 pixels a side.
int resolutions_of(PixelSize size) {
  auto const side = std::min({size.width, size.height, kTileSide});
  int count = 1;
  while (count < 6 && (side >> count) >= 64)
    ++count;
  return count;
}

opj_cparameters_t parameters_of(PixelSize size, PixelFormat format, int quality) {
  opj_cparameters_t parameters;
  opj_set_default_encoder_parameters(&parameters);
  // OpenJPEG's estimate of the error is far off where there are hardly any samples, and nothing is to be saved there.
  bool const is_lossless = quality > 100 || size.area() < 64;
  parameters.tcp_numlayers = 1;
  parameters.irreversible = is_lossless ? 0 : 1;
  parameters.cp_disto_alloc = is_lossless ? 1 : 0;
  parameters.cp_fixed_quality = is_lossless ? 0 : 1;
  parameters.tcp_distoratio[0] = is_lossless ? 0 : psnr_of(quality);
  parameters.tcp_mct = format.model == ColourModel::rgb ? 1 : 0;
  parameters.numresolution = resolutions_of(size);
  parameters.tile_size_on = OPJ_TRUE;
  parameters.cp_tdx = static_cast<int>(std::min(size.width, kTileSide));
  parameters.cp_tdy = static_cast<int>(std::min(size.height, kTileSide));
  return parameters;
}

class Jp2Writer {
 public:
  Jp2Writer(ByteSink& out, PixelSize size, PixelFormat format) : out_(out), size_(size), format_(format) {}

  Result<void> start(EncodeSettings const& settings, Accompaniment const& accompaniment) {
    TRIFORIUM_CHECK(out_.write(leading_boxes(size_, format_, accompaniment)));
    make_handles();
    if (!codec_ || !image_ || !stream_)
      return fail(ErrorKind::busy, "The server has no memory left for this request.", "OpenJPEG handles");
    opj_set_error_handler(
        codec_.get(), [](char const* text, void* self) { static_cast<Jp2Writer*>(self)->error_ = text; }, this);
    auto parameters = parameters_of(size_, format_, settings.jp2_quality);
    TRIFORIUM_CHECK(check(opj_setup_encoder(codec_.get(), &parameters, image_.get())));
    return check(opj_start_compress(codec_.get(), image_.get(), stream_.get()));
  }

  // A strip as high as the tiles.
  Result<void> write(ConstPixelsView strip) {
    for (std::int64_t x = 0; x < size_.width; x += kTileSide) {
      make_planar(strip, x, std::min(kTileSide, size_.width - x));
      TRIFORIUM_CHECK(check(opj_write_tile(codec_.get(), next_tile_++, planar_.data(),
                                           static_cast<OPJ_UINT32>(planar_.size()), stream_.get())));
    }
    return {};
  }

  Result<void> finish() { return check(opj_end_compress(codec_.get(), stream_.get())); }

 private:
  void make_handles() {
    std::array<opj_image_cmptparm_t, 4> components{};
    for (auto& component : components) {
      component.dx = component.dy = 1;
      component.w = static_cast<OPJ_UINT32>(size_.width);
      component.h = static_cast<OPJ_UINT32>(size_.height);
      component.prec = static_cast<OPJ_UINT32>(8 * format_.bytes_per_sample());
    }
    image_.reset(opj_image_tile_create(static_cast<OPJ_UINT32>(format_.channels()), components.data(),
                                       format_.model == ColourModel::gray ? OPJ_CLRSPC_GRAY : OPJ_CLRSPC_SRGB));
    if (image_) {
      image_->x1 = static_cast<OPJ_UINT32>(size_.width);
      image_->y1 = static_cast<OPJ_UINT32>(size_.height);
    }
    codec_.reset(opj_create_compress(OPJ_CODEC_J2K));
    stream_.reset(opj_stream_create(64 << 10, OPJ_FALSE));
    if (!stream_) return;
    opj_stream_set_user_data(stream_.get(), this, nullptr);
    opj_stream_set_write_function(stream_.get(), [](void* bytes, OPJ_SIZE_T size, void* user) -> OPJ_SIZE_T {
      auto& self = *static_cast<Jp2Writer*>(user);
      self.sink_result_ = self.out_.write({static_cast<std::uint8_t const*>(bytes), size});
      return self.sink_result_ ? size : static_cast<OPJ_SIZE_T>(-1);
    });
  }

  // opj_write_tile takes one plane after the other, each sample in as many bytes as its precision needs.
  void make_planar(ConstPixelsView strip, std::int64_t x, std::int64_t width) {
    auto const sample_bytes = static_cast<std::size_t>(format_.bytes_per_sample());
    auto const pixel_bytes = static_cast<std::size_t>(format_.bytes_per_pixel());
    planar_.resize(static_cast<std::size_t>(width * strip.size.height) * pixel_bytes);
    auto* to = planar_.data();
    for (std::size_t offset = 0; offset < pixel_bytes; offset += sample_bytes) {
      for (std::int64_t y = 0; y < strip.size.height; ++y) {
        auto const* from = strip.row(y) + static_cast<std::size_t>(x) * pixel_bytes + offset;
        for (std::int64_t i = 0; i < width; ++i, from += pixel_bytes)
          to = std::copy_n(from, sample_bytes, to);
      }
    }
  }

  Result<void> check(OPJ_BOOL is_good) {
    if (!sink_result_) return sink_result_;
    if (is_good) return {};
    return encoder_failed("jp2", error_);
  }

  ByteSink& out_;
  PixelSize const size_;
  PixelFormat const format_;
  Result<void> sink_result_;
  std::string error_;
  Bytes planar_;
  OPJ_UINT32 next_tile_ = 0;
  std::unique_ptr<opj_image_t, DestroyImage> image_;
  std::unique_ptr<opj_codec_t, DestroyCodec> codec_;
  std::unique_ptr<opj_stream_t, DestroyStream> stream_;
};

}  // namespace

// A row of tiles, and the tile that OpenJPEG works on: its samples as they come, as 32-bit numbers, and as code blocks.
std::uint64_t jp2_memory(PixelSize size, std::uint64_t pixel_bytes) {
  auto const row_of_tiles = static_cast<std::uint64_t>(size.width * std::min(size.height, kTileSide));
  auto const tile = static_cast<std::uint64_t>(std::min(size.width, kTileSide) * std::min(size.height, kTileSide));
  return row_of_tiles * pixel_bytes + tile * 64;
}

Result<void> encode_jp2(RowReader& rows, EncodeSettings const& settings, Accompaniment const& accompaniment,
                        ByteSink& out) {
  Jp2Writer writer(out, rows.size(), rows.format());
  TRIFORIUM_CHECK(writer.start(settings, accompaniment));
  TRIFORIUM_TRY(auto strips, Strips::of(rows, kTileSide));
  while (!strips.is_done()) {
    TRIFORIUM_TRY(auto const strip, strips.next());
    TRIFORIUM_CHECK(writer.write(strip));
  }
  return writer.finish();
}

}  // namespace triforium::codecs::detail
