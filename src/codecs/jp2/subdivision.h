// How a tile-component is divided: resolutions, sub-bands, precincts, code-blocks. T.800, Annex B.5 … B.7. Pure.
//
// For components that are not subsampled and coded alike, as all of a stream's are where packets are taken apart.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "codecs/jp2/codestream.h"

namespace triforium::codecs::jp2 {

// The code-blocks of a sub-band, or those of them that lie in one precinct: columns and rows of the grid of
// code-blocks, which begins at the origin of the band.
using BlockRect = PixelRect;

struct Band {
  int orientation = 0;  // 0 LL, 1 HL, 2 LH, 3 HH
  PixelRect extent;     // tbx0, tby0 …: in the band's own samples
  BlockRect blocks;
};

struct Resolution {
  PixelRect extent;         // trx0, try0 …
  int precinct_width_log2;  // PPx, PPy
  int precinct_height_log2;
  int block_width_log2;  // xcb', ycb'
  int block_height_log2;
  BlockRect precincts;      // columns and rows of the grid of precincts; empty where the resolution is
  std::vector<Band> bands;  // one, or three
};

// The resolutions of tile `tile` (in full size), the lowest first.
std::vector<Resolution> subdivide(CodingStyle const& style, PixelRect tile);

// Code-blocks of `band` in the precinct at this column and row. May be empty.
BlockRect blocks_in_precinct(Resolution const& resolution, Band const& band, std::int64_t column, std::int64_t row);

// One precinct, as a progression visits them.
struct PrecinctAt {
  int resolution = 0;
  std::int64_t column = 0;
  std::int64_t row = 0;
};

// False ends the visits.
using PacketVisit = std::function<bool(int layer, int component, PrecinctAt const& precinct)>;

// Calls `visit` for every packet of a tile, in the order in which it is stored. False if `visit` ended it. T.800,
// B.12.1.
bool visit_packets(PacketCoding::Progression progression, int layers, int components,
                   std::vector<Resolution> const& resolutions, PixelRect tile, PacketVisit const& visit);

}  // namespace triforium::codecs::jp2
