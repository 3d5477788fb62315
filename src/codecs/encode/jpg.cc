// JPEG by libjpeg-turbo's classic API: rows stream in, bytes stream out.
//
// libjpeg leaves by longjmp when it fails. Every call into it is made by guarded(), whose callee owns nothing that
// would need a destructor; errors of the sink are kept in the writer until the jump has landed.
#include <cstddef>
#include <cstdio>

#include <jpeglib.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <csetjmp>
#include <cstring>
#include <memory>
#include <optional>

#include "base/scheduling.h"
#include "codecs/encode/jpg_kernels.h"
#include "codecs/encode/jpg_scan.h"
#include "codecs/encode/strips.h"
#include "codecs/encode/writers.h"

namespace triforium::codecs::detail {
namespace {

// https://github.com/adobe/XMP-Toolkit-SDK/blob/main/docs/XMPSpecificationPart3.pdf, 1.1.3: an APP1 marker that begins
// with the namespace and its NUL.
constexpr char kXmpNamespace[] = "http://ns.adobe.com/xap/1.0/";
constexpr std::size_t kMaxSegment = 65533;
constexpr std::size_t kOutputBuffer = 32 << 10;

class JpegWriter {
 public:
  explicit JpegWriter(ByteSink& out) : out_(out) {
    codec_.err = jpeg_std_error(&errors_);
    errors_.error_exit = [](j_common_ptr codec) { std::longjmp(self(codec).jump_, 1); };
    errors_.output_message = [](j_common_ptr) {};
    codec_.client_data = this;
  }
  ~JpegWriter() { jpeg_destroy_compress(&codec_); }
  JpegWriter(JpegWriter const&) = delete;
  JpegWriter& operator=(JpegWriter const&) = delete;

  // With `takes_planes` rows come as write_planes gives them.
  Result<void> start(PixelSize size, PixelFormat format, EncodeSettings const& settings,
                     Accompaniment const& accompaniment, bool takes_planes = false) {
    bool has_scan = false;
    TRIFORIUM_CHECK(guarded([&] {
      jpeg_create_compress(&codec_);
      set_destination();
      set_parameters(size, format, settings, accompaniment.dots_per_inch);
      has_scan = takes_planes && jpg_kernels() != nullptr && JpgScan::can_write(codec_);
      codec_.raw_data_in = takes_planes && !has_scan ? TRUE : FALSE;
      jpeg_start_compress(&codec_, TRUE);
      write_metadata(view_of(accompaniment.icc), view_of(accompaniment.xmp));
      if (has_scan) write_header();
    }));
    if (has_scan) scan_.emplace(codec_, *jpg_kernels());
    return {};
  }

  Result<void> write(ConstPixelsView strip) {
    return guarded([&] {
      for (std::int64_t y = 0; y < strip.size.height; ++y) {
        // libjpeg reads through a pointer that is not const, and does not write.
        JSAMPROW row = const_cast<std::uint8_t*>(strip.row(y));
        jpeg_write_scanlines(&codec_, &row, 1);
        let_others_run();
      }
    });
  }

  // A strip of planes, whose blocks have to be full (extend_rows).
  Result<void> write_planes(PlaneViews const& strip) {
    if (scan_) return scan_->write({strip[0], strip[1], strip[2]}, out_);
    return guarded([&] {
      auto const lines = static_cast<JDIMENSION>(codec_.max_v_samp_factor * DCTSIZE);
      for (std::int64_t step = 0; step * lines < strip[0].size.height; ++step) {
        aim(strip, step);
        jpeg_write_raw_data(&codec_, component_rows_.data(), lines);
      }
    });
  }

  Result<void> finish() {
    if (scan_) return scan_->finish(out_);
    return guarded([&] { jpeg_finish_compress(&codec_); });
  }

 private:
  template <typename Codec>
  static JpegWriter& self(Codec* codec) {
    return *static_cast<JpegWriter*>(codec->client_data);
  }

  template <typename Call>
  Result<void> guarded(Call const& call) {
    if (setjmp(jump_) != 0) return failure();
    call();
    return {};
  }

  Result<void> failure() {
    if (!sink_result_) return sink_result_;
    std::array<char, JMSG_LENGTH_MAX> message{};
    errors_.format_message(reinterpret_cast<j_common_ptr>(&codec_), message.data());
    return encoder_failed("jpg", message.data());
  }

  // At the rows of blocks number `step`; beyond the last row that one is repeated.
  void aim(PlaneViews const& planes, std::int64_t step) {
    for (int i = 0; i < codec_.num_components; ++i) {
      auto const& plane = planes[static_cast<std::size_t>(i)];
      auto& rows = rows_[static_cast<std::size_t>(i)];
      std::int64_t const count = codec_.comp_info[i].v_samp_factor * DCTSIZE;
      for (std::int64_t y = 0; y < count; ++y)
        rows[static_cast<std::size_t>(y)] = plane.row(std::min(step * count + y, plane.size.height - 1));
      component_rows_[static_cast<std::size_t>(i)] = rows.data();
    }
  }

  void set_destination() {
    destination_.init_destination = [](j_compress_ptr codec) { self(codec).empty_buffer(); };
    destination_.empty_output_buffer = [](j_compress_ptr codec) -> boolean {
      if (!self(codec).flush(kOutputBuffer)) std::longjmp(self(codec).jump_, 1);
      return TRUE;
    };
    destination_.term_destination = [](j_compress_ptr codec) {
      if (!self(codec).flush(kOutputBuffer - self(codec).destination_.free_in_buffer))
        std::longjmp(self(codec).jump_, 1);
    };
    codec_.dest = &destination_;
  }

  void empty_buffer() {
    destination_.next_output_byte = buffer_.data();
    destination_.free_in_buffer = buffer_.size();
  }

  bool flush(std::size_t size) {
    sink_result_ = out_.write(ByteView(buffer_).first(size));
    empty_buffer();
    return sink_result_.has_value();
  }

  void set_parameters(PixelSize size, PixelFormat format, EncodeSettings const& settings, double dots_per_inch) {
    codec_.image_width = static_cast<JDIMENSION>(size.width);
    codec_.image_height = static_cast<JDIMENSION>(size.height);
    codec_.input_components = format.channels();
    codec_.in_color_space = format.model == ColourModel::gray ? JCS_GRAYSCALE : JCS_RGB;
    jpeg_set_defaults(&codec_);
    jpeg_set_quality(&codec_, settings.jpeg_quality, TRUE);
    if (format.model == ColourModel::rgb) set_subsampling(resolve(settings.subsampling, settings.jpeg_quality));
    if (settings.is_progressive) jpeg_simple_progression(&codec_);
    if (dots_per_inch > 0) {
      codec_.density_unit = 1;  // JFIF: dots per inch
      codec_.X_density = codec_.Y_density = static_cast<UINT16>(std::lround(dots_per_inch));
    }
  }

  void set_subsampling(Subsampling subsampling) {
    codec_.comp_info[0].h_samp_factor = subsampling == Subsampling::s444 ? 1 : 2;
    codec_.comp_info[0].v_samp_factor = subsampling == Subsampling::s420 ? 2 : 1;
  }

  // libjpeg writes what stands before the first row when it is given that many of them – and if there are none.
  void write_header() {
    jpeg_write_scanlines(&codec_, nullptr, 0);
    destination_.term_destination(&codec_);
  }

  // No EXIF, and so no orientation: the pixels stand upright already.
  void write_metadata(ByteView icc, ByteView xmp) {
    if (!xmp.empty() && xmp.size() + sizeof(kXmpNamespace) <= kMaxSegment) {
      jpeg_write_m_header(&codec_, JPEG_APP0 + 1, static_cast<unsigned>(xmp.size() + sizeof(kXmpNamespace)));
      for (char const c : kXmpNamespace)
        jpeg_write_m_byte(&codec_, c);
      for (auto const byte : xmp)
        jpeg_write_m_byte(&codec_, byte);
    }
    if (!icc.empty()) jpeg_write_icc_profile(&codec_, icc.data(), static_cast<unsigned>(icc.size()));
  }

  ByteSink& out_;
  Result<void> sink_result_;
  std::optional<JpgScan> scan_;  // absent: libjpeg codes it
  std::jmp_buf jump_{};
  jpeg_error_mgr errors_{};
  jpeg_destination_mgr destination_{};
  jpeg_compress_struct codec_{};
  std::array<std::uint8_t, kOutputBuffer> buffer_;
  std::array<std::array<JSAMPROW, 2 * DCTSIZE>, 3> rows_{};
  std::array<JSAMPARRAY, 3> component_rows_{};
};

// To the end of its last block each row repeats its last sample.
void extend_rows(PlaneView plane) {
  auto const width = plane.size.width, full = (width + DCTSIZE - 1) / DCTSIZE * DCTSIZE;
  for (std::int64_t y = 0; y < plane.size.height; ++y)
    std::fill_n(plane.row(y) + width, full - width, plane.row(y)[width - 1]);
}

class JpegPlaneWriter final : public PlaneWriter {
 public:
  explicit JpegPlaneWriter(ByteSink& out) : writer_(out) {}

  Result<void> start(PixelSize size, bool is_gray, EncodeSettings const& settings, Accompaniment const& with) {
    PixelFormat const format{.model = is_gray ? ColourModel::gray : ColourModel::rgb};
    return writer_.start(size, format, settings, with, true);
  }
  Result<void> write(PlaneViews const& strip) override {
    for (auto const& plane : strip)
      extend_rows(plane);
    return writer_.write_planes(strip);
  }
  Result<void> finish() override { return writer_.finish(); }

 private:
  JpegWriter writer_;
};

}  // namespace

Result<void> encode_jpg(RowReader& rows, EncodeSettings const& settings, Accompaniment const& accompaniment,
                        ByteSink& out) {
  JpegWriter writer(out);
  TRIFORIUM_CHECK(writer.start(rows.size(), rows.format(), settings, accompaniment));
  TRIFORIUM_TRY(auto strips, Strips::of(rows));
  while (!strips.is_done()) {
    TRIFORIUM_TRY(auto const strip, strips.next());
    TRIFORIUM_CHECK(writer.write(strip));
  }
  return writer.finish();
}

Result<std::unique_ptr<PlaneWriter>> start_jpg_planes(PixelSize size, bool is_gray, EncodeSettings const& settings,
                                                      Accompaniment const& accompaniment, ByteSink& out) {
  auto writer = std::make_unique<JpegPlaneWriter>(out);
  TRIFORIUM_CHECK(writer->start(size, is_gray, settings, accompaniment));
  return writer;
}

}  // namespace triforium::codecs::detail
