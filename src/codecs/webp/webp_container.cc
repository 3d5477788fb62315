#include "codecs/webp/webp_container.h"

#include <webp/decode.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace triforium::codecs {
namespace {

constexpr std::size_t kHeadBytes = 64;  // enough for libwebp to know all features
constexpr std::size_t kRiffHeader = 8;

void put(Bytes& out, std::string_view text) {
  out.insert(out.end(), text.begin(), text.end());
}

void put_number(Bytes& out, std::uint64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i)
    out.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

// "Chunk Payload: … If Chunk Size is odd, a single padding byte -- which MUST be 0 to conform with RIFF -- is added."
void put_chunk(Bytes& out, std::string_view name, ByteView content) {
  put(out, name);
  put_number(out, content.size(), 4);
  out.insert(out.end(), content.begin(), content.end());
  if (content.size() % 2 != 0) out.push_back(0);
}

}  // namespace

Result<WebpHead> read_webp_head(storage::Source const& source, std::uint64_t offset, std::uint64_t length) {
  auto const corrupt = [] { return fail(ErrorKind::corrupt_source, "The source image does not decode.", "no WebP"); };
  std::array<std::uint8_t, kHeadBytes> bytes{};
  auto const wanted = static_cast<std::size_t>(std::min<std::uint64_t>(length, bytes.size()));
  TRIFORIUM_TRY(auto const read, source.read_at(offset, std::span(bytes).first(wanted)));
  WebPBitstreamFeatures features;
  if (read < kHeadBytes || WebPGetFeatures(bytes.data(), read, &features) != VP8_STATUS_OK) return corrupt();
  if (features.has_animation != 0)
    return fail(ErrorKind::not_implemented, "The source image does not decode.", "a WebP that moves");
  WebpHead head;
  // "File Size: The size of the file in bytes, starting at offset 8."
  head.length = kRiffHeader + (std::uint64_t{bytes[4]} | std::uint64_t{bytes[5]} << 8 | std::uint64_t{bytes[6]} << 16 |
                               std::uint64_t{bytes[7]} << 24);
  if (head.length > length) return corrupt();
  head.size = {features.width, features.height};
  head.has_alpha = features.has_alpha != 0;
  head.is_simple = as_text(ByteView(bytes).subspan(kWebpChunk, 4)) != "VP8X";
  return head;
}

WebpWrapping wrap_webp(WebpHead const& simple, Accompaniment const& accompaniment) {
  // "Extended File Format", section 2.7: flags in the first byte.
  constexpr std::uint8_t kHasIcc = 0x20, kHasAlpha = 0x10, kHasXmp = 0x04;
  auto const icc = view_of(accompaniment.icc), xmp = view_of(accompaniment.xmp);
  Bytes features;
  features.push_back(static_cast<std::uint8_t>((icc.empty() ? 0 : kHasIcc) | (simple.has_alpha ? kHasAlpha : 0) |
                                               (xmp.empty() ? 0 : kHasXmp)));
  put_number(features, 0, 3);
  put_number(features, static_cast<std::uint64_t>(simple.size.width - 1), 3);
  put_number(features, static_cast<std::uint64_t>(simple.size.height - 1), 3);

  WebpWrapping wrapping;
  Bytes chunks;
  put_chunk(chunks, "VP8X", features);
  if (!icc.empty()) put_chunk(chunks, "ICCP", icc);
  auto const picture = simple.length - kWebpChunk;
  if (picture % 2 != 0) wrapping.tail.push_back(0);
  if (!xmp.empty()) put_chunk(wrapping.tail, "XMP ", xmp);

  put(wrapping.head, "RIFF");
  put_number(wrapping.head, 4 + chunks.size() + picture + wrapping.tail.size(), 4);
  put(wrapping.head, "WEBP");
  wrapping.head.insert(wrapping.head.end(), chunks.begin(), chunks.end());
  return wrapping;
}

}  // namespace triforium::codecs
