// Where in the file each code-block of a tile lies: the packet headers, read once. T.800, Annex B.9 and B.10.
#pragma once

#include <cstdint>
#include <vector>

#include "base/result.h"
#include "codecs/jp2/codestream.h"
#include "codecs/jp2/subdivision.h"
#include "storage/source.h"

namespace triforium::codecs::jp2 {

// What a layer adds to a code-block.
struct Chunk {
  static constexpr std::uint32_t kNone = ~std::uint32_t{0};
  std::uint64_t offset = 0;  // in the source
  std::uint32_t length = 0;
  std::uint32_t next = kNone;  // the following layer's, in PacketIndex::chunks
};

// A code-block: one codeword segment, cut among the layers.
struct CodeBlock {
  std::uint32_t first = Chunk::kNone;  // in PacketIndex::chunks; kNone: nothing of the block is stored
  std::uint32_t last = Chunk::kNone;
  std::uint32_t length = 0;  // of all chunks
  std::uint8_t passes = 0;
  std::uint8_t missing_planes = 0;  // the most significant ones, all zero
};

struct PacketIndex {
  PixelRect tile;  // on the reference grid
  std::vector<Resolution> resolutions;
  std::vector<std::vector<CodeBlock>> bands;  // by component, resolution, band: see band(); row by row
  std::vector<Chunk> chunks;

  static std::size_t band(std::size_t resolutions, std::size_t component, std::size_t resolution, std::size_t band) {
    return (component * resolutions + resolution) * 3 + band;
  }
  std::uint64_t memory() const;  // bytes
};

// An index of tile `tile` in which nothing is known of any block. Errors: too_large, more than `max_memory` bytes.
Result<PacketIndex> make_empty_index(Codestream const& stream, std::size_t tile, std::uint64_t max_memory);

// T.800, table B.4, and what OpenJPEG takes: no code-block of a stream that has_plain_packets has more.
inline constexpr std::uint32_t kMostMissingPlanes = 74;    // 38 bits, guard bits, and what a subband gains
inline constexpr std::uint32_t kMostBlockBytes = 1 << 20;  // 4096 samples, however many bits they have
inline constexpr int kMostPasses = 109;                    // more than 16-bit samples ever take

// Whether the packets of such a stream can be told apart here: no subsampling, no High Throughput, one coding for all
// components, code-blocks of one codeword segment each, nothing in the main header that changes their order. Tile-parts
// may still have a say of their own.
bool has_plain_packets(Codestream const& stream);

// Reads the packet headers of a tile that is complete, of a stream that has_plain_packets. Blocks: reads the tile's
// bytes, mostly all, and takes memory for each code-block and layer, at most `max_memory` bytes.
// Errors: corrupt_source; not_implemented, where the tile has a coding of its own; too_large; the source's own.
Result<PacketIndex> read_packet_index(storage::Source const& source, Codestream const& stream, std::size_t tile,
                                      std::uint64_t max_memory);

// The part of the reference grid that is tile `tile`. T.800, equations B-7 … B-10.
PixelRect tile_extent(Codestream const& stream, std::size_t tile);

}  // namespace triforium::codecs::jp2
