#include "derive/tile_coder.h"

#include <algorithm>
#include <array>
#include <csetjmp>
#include <cstdio>

#include <jerror.h>
#include <jpeglib.h>

namespace triforium::derive {
namespace {

// Rows of a plane in a row of MCUs.
constexpr int kMostRows = 2 * DCTSIZE;

// More than any coefficient's longest code takes: 16 bits of Huffman code and up to 11 of value, stuffed.
std::size_t most_bytes(std::int64_t side, PlaneLayout layout) {
  auto const luma = static_cast<std::size_t>(side * side);
  auto const chroma = layout.planes == 1 ? 0 : 2 * (luma >> (layout.chroma_shift_x + layout.chroma_shift_y));
  return 4 * (luma + chroma) + 4096;
}

}  // namespace

struct TileCoder::State {
  jpeg_compress_struct codec{};
  jpeg_error_mgr errors{};
  jpeg_destination_mgr destination{};
  std::jmp_buf leave{};
  Bytes out;
  PlaneLayout layout;
  std::int64_t side = 0;
  int quality = 0;

  // Runs calls into libjpeg, which leaves by a jump when it fails: nothing that `calls` makes may need a destructor.
  template <typename Calls>
  Result<Bytes> run(Calls calls) {
    if (setjmp(leave) != 0) return failure();
    if (codec.mem == nullptr) create();
    calls();
    return Bytes(out.data(), destination.next_output_byte);
  }

  Failure failure() {
    std::array<char, JMSG_LENGTH_MAX> said{};
    errors.format_message(reinterpret_cast<j_common_ptr>(&codec), said.data());
    if (codec.mem != nullptr) jpeg_abort_compress(&codec);
    auto const kind = errors.msg_code == JERR_OUT_OF_MEMORY ? ErrorKind::busy : ErrorKind::internal;
    return fail(kind, "The pyramid's tile cannot be coded.", said.data());
  }

  [[noreturn]] static void on_error(j_common_ptr codec) {
    std::longjmp(static_cast<State*>(codec->client_data)->leave, 1);
  }

  void create() {
    jpeg_create_compress(&codec);
    codec.client_data = this;
    codec.dest = &destination;
    codec.image_width = codec.image_height = static_cast<JDIMENSION>(side);
    codec.input_components = layout.planes;
    codec.in_color_space = layout.planes == 1 ? JCS_GRAYSCALE : JCS_YCbCr;
    jpeg_set_defaults(&codec);
    jpeg_set_quality(&codec, quality, TRUE);
    // The TIFF's tags say what a JPEG's markers would.
    codec.write_JFIF_header = FALSE;
    codec.write_Adobe_marker = FALSE;
    codec.raw_data_in = TRUE;
    codec.comp_info[0].h_samp_factor = layout.planes == 1 ? 1 : 1 << layout.chroma_shift_x;
    codec.comp_info[0].v_samp_factor = layout.planes == 1 ? 1 : 1 << layout.chroma_shift_y;
  }

  void write_tile(PlaneStrip const& strip, std::int64_t column) {
    jpeg_suppress_tables(&codec, TRUE);
    jpeg_start_compress(&codec, FALSE);
    auto const rows = codec.max_v_samp_factor * DCTSIZE;
    for (std::int64_t y = 0; y < side; y += rows)
      write_rows(strip, column, y, rows);
    jpeg_finish_compress(&codec);
  }

  void write_rows(PlaneStrip const& strip, std::int64_t column, std::int64_t top, int count) {
    JSAMPROW rows[3][kMostRows];
    JSAMPARRAY planes[3] = {rows[0], rows[1], rows[2]};
    for (int i = 0; i < layout.planes; ++i) {
      auto const view = strip.plane(i);
      auto const left = column * side >> layout.shift_x(i);
      for (std::int64_t y = 0; y < count >> layout.shift_y(i); ++y) {
        // libjpeg reads through a pointer that is not const, and does not write.
        rows[i][y] = const_cast<std::uint8_t*>(view.row((top >> layout.shift_y(i)) + y) + left);
      }
    }
    jpeg_write_raw_data(&codec, planes, static_cast<JDIMENSION>(count));
  }
};

TileCoder::TileCoder(std::int64_t side, PlaneLayout layout, int quality) : state_(std::make_unique<State>()) {
  state_->side = side;
  state_->layout = layout;
  state_->quality = quality;
  state_->out.resize(most_bytes(side, layout));
  state_->codec.err = jpeg_std_error(&state_->errors);
  state_->codec.client_data = state_.get();
  state_->errors.error_exit = State::on_error;
  state_->errors.emit_message = [](j_common_ptr, int) {};
  state_->errors.output_message = [](j_common_ptr) {};
  state_->destination.init_destination = [](j_compress_ptr codec) {
    auto& state = *static_cast<State*>(codec->client_data);
    state.destination.next_output_byte = state.out.data();
    state.destination.free_in_buffer = state.out.size();
  };
  state_->destination.empty_output_buffer = [](j_compress_ptr codec) -> boolean {
    ERREXIT(codec, JERR_BUFFER_SIZE);
    return FALSE;
  };
  state_->destination.term_destination = [](j_compress_ptr) {};
}

TileCoder::TileCoder(TileCoder&&) noexcept = default;

TileCoder::~TileCoder() {
  if (state_) jpeg_destroy_compress(&state_->codec);
}

Result<Bytes> TileCoder::tables() {
  return state_->run([this] {
    jpeg_suppress_tables(&state_->codec, FALSE);
    jpeg_write_tables(&state_->codec);
  });
}

Result<Bytes> TileCoder::encode(PlaneStrip const& strip, std::int64_t column) {
  return state_->run([this, &strip, column] { state_->write_tile(strip, column); });
}

std::uint64_t TileCoder::memory(std::int64_t side, PlaneLayout layout) {
  constexpr std::uint64_t kLibrary = 64U << 10;
  return most_bytes(side, layout) + kLibrary;
}

}  // namespace triforium::derive
