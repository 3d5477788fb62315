// libjpeg, wrapped once: it reads from a Source, and its errors, which leave by a jump, become values here.
#pragma once

#include <array>
#include <csetjmp>
#include <cstdint>
#include <cstdio>
#include <optional>

#include <jpeglib.h>

#include "base/result.h"
#include "storage/source.h"

namespace triforium::codecs::jpeg {

class JpegCodec {
 public:
  // libjpeg will hold no more than about `max_memory` bytes. The source outlives this.
  JpegCodec(storage::Source const& source, std::uint64_t max_memory);
  ~JpegCodec();
  JpegCodec(JpegCodec const&) = delete;
  JpegCodec& operator=(JpegCodec const&) = delete;

  // Runs calls into libjpeg. They may be left by a jump: nothing in `calls` may need a destructor.
  template <typename Calls>
  Result<void> run(Calls calls) {
    if (setjmp(leave_) != 0) return failure();
    calls(codec_);
    return {};
  }

  jpeg_decompress_struct& get() { return codec_; }
  // Whether the source ended before the marker that says so.
  bool has_run_out() const { return has_run_out_; }

 private:
  static JpegCodec& of(j_common_ptr codec) { return *static_cast<JpegCodec*>(codec->client_data); }
  static JpegCodec& of(j_decompress_ptr codec) { return *static_cast<JpegCodec*>(codec->client_data); }
  [[noreturn]] static void on_error(j_common_ptr codec);
  static void on_message(j_common_ptr codec, int level);
  static void on_progress(j_common_ptr codec);
  static boolean on_empty(j_decompress_ptr codec);
  static void on_skip(j_decompress_ptr codec, long count);

  bool refill() noexcept;
  Failure failure() const;

  storage::Source const& source_;
  std::uint64_t position_ = 0;  // of the byte after the buffer
  bool has_run_out_ = false;
  std::optional<Error> source_error_;
  std::jmp_buf leave_{};
  jpeg_error_mgr errors_{};
  jpeg_source_mgr input_{};
  jpeg_progress_mgr progress_{};
  jpeg_decompress_struct codec_{};
  std::array<std::uint8_t, 64U << 10> buffer_;
};

// After jpeg_start_decompress: whether each component of an image of several scans came at all, and, where the file ran
// out, with all of its bits. An image of one scan tells by an error when it reaches its end.
bool is_complete(jpeg_decompress_struct& codec, bool has_run_out);

}  // namespace triforium::codecs::jpeg
