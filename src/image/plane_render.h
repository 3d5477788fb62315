// The short way from a plan to the bytes of an image file, where the source is JPEG and the answer JPEG or WebP: planes
// are decoded, resized and encoded; nothing becomes RGB, and tiles that are decoded once serve again.
//
// It makes what blocking_render makes in its long way, within what JPEG's own rounding explains.
#pragma once

#include "image/decoded_tiles.h"
#include "image/render.h"

namespace triforium::image {

// Whether a plan can go that way, as far as can be told before its tiles are looked at: 8-bit gray or YCbCr whose
// colours stay as they are, no larger than what is held at once; off its grid, or bitonal, for JPEG alone: WebP has
// other ways for what is transparent or of two colours. Mostly reads nothing.
bool takes_planes(Plan const& plan, OpenImage const& image, RenderSettings const& settings);

// Of a plan that takes planes. Tiles that are there decoded cost no pixels.
RenderCost cost_of_planes(Plan const& plan, OpenImage const& image, DecodedTiles const& tiles);

// Absent where the tiles turn out not to be of this kind: then the long way is to be gone. Errors: as blocking_render.
Result<std::optional<Bytes>> blocking_render_planes(Plan const& plan, OpenImage const& image,
                                                    RenderSettings const& settings, DecodedTiles& tiles,
                                                    std::stop_token stop,
                                                    std::chrono::steady_clock::time_point deadline);

// The same before it is encoded, with chroma of that sampling. For tests of its quality.
Result<std::optional<Planes>> blocking_make_planes(Plan const& plan, OpenImage const& image,
                                                   RenderSettings const& settings, Sampling sampling,
                                                   DecodedTiles& tiles, std::stop_token stop,
                                                   std::chrono::steady_clock::time_point deadline);

}  // namespace triforium::image
