// Packets of one layer, made of code-blocks that are stored elsewhere. T.800, Annex B.10.
#pragma once

#include <cstdint>
#include <vector>

#include "base/bytes.h"
#include "codecs/jp2/packet_index.h"

namespace triforium::codecs::jp2 {

// Bytes that are still to be copied from the source.
struct Gap {
  std::uint64_t from = 0;  // in the source
  std::uint32_t length = 0;
  std::size_t to = 0;  // in the codestream that is made
};

// A band's share in a packet.
struct BandPacket {
  BlockRect blocks;  // of the precinct
  BlockRect wanted;  // the others are left out
  BlockRect grid;    // where `stored` has its rows and columns
  std::vector<CodeBlock> const* stored = nullptr;
};

// Appends a packet to `out`: its header, and room for its code-blocks; what belongs there is added to `gaps`.
void write_packet(std::vector<BandPacket> const& bands, std::vector<Chunk> const& chunks, Bytes& out,
                  std::vector<Gap>& gaps);

}  // namespace triforium::codecs::jp2
