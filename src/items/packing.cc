#include "items/packing.h"

#include <brotli/encode.h>
#include <zlib.h>

#include <algorithm>

namespace triforium::items {
namespace {

// Made once for many readers, while the first of them waits: 5 is where brotli is smaller than gzip and still fast.
constexpr int kBrotliQuality = 5;
constexpr int kGzipLevel = 6;
constexpr int kGzipWindow = 15 + 16;  // 16: with gzip's header

Failure no_memory() {
  return fail(ErrorKind::internal, "The server could not compress the document.");
}

Result<std::string> pack_brotli(std::string_view text) {
  std::size_t size = BrotliEncoderMaxCompressedSize(text.size());
  std::string packed(size, '\0');
  auto const done = BrotliEncoderCompress(kBrotliQuality, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_TEXT, text.size(),
                                          reinterpret_cast<std::uint8_t const*>(text.data()), &size,
                                          reinterpret_cast<std::uint8_t*>(packed.data()));
  if (done != BROTLI_TRUE) return no_memory();
  packed.resize(size);
  packed.shrink_to_fit();
  return packed;
}

Result<std::string> pack_gzip(std::string_view text) {
  z_stream stream{};
  if (::deflateInit2(&stream, kGzipLevel, Z_DEFLATED, kGzipWindow, 8, Z_DEFAULT_STRATEGY) != Z_OK) return no_memory();
  std::string packed(::deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  int const done = ::deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  ::deflateEnd(&stream);
  if (done != Z_STREAM_END) return no_memory();
  packed.shrink_to_fit();
  return packed;
}

}  // namespace

Result<std::string> pack(std::string_view text, Encoding encoding) {
  switch (encoding) {
    case Encoding::identity:
      break;
    case Encoding::gzip:
      return pack_gzip(text);
    case Encoding::brotli:
      return pack_brotli(text);
  }
  return std::string(text);
}

}  // namespace triforium::items
