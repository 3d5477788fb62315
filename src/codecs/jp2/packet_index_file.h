// A packet index as bytes, for the next time that its file is opened: docs/formats/packet-index.md.
#pragma once

#include <optional>

#include "base/bytes.h"
#include "codecs/jp2/packet_index.h"

namespace triforium::codecs::jp2 {

// Some five bytes for each code-block and layer.
Bytes write_packet_index(PacketIndex const& index);

// What write_packet_index wrote of tile `tile` of that stream, in at most `max_memory` bytes. Absent for all else, and
// where a code-block would not lie within the tile's own parts of the source: the bytes are not trusted.
std::optional<PacketIndex> parse_packet_index(ByteView bytes, Codestream const& stream, std::size_t tile,
                                              std::uint64_t max_memory);

}  // namespace triforium::codecs::jp2
