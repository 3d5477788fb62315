#include <algorithm>
#include <array>
#include <csetjmp>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

#include <jerror.h>
#include <jpeglib.h>

#include "codecs/jpeg/jpeg_codec.h"
#include "derive/stored_tiles.h"

namespace triforium::derive {
namespace {

using codecs::jpeg::JpegCodec;

std::int64_t blocks_along(std::int64_t side, int shift) {
  return (side >> shift) / DCTSIZE;
}

// libjpeg-turbo writing one stream of given coefficients.
class CoefficientWriter {
 public:
  CoefficientWriter() {
    codec_.err = jpeg_std_error(&errors_);
    codec_.client_data = this;
    errors_.error_exit = [](j_common_ptr codec) {
      std::longjmp(static_cast<CoefficientWriter*>(codec->client_data)->leave_, 1);
    };
    errors_.emit_message = [](j_common_ptr, int) {};
    errors_.output_message = [](j_common_ptr) {};
  }
  ~CoefficientWriter() {
    jpeg_destroy_compress(&codec_);
    std::free(written_);
  }
  CoefficientWriter(CoefficientWriter const&) = delete;
  CoefficientWriter& operator=(CoefficientWriter const&) = delete;

  // Runs calls into libjpeg, which leaves by a jump when it fails: nothing that `calls` makes may need a destructor.
  template <typename Calls>
  Result<Bytes> written_by(Calls calls) {
    if (setjmp(leave_) != 0) return failure();
    calls(codec_);
    return Bytes(written_, written_ + size_);
  }

  // Everything but the size as the source has it.
  void begin(jpeg_decompress_struct const& source, std::int64_t side) {
    jpeg_create_compress(&codec_);
    codec_.client_data = this;
    jpeg_mem_dest(&codec_, &written_, &size_);
    // libjpeg reads through a pointer that is not const, and does not write.
    jpeg_copy_critical_parameters(const_cast<j_decompress_ptr>(&source), &codec_);
    codec_.image_width = codec_.image_height = static_cast<JDIMENSION>(side);
    // A lone component's factors mean nothing.
    if (codec_.num_components == 1) codec_.comp_info[0].h_samp_factor = codec_.comp_info[0].v_samp_factor = 1;
    codec_.write_JFIF_header = FALSE;
    codec_.write_Adobe_marker = FALSE;
  }

 private:
  // What libjpeg does not code (coefficients out of range, mostly) may still be decoded.
  Failure failure() {
    std::array<char, JMSG_LENGTH_MAX> said{};
    errors_.format_message(reinterpret_cast<j_common_ptr>(&codec_), said.data());
    return fail(ErrorKind::not_implemented, "The source's coefficients cannot be taken over.", said.data());
  }

  jpeg_compress_struct codec_{};
  jpeg_error_mgr errors_{};
  std::jmp_buf leave_{};
  unsigned char* written_ = nullptr;
  unsigned long size_ = 0;
};

// The rows of blocks of each component. All of a virtual array is in memory, where libjpeg has no other place for it,
// as libjpeg-turbo never has.
using BlockRows = std::array<std::vector<JBLOCKROW>, 3>;

class CutCoefficients final : public StoredTiles {
 public:
  CutCoefficients(std::int64_t side, PlaneLayout layout, SharedBytes tables, std::unique_ptr<JpegCodec> codec,
                  BlockRows rows)
      : StoredTiles(side, layout, std::move(tables)), codec_(std::move(codec)), rows_(std::move(rows)) {}

  Result<Bytes> stream(std::int64_t column, std::int64_t row) const override {
    auto const writer = std::make_unique<CoefficientWriter>();
    return writer->written_by([&](jpeg_compress_struct& codec) {
      writer->begin(codec_->get(), side());
      jvirt_barray_ptr arrays[3];
      for (int i = 0; i < layout().planes; ++i) {
        arrays[i] = codec.mem->request_virt_barray(reinterpret_cast<j_common_ptr>(&codec), JPOOL_IMAGE, FALSE,
                                                   static_cast<JDIMENSION>(blocks_along(side(), layout().shift_x(i))),
                                                   static_cast<JDIMENSION>(blocks_along(side(), layout().shift_y(i))),
                                                   static_cast<JDIMENSION>(codec.comp_info[i].v_samp_factor));
      }
      jpeg_write_coefficients(&codec, arrays);
      // It has marked them as to be written; none is yet.
      jpeg_suppress_tables(&codec, TRUE);
      for (int i = 0; i < layout().planes; ++i)
        fill(codec, arrays[i], i, column, row);
      jpeg_finish_compress(&codec);
    });
  }

 private:
  // Beyond the picture there is nothing but the mean of the block beside or above, from which decoders interpolate.
  void fill(jpeg_compress_struct& codec, jvirt_barray_ptr array, int plane, std::int64_t column,
            std::int64_t row) const {
    auto const& rows = rows_[static_cast<std::size_t>(plane)];
    auto const& component = codec_->get().comp_info[plane];
    auto const width = blocks_along(side(), layout().shift_x(plane));
    auto const height = blocks_along(side(), layout().shift_y(plane));
    auto const left = column * width, top = row * height;
    auto const used_width = std::min<std::int64_t>(width, component.width_in_blocks - left);
    auto const last_row = static_cast<std::int64_t>(component.height_in_blocks) - 1;
    for (std::int64_t y = 0; y < height; ++y) {
      auto* const to = codec.mem->access_virt_barray(reinterpret_cast<j_common_ptr>(&codec), array,
                                                     static_cast<JDIMENSION>(y), 1, TRUE)[0];
      auto const* const from = rows[static_cast<std::size_t>(std::min(top + y, last_row))] + left;
      auto const whole = top + y <= last_row ? used_width : 0;
      std::memcpy(to, from, static_cast<std::size_t>(whole) * sizeof(JBLOCK));
      std::memset(to + whole, 0, static_cast<std::size_t>(width - whole) * sizeof(JBLOCK));
      for (auto x = whole; x < width; ++x)
        to[x][0] = from[std::min(x, used_width - 1)][0];
    }
  }

  std::unique_ptr<JpegCodec> codec_;  // holds the coefficients
  BlockRows rows_;
};

// Chrominance of one sample where luminance has one or two on each side; a lone component has whatever factors.
std::optional<PlaneLayout> find_layout(jpeg_decompress_struct const& codec) {
  auto const is = [&](int i, int most_h, int most_v) {
    return codec.comp_info[i].h_samp_factor <= most_h && codec.comp_info[i].v_samp_factor <= most_v;
  };
  if (codec.num_components == 1 && codec.jpeg_color_space == JCS_GRAYSCALE) return PlaneLayout{1, 0, 0};
  if (codec.num_components != 3 || codec.jpeg_color_space != JCS_YCbCr || !is(0, 2, 2) || !is(1, 1, 1) || !is(2, 1, 1))
    return std::nullopt;
  return PlaneLayout{3, codec.comp_info[0].h_samp_factor - 1, codec.comp_info[0].v_samp_factor - 1};
}

std::uint64_t coefficient_bytes(jpeg_decompress_struct const& codec) {
  std::uint64_t blocks = 0;
  for (int i = 0; i < codec.num_components; ++i)
    blocks += std::uint64_t{codec.comp_info[i].width_in_blocks + 1} * (codec.comp_info[i].height_in_blocks + 1);
  return blocks * sizeof(JBLOCK);
}

// As far as can be told; of others the decoder of pixels may make something.
bool has_all_scans(JpegCodec& codec) {
  if (jpeg_has_multiple_scans(&codec.get()) == FALSE) return true;
  auto const* const components = codec.get().comp_info;
  return !codec.has_run_out() && std::all_of(components, components + codec.get().num_components,
                                             [](auto const& component) { return component.quant_table != nullptr; });
}

Result<BlockRows> read_rows(JpegCodec& codec) {
  BlockRows rows;
  for (int i = 0; i < codec.get().num_components; ++i)
    rows[static_cast<std::size_t>(i)].resize(codec.get().comp_info[i].height_in_blocks);
  TRIFORIUM_CHECK(codec.run([&rows](jpeg_decompress_struct& started) {
    auto* const arrays = jpeg_read_coefficients(&started);
    for (int i = 0; i < started.num_components; ++i) {
      for (JDIMENSION y = 0; y < started.comp_info[i].height_in_blocks; ++y) {
        rows[static_cast<std::size_t>(i)][y] =
            started.mem->access_virt_barray(reinterpret_cast<j_common_ptr>(&started), arrays[i], y, 1, FALSE)[0];
      }
    }
  }));
  return rows;
}

}  // namespace

Result<std::unique_ptr<StoredTiles>> cut_coefficients(codecs::Decoder const& decoder, storage::Source const& source,
                                                      std::int64_t side, std::uint64_t max_memory) {
  if (decoder.header().format != "jpeg") return nullptr;
  // libjpeg counts a little more than the coefficients alone.
  auto codec = std::make_unique<JpegCodec>(source, max_memory + max_memory / 8 + (1U << 20));
  TRIFORIUM_CHECK(codec->run([](jpeg_decompress_struct& started) { jpeg_read_header(&started, TRUE); }));
  auto const layout = find_layout(codec->get());
  if (!layout || coefficient_bytes(codec->get()) > max_memory) return nullptr;
  if (PixelSize{codec->get().image_width, codec->get().image_height} != decoder.header().size)
    return fail(ErrorKind::corrupt_source, "The source image has changed.", source.name());
  TRIFORIUM_TRY(auto rows, read_rows(*codec));
  if (!has_all_scans(*codec)) return nullptr;
  auto const writer = std::make_unique<CoefficientWriter>();
  TRIFORIUM_TRY(auto tables, writer->written_by([&](jpeg_compress_struct& started) {
    writer->begin(codec->get(), side);
    jpeg_write_tables(&started);
  }));
  return std::make_unique<CutCoefficients>(side, *layout, share(std::move(tables)), std::move(codec), std::move(rows));
}

}  // namespace triforium::derive
