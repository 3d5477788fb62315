// libjpeg for coefficients: its objects, its jumps made errors, and what tiles have to have in common. Of this folder
// alone.
#pragma once

#include <array>
#include <csetjmp>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>

#include <jerror.h>
#include <jpeglib.h>

#include "codecs/coefficients/coefficients.h"

namespace triforium::codecs::coefficients {

inline constexpr int kMostScans = 100;  // of a progressive stream; real ones have about ten
inline constexpr int kSamples = 8;      // along the side of a block

Failure corrupt(std::string detail);

// libjpeg leaves by a jump when it fails. All its objects live here; what calls into it runs in guarded(), and nothing
// in there may need a destructor.
class Session {
 public:
  // What does not decode cleanly is for the general path, which makes the best of it – unless bytes have left already:
  // then only what is missing is an error.
  enum class Damage : std::uint8_t { refused, borne };
  explicit Session(std::size_t tiles, Damage damage = Damage::refused)
      : damage_(damage), readers_(std::make_unique<jpeg_decompress_struct[]>(tiles)), count_(tiles) {
    jpeg_std_error(&errors_);
    errors_.error_exit = [](j_common_ptr codec) {
      auto& session = *static_cast<Session*>(codec->client_data);
      codec->err->format_message(codec, session.said_.data());
      std::longjmp(session.leave_, 1);
    };
    errors_.output_message = [](j_common_ptr) {};
    errors_.emit_message = [](j_common_ptr codec, int level) {
      auto const code = codec->err->msg_code;
      bool const is_missing = code == JWRN_HIT_MARKER || code == JWRN_JPEG_EOF;
      bool const is_refused = static_cast<Session*>(codec->client_data)->damage_ == Damage::refused;
      if (level < 0 && (is_refused || is_missing)) codec->err->error_exit(codec);
    };
    progress_.progress_monitor = [](j_common_ptr codec) {
      auto* const reader = reinterpret_cast<j_decompress_ptr>(codec);
      if (codec->is_decompressor != FALSE && reader->input_scan_number > kMostScans)
        ERREXIT(reader, JERR_BAD_PROGRESSION);
    };
  }
  ~Session() {
    for (std::size_t i = 0; i < count_; ++i)
      jpeg_destroy_decompress(&readers_[i]);
    jpeg_destroy_compress(&writer_);
    std::free(written_);
  }
  Session(Session const&) = delete;
  Session& operator=(Session const&) = delete;

  template <typename Calls>
  Result<void> guarded(Calls calls) {
    if (setjmp(leave_) != 0) return corrupt(said_.data());
    calls();
    return {};
  }

  jpeg_decompress_struct& reader(std::size_t i) { return readers_[i]; }
  jpeg_compress_struct& writer() { return writer_; }

  void create(jpeg_decompress_struct& codec) {
    codec.err = &errors_;
    codec.client_data = this;
    jpeg_create_decompress(&codec);
    codec.progress = &progress_;
  }
  void create_writer() {
    writer_.err = &errors_;
    writer_.client_data = this;
    jpeg_create_compress(&writer_);
    jpeg_mem_dest(&writer_, &written_, &written_size_);
  }
  ByteView written() const { return {written_, written_size_}; }

 private:
  Damage const damage_;
  std::unique_ptr<jpeg_decompress_struct[]> readers_;  // zeroed: to destroy one that was never made does nothing
  std::size_t count_;
  jpeg_compress_struct writer_{};
  jpeg_error_mgr errors_{};
  jpeg_progress_mgr progress_{};
  std::jmp_buf leave_{};
  std::array<char, JMSG_LENGTH_MAX> said_{};
  unsigned char* written_ = nullptr;
  unsigned long written_size_ = 0;
};

J_COLOR_SPACE space_of(StoredTile::Colours colours);

// The frame of a tile's stream, and the tables that it shares. Errors: corrupt_source.
Result<void> read_header(Session& session, jpeg_decompress_struct& codec, StoredJpeg const& tile);
// Whether the stream is what the file says of it.
Result<void> check_promise(jpeg_decompress_struct const& codec, PixelSize tile, StoredTile::Colours colours);

bool is_subsampled(jpeg_decompress_struct const& codec);
// The same sampling and quantisation.
bool has_same_tables(jpeg_decompress_struct const& a, jpeg_decompress_struct const& b);

// Where one component is left its blocks are MCUs, whatever its sampling factors say: it is not interleaved (A.2.2).
bool is_alone(jpeg_decompress_struct const& codec, bool is_gray);
// The side of what may not be cut: an MCU, or a block where one component is left.
PixelSize unit_of(jpeg_decompress_struct const& codec, bool is_gray);

// A component's blocks, where one component of the answer comes from.
struct Blocks {
  std::int64_t first_column = 0;  // of the crop, in blocks of the tiles laid side by side
  std::int64_t first_row = 0;
  std::int64_t columns = 0;  // of the crop
  std::int64_t rows = 0;
  std::int64_t tile_columns = 0;  // of a tile
  std::int64_t tile_rows = 0;
};
Blocks blocks_of(jpeg_decompress_struct const& codec, int component, PixelSize tile, PixelRect crop, bool is_gray);

// Whether the tiles' components can stand for themselves in the answer.
bool has_usable_colours(jpeg_decompress_struct const& codec, StoredTile::Colours colours, bool is_gray);

// In Session::guarded: every coefficient of a tile. Leaves by a jump where some never came, or have no code.
jvirt_barray_ptr* read_coefficients(jpeg_decompress_struct& reader);
// In Session::guarded: the writer of an answer of that size, made for the blocks of `reader`.
void set_up_writer(jpeg_decompress_struct& reader, jpeg_compress_struct& writer, PixelSize size,
                   StoredTile::Colours colours, bool is_gray);

}  // namespace triforium::codecs::coefficients
