#include "derive/tile_decoder.h"

#include <array>
#include <csetjmp>
#include <cstdio>

#include <jerror.h>
#include <jpeglib.h>

namespace triforium::derive {
namespace {

constexpr int kMostScans = 100;  // of a progressive stream; real ones have about ten

Failure unsuitable(char const* what) {
  return fail(ErrorKind::not_implemented, "The source's tiles cannot be taken over.", what);
}

}  // namespace

struct TileDecoder::State {
  jpeg_decompress_struct codec{};
  jpeg_error_mgr errors{};
  jpeg_progress_mgr progress{};
  std::jmp_buf leave{};
  Bytes tables;

  // Runs calls into libjpeg, which leaves by a jump when it fails: nothing that `calls` makes may need a destructor.
  template <typename Calls>
  Result<void> run(Calls calls) {
    if (setjmp(leave) != 0) return failure();
    calls();
    return {};
  }

  Failure failure() {
    std::array<char, JMSG_LENGTH_MAX> said{};
    errors.format_message(reinterpret_cast<j_common_ptr>(&codec), said.data());
    return fail(ErrorKind::corrupt_source, "The source image does not decode.", said.data());
  }

  static State& of(j_common_ptr codec) { return *static_cast<State*>(codec->client_data); }
  [[noreturn]] static void on_error(j_common_ptr codec) { std::longjmp(of(codec).leave, 1); }
  static void on_progress(j_common_ptr codec) {
    auto* const decoder = reinterpret_cast<j_decompress_ptr>(codec);
    if (decoder->input_scan_number > kMostScans) ERREXIT(decoder, JERR_BAD_PROGRESSION);
  }

  void create() {
    jpeg_create_decompress(&codec);
    codec.client_data = this;
    codec.progress = &progress;
    if (tables.empty()) return;
    jpeg_mem_src(&codec, tables.data(), tables.size());
    if (jpeg_read_header(&codec, FALSE) != JPEG_HEADER_TABLES_ONLY) ERREXIT(&codec, JERR_NO_IMAGE);
  }

  void read_header(ByteView stream) {
    if (codec.mem == nullptr) create();
    jpeg_abort_decompress(&codec);
    jpeg_mem_src(&codec, stream.data(), stream.size());
    jpeg_read_header(&codec, TRUE);
  }

  // Chrominance of one sample where luminance has one or two on each side.
  bool is_suitable(std::int64_t side) const {
    if (codec.image_width != side || codec.image_height != side || codec.data_precision != 8) return false;
    auto const& luma = codec.comp_info[0];
    if (codec.num_components == 1) return true;
    if (codec.num_components != 3 || luma.h_samp_factor > 2 || luma.v_samp_factor > 2) return false;
    auto const is_single = [](jpeg_component_info const& c) { return c.h_samp_factor == 1 && c.v_samp_factor == 1; };
    return is_single(codec.comp_info[1]) && is_single(codec.comp_info[2]);
  }

  PlaneLayout layout() const {
    if (codec.num_components == 1) return {1, 0, 0};
    return {3, codec.comp_info[0].h_samp_factor - 1, codec.comp_info[0].v_samp_factor - 1};
  }

  void read_planes(PlaneStrip& strip, std::int64_t column, std::int64_t side) {
    codec.raw_data_out = TRUE;
    codec.do_fancy_upsampling = FALSE;
    codec.jpeg_color_space = codec.out_color_space = codec.num_components == 1 ? JCS_GRAYSCALE : JCS_YCbCr;
    jpeg_start_decompress(&codec);
    while (codec.output_scanline < codec.output_height)
      read_rows(strip, column, side);
    jpeg_finish_decompress(&codec);
  }

  void read_rows(PlaneStrip& strip, std::int64_t column, std::int64_t side) {
    JSAMPROW rows[3][2 * DCTSIZE];
    JSAMPARRAY planes[3] = {rows[0], rows[1], rows[2]};
    auto const shape = strip.layout();
    // A lone component has rows of blocks of its own, whatever its factors.
    auto const count = codec.max_v_samp_factor * DCTSIZE;
    for (int i = 0; i < shape.planes; ++i) {
      auto const view = strip.plane(i);
      auto const top = static_cast<std::int64_t>(codec.output_scanline) >> shape.shift_y(i);
      for (std::int64_t y = 0; y < count >> shape.shift_y(i); ++y)
        rows[i][y] = view.row(top + y) + (column * side >> shape.shift_x(i));
    }
    jpeg_read_raw_data(&codec, planes, static_cast<JDIMENSION>(count));
  }
};

TileDecoder::TileDecoder(Bytes tables) : state_(std::make_unique<State>()) {
  state_->tables = std::move(tables);
  state_->codec.err = jpeg_std_error(&state_->errors);
  state_->codec.client_data = state_.get();
  state_->errors.error_exit = State::on_error;
  // What does not decode cleanly is not handed on.
  state_->errors.emit_message = [](j_common_ptr codec, int level) {
    if (level < 0) State::on_error(codec);
  };
  state_->errors.output_message = [](j_common_ptr) {};
  state_->progress.progress_monitor = State::on_progress;
}

TileDecoder::TileDecoder(TileDecoder&&) noexcept = default;

TileDecoder::~TileDecoder() {
  if (state_) jpeg_destroy_decompress(&state_->codec);
}

Result<PlaneLayout> TileDecoder::layout_of(ByteView stream, std::int64_t side) {
  TRIFORIUM_CHECK(state_->run([this, stream] { state_->read_header(stream); }));
  if (!state_->is_suitable(side)) return unsuitable("size, sampling or precision");
  return state_->layout();
}

Result<void> TileDecoder::decode(ByteView stream, PlaneStrip& strip, std::int64_t column, std::int64_t side) {
  TRIFORIUM_TRY(auto const layout, layout_of(stream, side));
  if (!(layout == strip.layout())) return unsuitable("tiles of different sampling");
  return state_->run([this, &strip, column, side] { state_->read_planes(strip, column, side); });
}

}  // namespace triforium::derive
