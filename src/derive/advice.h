// Advice: what an image is to a server of tiles, what its tiles cost, and whether a pyramid would make them cheap.
//
// Pure, as far as Decoder::cost is: nothing is decoded. The server, `triforium check` and `triforium import` judge
// alike.
#pragma once

#include <cstdint>
#include <string>

#include "codecs/decoder.h"

namespace triforium::derive {

enum class Tiling : std::uint8_t { whole, tiles };  // whole: rows or one stream, nothing can be read by itself

struct Advice {
  std::string format;  // "tiff", "jpeg" …
  PixelSize size;      // as stored
  Tiling tiling = Tiling::whole;
  PixelSize tile;         // of the largest level; {0, 0} for Tiling::whole
  int stored_levels = 1;  // sizes that are read at their own cost
  std::string colour;     // "rgb, 8 bit, profile"
  // Pixels that pass through the codec for the most expensive of the tiles that a viewer may ask for, and bytes held.
  std::uint64_t tile_pixels = 0;
  std::uint64_t tile_memory = 0;
  bool is_slow = false;             // such a tile costs many times what a stored one does, and the image is not small
  bool pyramid_would_help = false;  // is_slow, and one can be built
  std::string sentence;             // what to do, or that nothing is to be done
};

// How many pixels of JPEG pass through the codec in the time of one of this image: 1 but for JPEG 2000, where a tile
// takes some 36 ms of a core, in place of 0.9. Pure.
std::uint64_t effort_of_pixel(codecs::Header const& header);

// `tile`: side of the tiles that viewers are offered, in pixels, above 0.
Advice advise(codecs::Decoder const& image, std::int64_t tile);

}  // namespace triforium::derive
