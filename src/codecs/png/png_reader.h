// Rows of a part of a PNG.
#pragma once

#include <spng.h>

#include <memory>

#include "codecs/decoder.h"
#include "pixels/rows.h"
#include "storage/source.h"

namespace triforium::codecs::png {

// How the pixels of a file are delivered, and what libspng is asked for.
struct PngLayout {
  spng_ihdr header{};
  PixelFormat format;
  int spng_format = 0;
  bool has_transparency = false;  // a tRNS chunk

  PixelSize size() const { return {header.width, header.height}; }
  bool is_interlaced() const { return header.interlace_method != SPNG_INTERLACE_NONE; }
};

// Pure. Palettes become RGB; one, two and four bits become eight; tRNS becomes alpha.
PngLayout make_layout(spng_ihdr const& header, bool has_transparency);

// Rows above the part are unpacked and passed over; rows below are not read. Interlaced images are read as a whole
// before the first row is delivered.
std::unique_ptr<RowReader> make_png_reader(storage::Source const& source, PngLayout const& layout, PixelRect area);
Decoder::Cost cost_of(PngLayout const& layout, PixelRect area);

}  // namespace triforium::codecs::png
