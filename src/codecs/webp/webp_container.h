// The container of a WebP picture: what it says of itself, and a new one around the same picture, to carry metadata.
//
// https://www.rfc-editor.org/rfc/rfc9649, section 2
#pragma once

#include <cstdint>

#include "base/bytes.h"
#include "codecs/encoder.h"
#include "pixels/size.h"
#include "storage/source.h"

namespace triforium::codecs {

struct WebpHead {
  std::uint64_t length = 0;  // of the file, as it says itself
  PixelSize size;
  bool has_alpha = false;
  bool is_simple = false;  // one chunk, VP8 or VP8L, and nothing else: it can be wrapped anew
};

// Reads the first bytes of a WebP file of at most `length` bytes at `offset`. Blocks.
// Errors: corrupt_source; not_implemented for what moves.
Result<WebpHead> read_webp_head(storage::Source const& source, std::uint64_t offset, std::uint64_t length);

// What stands before and after the picture's chunk, which begins at kWebpChunk in a simple file, in one with metadata.
inline constexpr std::uint64_t kWebpChunk = 12;
struct WebpWrapping {
  Bytes head;
  Bytes tail;
};
WebpWrapping wrap_webp(WebpHead const& simple, Accompaniment const& accompaniment);

}  // namespace triforium::codecs
