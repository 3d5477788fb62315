// What stands before the pixels of a JPEG: profile and metadata, in application segments.
//
// https://www.itu.int/rec/T-REC-T.81, B.1.1.3 and B.2.4.6
#pragma once

#include <cstdint>
#include <vector>

#include "codecs/decoder.h"

namespace triforium::codecs::jpeg {

struct Segment {
  std::uint8_t marker = 0;  // 0xe1 is APP1
  Bytes bytes;              // without marker and length
};

// The segments APP1, APP2 and APP13 before the first scan, as far as the file is one. Of files that hold more than
// 32 MB of them, those that come first. Blocks. Errors: the source's.
Result<std::vector<Segment>> read_segments(storage::Source const& source);

// Pure. Blocks that are not well-formed count as absent.
Metadata gather_metadata(std::vector<Segment> const& segments);
SharedBytes gather_profile(std::vector<Segment> const& segments);

}  // namespace triforium::codecs::jpeg
