// The main header of a JPEG 2000 codestream and the whereabouts of its tile-parts, read strictly, before any codec
// library sees the file. ISO/IEC 15444-1 = ITU-T T.800 (https://www.itu.int/rec/T-REC-T.800), Annex A; the capabilities
// of High-Throughput JPEG 2000: ITU-T T.814 (https://www.itu.int/rec/T-REC-T.814), Annex A.
//
// Pure but for reading from the source. Any number of threads.
#pragma once

#include <cstdint>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "pixels/size.h"
#include "storage/source.h"

namespace triforium::codecs::jp2 {

// SIZ, one component. T.800, table A.9.
struct Component {
  int depth = 8;           // 1 … 38 bits
  bool is_signed = false;  // samples are centred on zero
  std::int64_t dx = 1;     // XRsiz, YRsiz: every dx-th column of the reference grid has a sample, every dy-th row
  std::int64_t dy = 1;
};

// COD or COC: how a component's samples were coded. T.800, tables A.13 … A.21.
struct CodingStyle {
  int decompositions = 0;    // 0 … 32; there is one resolution level more
  int block_width_log2 = 6;  // 2 … 10
  int block_height_log2 = 6;
  bool is_high_throughput = false;  // T.814: HT code-blocks
  bool is_reversible = false;
  std::vector<std::uint8_t> precincts;  // PPx in the low four bits, PPy in the high ones; lowest resolution first
};

// COD and QCD as far as only a reader of packets needs them.
struct PacketCoding {
  // T.800, table A.16: which of layer, resolution, component and position runs slowest … fastest.
  enum class Progression : std::uint8_t { lrcp, rlcp, rpcl, pcrl, cprl };
  Progression progression = Progression::lrcp;
  bool has_end_markers = false;  // EPH behind each packet's header
  std::uint8_t block_style = 0;  // table A.19
  Bytes quantization{};          // QCD's Sqcd and SPqcd
  // Nothing but COD and QCD has a say: no COC, QCC, RGN, POC or PPM in the main header.
  bool is_uniform = true;
};

// A tile-part, SOT first. Its data ends with it.
struct TilePartSpan {
  std::uint64_t offset = 0;  // in the source
  std::uint64_t length = 0;
};

// What the tile-parts of one tile amount to.
struct TileData {
  std::vector<TilePartSpan> parts{};  // the whole ones, as they follow each other
  std::uint64_t bytes = 0;            // of the file, headers of tile-parts included
  bool is_complete = false;           // false also where the tile is missing altogether
};

struct Codestream {
  std::uint64_t offset = 0;  // of SOC in the source
  std::uint64_t length = 0;  // to the end of its box or of the file, or of its last whole tile-part
  PixelRect image;           // XOsiz, YOsiz … Xsiz, Ysiz on the reference grid
  PixelRect first_tile;      // XTOsiz, YTOsiz, XTsiz, YTsiz
  std::int64_t tiles_across = 0;
  std::int64_t tiles_down = 0;
  std::vector<Component> components;
  std::vector<CodingStyle> styles;  // one for each component
  PacketCoding packets;
  int layers = 1;
  bool has_colour_transform = false;
  int quantized_bands = 0;  // for how many sub-bands QCD, and each QCC, gives a step; 97, all there can be, if derived
  bool is_high_throughput = false;
  std::vector<TileData> tiles;  // by index, as far as the file says

  bool is_tiled() const { return tiles_across * tiles_down > 1; }
  std::uint64_t held_bytes() const {
    auto bytes = tiles.capacity() * sizeof(TileData);
    for (auto const& tile : tiles)
      bytes += tile.parts.capacity() * sizeof(TilePartSpan);
    return bytes;
  }
  // How many resolutions every component has; at least 1.
  int resolutions() const;
};

// SOC and SIZ, as the first four bytes of any codestream.
bool sniff_codestream(ByteView head);

// Reads the main header and walks over the tile-parts, reading 12 bytes of each. `length` counts from `offset` and lies
// within the source. Errors: corrupt_source, too_large (more tiles or components than can be), and the source's own.
Result<Codestream> parse_codestream(storage::Source const& source, std::uint64_t offset, std::uint64_t length);

// The samples of a component at a resolution: T.800, equations B-3 and B-14. `reduction` 0 is the full resolution.
PixelRect component_extent(PixelRect reference, Component const& component, int reduction);

}  // namespace triforium::codecs::jp2
