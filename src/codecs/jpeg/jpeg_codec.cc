#include "codecs/jpeg/jpeg_codec.h"

#include <algorithm>
#include <exception>
#include <limits>

#include <jerror.h>

namespace triforium::codecs::jpeg {
namespace {

constexpr int kMostScans = 100;  // of a progressive image; real ones have about ten
constexpr int kEndOfImage = 0xd9;

// The data ended although rows are missing. Whether the file ends there, or says that it does, is the same.
bool is_early_end(jpeg_decompress_struct const& codec) {
  auto const code = codec.err->msg_code;
  return codec.unread_marker == kEndOfImage && (code == JWRN_HIT_MARKER || code == JWRN_MUST_RESYNC);
}

}  // namespace

JpegCodec::JpegCodec(storage::Source const& source, std::uint64_t max_memory) : source_(source) {
  codec_.err = jpeg_std_error(&errors_);
  codec_.client_data = this;
  errors_.error_exit = on_error;
  errors_.emit_message = on_message;
  errors_.output_message = [](j_common_ptr) {};
  input_.init_source = [](j_decompress_ptr) {};
  input_.fill_input_buffer = on_empty;
  input_.skip_input_data = on_skip;
  input_.resync_to_restart = jpeg_resync_to_restart;
  input_.term_source = [](j_decompress_ptr) {};
  progress_.progress_monitor = on_progress;
  // Creation fails only where memory for a few hundred bytes is not to be had; then so does the first call after it.
  (void)run([this, max_memory](jpeg_decompress_struct& codec) {
    jpeg_create_decompress(&codec);
    codec.client_data = this;
    codec.src = &input_;
    codec.progress = &progress_;
    codec.mem->max_memory_to_use =
        static_cast<long>(std::min<std::uint64_t>(max_memory, std::numeric_limits<long>::max()));
  });
}

JpegCodec::~JpegCodec() {
  jpeg_destroy_decompress(&codec_);
}

void JpegCodec::on_error(j_common_ptr codec) {
  std::longjmp(of(codec).leave_, 1);
}

// Warnings (a level below 0) are lived with, as long as there are pixels.
void JpegCodec::on_message(j_common_ptr codec, int level) {
  if (level < 0 && is_early_end(*reinterpret_cast<j_decompress_ptr>(codec))) on_error(codec);
}

void JpegCodec::on_progress(j_common_ptr codec) {
  auto* const decoder = reinterpret_cast<j_decompress_ptr>(codec);
  if (decoder->input_scan_number > kMostScans) ERREXIT(decoder, JERR_BAD_PROGRESSION);
}

boolean JpegCodec::on_empty(j_decompress_ptr codec) {
  static constexpr JOCTET kEnd[] = {0xff, kEndOfImage};
  auto& self = of(codec);
  if (!self.refill()) on_error(reinterpret_cast<j_common_ptr>(codec));
  if (self.input_.bytes_in_buffer > 0) return TRUE;
  // Arithmetic decoding knows no end of the data: it would go on with zeros, and say nothing.
  if (codec->arith_code && codec->total_iMCU_rows > 0 && codec->input_iMCU_row + 1 < codec->total_iMCU_rows)
    ERREXIT(codec, JERR_INPUT_EOF);
  self.has_run_out_ = true;
  self.input_.next_input_byte = kEnd;
  self.input_.bytes_in_buffer = sizeof kEnd;
  return TRUE;
}

void JpegCodec::on_skip(j_decompress_ptr codec, long count) {
  auto& self = of(codec);
  if (count <= 0) return;
  auto const skipped = static_cast<std::size_t>(count);
  auto const held = std::min(skipped, self.input_.bytes_in_buffer);
  self.input_.next_input_byte += held;
  self.input_.bytes_in_buffer -= held;
  self.position_ += skipped - held;
}

// Whatever can throw has ended when this returns: no exception crosses libjpeg, no jump crosses a destructor.
bool JpegCodec::refill() noexcept {
  try {
    auto const read = source_.read_at(position_, buffer_);
    if (!read) {
      source_error_ = read.error();
      return false;
    }
    position_ += *read;
    input_.next_input_byte = buffer_.data();
    input_.bytes_in_buffer = *read;
    return true;
  } catch (std::exception const&) {
    source_error_ = Error{ErrorKind::internal, "The server failed on this request.", "reading a JPEG"};
    return false;
  }
}

Failure JpegCodec::failure() const {
  if (source_error_) return Failure(*source_error_);
  std::array<char, JMSG_LENGTH_MAX> said{};
  errors_.format_message(reinterpret_cast<j_common_ptr>(const_cast<j_decompress_ptr>(&codec_)), said.data());
  auto detail = source_.name() + ": " + said.data();
  switch (errors_.msg_code) {
    case JERR_BAD_PRECISION:
    case JERR_SOF_UNSUPPORTED:
    case JERR_CONVERSION_NOTIMPL:
    case JERR_ARITH_NOTIMPL:
      return fail(ErrorKind::not_implemented, "The source image is a JPEG of a kind that this server does not read.",
                  std::move(detail));
    case JERR_OUT_OF_MEMORY:
    case JERR_NO_BACKING_STORE:
      return fail(ErrorKind::too_large, "The source image needs more memory than one may take.", std::move(detail));
    default:
      return fail(ErrorKind::corrupt_source, "The source image does not decode.", std::move(detail));
  }
}

bool is_complete(jpeg_decompress_struct& codec, bool has_run_out) {
  if (!jpeg_has_multiple_scans(&codec)) return true;
  for (int i = 0; i < codec.num_components; ++i) {
    if (codec.comp_info[i].quant_table == nullptr) return false;
    if (!has_run_out || !codec.progressive_mode || codec.coef_bits == nullptr) continue;
    auto const& bits = codec.coef_bits[i];
    if (std::any_of(std::begin(bits), std::end(bits), [](int missing) { return missing != 0; })) return false;
  }
  return true;
}

}  // namespace triforium::codecs::jpeg
