#include "codecs/png/png_codec.h"

#include <algorithm>
#include <cstring>
#include <exception>

namespace triforium::codecs::png {
namespace {

constexpr std::size_t kBlock = 64U << 10;
constexpr std::size_t kMostOfOneChunk = 16U << 20;  // bytes, unpacked: profiles and texts
constexpr std::size_t kMostOfAllChunks = 32U << 20;
constexpr std::uint32_t kMostSide = 0x7fffffff;

}  // namespace

Result<std::unique_ptr<PngCodec>> PngCodec::create(storage::Source const& source) {
  std::unique_ptr<PngCodec> codec(new PngCodec(source));
  codec->buffer_.resize(kBlock);
  codec->context_.reset(spng_ctx_new(0));
  auto* const context = codec->get();
  if (context == nullptr) return fail(ErrorKind::too_large, "The source image needs more memory than there is.");
  TRIFORIUM_CHECK(codec->check(spng_set_image_limits(context, kMostSide, kMostSide)));
  TRIFORIUM_CHECK(codec->check(spng_set_chunk_limits(context, kMostOfOneChunk, kMostOfAllChunks)));
  // A damaged profile or text is left out; damaged pixels are an error.
  TRIFORIUM_CHECK(codec->check(spng_set_crc_action(context, SPNG_CRC_ERROR, SPNG_CRC_DISCARD)));
  TRIFORIUM_CHECK(codec->check(spng_set_png_stream(context, on_read, codec.get())));
  return codec;
}

Result<void> PngCodec::check(int code) const {
  if (code == 0) return {};
  if (source_error_) return Failure(*source_error_);
  auto detail = source_.name() + ": " + spng_strerror(code);
  if (code == SPNG_EMEM)
    return fail(ErrorKind::too_large, "The source image needs more memory than there is.", std::move(detail));
  return fail(ErrorKind::corrupt_source, "The source image does not decode.", std::move(detail));
}

int PngCodec::on_read(spng_ctx*, void* user, void* into, std::size_t size) {
  auto& self = *static_cast<PngCodec*>(user);
  auto* to = static_cast<std::uint8_t*>(into);
  while (size > 0) {
    if (self.used_ == self.held_ && !self.refill()) return SPNG_IO_ERROR;
    if (self.held_ == 0) return SPNG_IO_EOF;
    auto const count = std::min(size, self.held_ - self.used_);
    std::memcpy(to, self.buffer_.data() + self.used_, count);
    self.used_ += count;
    to += count;
    size -= count;
  }
  return 0;
}

// No exception crosses libspng.
bool PngCodec::refill() noexcept {
  try {
    auto const read = source_.read_at(position_, buffer_);
    if (!read) {
      source_error_ = read.error();
      return false;
    }
    position_ += *read;
    used_ = 0;
    held_ = *read;
    return true;
  } catch (std::exception const&) {
    source_error_ = Error{ErrorKind::internal, "The server failed on this request.", "reading a PNG"};
    return false;
  }
}

}  // namespace triforium::codecs::png
