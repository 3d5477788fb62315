#include "codecs/tiff/tiff_jpeg.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <csetjmp>
#include <cstdio>

#include <jerror.h>
#include <jpeglib.h>

namespace triforium::codecs::tiff {
namespace {

constexpr int kMostScans = 100;  // of a progressive stream; real ones have about ten

Failure corrupt(std::string detail) {
  return fail(ErrorKind::corrupt_source, "The source image does not decode.", "JPEG in TIFF: " + std::move(detail));
}

}  // namespace

struct JpegStrip::State {
  jpeg_decompress_struct codec{};
  jpeg_error_mgr errors{};
  jpeg_progress_mgr progress{};
  std::jmp_buf leave{};
  std::array<char, JMSG_LENGTH_MAX> said{};

  // Runs calls into libjpeg, which leaves by a jump when it fails: nothing that `calls` makes may need a destructor.
  template <typename Calls>
  bool run(Calls calls) {
    if (setjmp(leave) != 0) return false;
    calls(codec);
    return true;
  }

  static State& of(j_common_ptr codec) { return *static_cast<State*>(codec->client_data); }
  [[noreturn]] static void on_error(j_common_ptr codec) {
    auto& state = of(codec);
    codec->err->format_message(codec, state.said.data());
    std::longjmp(state.leave, 1);
  }
  // Warnings are lived with, except that the data end before the last row of blocks.
  static void on_message(j_common_ptr codec, int level) {
    if (level >= 0 || codec->err->msg_code != JWRN_JPEG_EOF) return;
    auto const* decoder = reinterpret_cast<j_decompress_ptr>(codec);
    if (decoder->input_iMCU_row + 1 < decoder->total_iMCU_rows) on_error(codec);
  }
  static void on_progress(j_common_ptr codec) {
    auto* decoder = reinterpret_cast<j_decompress_ptr>(codec);
    if (decoder->input_scan_number > kMostScans) ERREXIT(decoder, JERR_BAD_PROGRESSION);
  }
};

JpegStrip::JpegStrip(Promise promise) : promise_(promise), state_(std::make_unique<State>()) {
  auto& codec = state_->codec;
  codec.err = jpeg_std_error(&state_->errors);
  codec.client_data = state_.get();
  state_->errors.error_exit = State::on_error;
  state_->errors.emit_message = State::on_message;
  state_->errors.output_message = [](j_common_ptr) {};
  state_->progress.progress_monitor = State::on_progress;
  state_->run([state = state_.get()](jpeg_decompress_struct& started) {
    jpeg_create_decompress(&started);
    started.client_data = state;
    started.progress = &state->progress;
  });
}

JpegStrip::~JpegStrip() {
  jpeg_destroy_decompress(&state_->codec);
}

Failure JpegStrip::failure() const {
  return corrupt(state_->said.data());
}

PixelSize JpegStrip::size() const {
  return {state_->codec.image_width, state_->codec.image_height};
}

bool JpegStrip::has_many_scans() const {
  return jpeg_has_multiple_scans(&state_->codec) != FALSE;
}

Result<void> JpegStrip::load_tables(ByteView tables) {
  auto const is_done = state_->run([tables](jpeg_decompress_struct& codec) {
    jpeg_mem_src(&codec, tables.data(), tables.size());
    if (jpeg_read_header(&codec, FALSE) != JPEG_HEADER_TABLES_ONLY) jpeg_abort_decompress(&codec);
  });
  if (!is_done) return failure();
  return {};
}

Result<void> JpegStrip::check_promise() const {
  auto const& codec = state_->codec;
  if (codec.num_components != promise_.components) {
    return corrupt(fmt::format("{} components instead of {}", codec.num_components, promise_.components));
  }
  if (codec.image_width > promise_.size.width) {
    return corrupt(fmt::format("{} pixels wide instead of {}", codec.image_width, promise_.size.width));
  }
  // Streams of several scans are held as coefficients, 16 bit each; subsampled ones have fewer.
  auto const coefficients =
      2ULL * codec.image_width * codec.image_height * static_cast<std::uint64_t>(codec.num_components);
  if (jpeg_has_multiple_scans(&state_->codec) != FALSE && coefficients > promise_.max_memory) {
    return fail(ErrorKind::too_large, "The source image is stored in too large pieces.",
                "a progressive JPEG in a TIFF");
  }
  return {};
}

// The TIFF's tags, not the JPEG's markers, say what the components are. But subsampled RGB does not exist: that is
// YCbCr under a wrong name.
void JpegStrip::choose_colours() const {
  auto& codec = state_->codec;
  auto const* first = codec.comp_info;
  auto const is_subsampled = codec.num_components == 3 && (first->h_samp_factor != first[1].h_samp_factor ||
                                                           first->v_samp_factor != first[1].v_samp_factor);
  if (codec.num_components == 1) {
    codec.jpeg_color_space = codec.out_color_space = JCS_GRAYSCALE;
  } else if (codec.num_components == 3 && (promise_.is_ycbcr || (promise_.is_rgb && is_subsampled))) {
    codec.jpeg_color_space = JCS_YCbCr;
    codec.out_color_space = JCS_RGB;
  } else if (codec.num_components == 3 && promise_.is_rgb) {
    codec.jpeg_color_space = codec.out_color_space = JCS_RGB;
  } else {
    codec.jpeg_color_space = codec.out_color_space = JCS_UNKNOWN;
  }
}

Result<void> JpegStrip::start(ByteView bytes) {
  auto const is_read = state_->run([bytes](jpeg_decompress_struct& codec) {
    jpeg_abort_decompress(&codec);
    jpeg_mem_src(&codec, bytes.data(), bytes.size());
    jpeg_read_header(&codec, TRUE);
  });
  if (!is_read) return failure();
  TRIFORIUM_CHECK(check_promise());
  choose_colours();
  if (!state_->run([](jpeg_decompress_struct& codec) { jpeg_start_decompress(&codec); })) return failure();
  return {};
}

Result<void> JpegStrip::read_row(std::uint8_t* into) {
  auto const is_done = state_->run([into](jpeg_decompress_struct& codec) {
    JSAMPROW row = into;
    jpeg_read_scanlines(&codec, &row, 1);
  });
  if (!is_done) return failure();
  return {};
}

}  // namespace triforium::codecs::tiff
