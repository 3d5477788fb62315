// What a JPEG stream says of itself before its first scan; enough to hand the stream out under another head.
//
// https://www.itu.int/rec/T-REC-T.81, B.1.1 and B.2
#pragma once

#include <cstdint>
#include <optional>

#include "base/bytes.h"
#include "codecs/decoder.h"
#include "codecs/encoder.h"

namespace triforium::codecs::jpeg {

struct JpegHead {
  std::uint64_t body = 0;         // offset of the first segment that is neither an application's nor a comment
  bool has_late_markers = false;  // further segments of applications behind it: they would contradict a new head
  PixelSize size;
  int components = 0;
  bool is_common = false;      // 8 bits, sequential or progressive, by Huffman codes: what every reader reads
  bool is_subsampled = false;  // the components differ in their sampling factors
};

// Reads `length` bytes at `offset` of the source as far as the first scan, segment by segment. Blocks.
// Errors: corrupt_source where that is no JPEG, or has no frame before its first scan; the source's.
Result<JpegHead> read_head(storage::Source const& source, std::uint64_t offset, std::uint64_t length);

// SOI, the marker that says what the samples mean (JFIF's APP0 for gray and YCbCr, Adobe's APP14 for RGB), metadata,
// and the tables out of an abbreviated stream: what is to stand before a stream from its `body` on.
//
// JFIF 1.02: "The color space to be used is YCbCr as defined by CCIR 601 (256 levels)."
// https://www.w3.org/Graphics/JPEG/jfif3.pdf
// Adobe's marker (Technical Note 5116, section 18): transform 0, "CMYK or RGB".
// Errors: corrupt_source where `tables` is no stream of tables.
Result<Bytes> make_head(StoredTile::Colours colours, ByteView tables, Accompaniment const& accompaniment);

}  // namespace triforium::codecs::jpeg
