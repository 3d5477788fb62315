// From a plan to the bytes of an image file: decode, resize, colour, turn, quality, encode, each step pulling rows from
// the one before it.
#pragma once

#include <chrono>
#include <stop_token>

#include "codecs/encoder.h"
#include "image/decoded_tiles.h"
#include "image/open_images.h"
#include "image/patience.h"
#include "image/plan.h"
#include "pixels/colour.h"
#include "pixels/quality.h"

namespace triforium::image {

struct RenderSettings {
  codecs::EncodeSettings encode;
  ColourTarget colour = ColourTarget::srgb;
  Colour background = kWhite;
};

// What a plan will cost, before anything is decoded.
struct RenderCost {
  std::uint64_t memory = 0;  // bytes held at most, apart from the answer
  std::uint64_t answer = 0;  // bytes of the answer, about
  std::uint64_t pixels = 0;  // that pass through the decoder, or leave through the encoder, whichever are more
};
RenderCost cost_of(Plan const& plan, OpenImage const& image, RenderSettings const& settings, DecodedTiles const& tiles);

// Of blocking_render_into: row by row, whatever shorter way there may be.
RenderCost cost_of_rows(Plan const& plan, OpenImage const& image, RenderSettings const& settings);

// Writes the file to `out`, as it is made if its format can do that. `patience` is looked at between strips, and may be
// prolonged by `out`.
Result<void> blocking_render_into(Plan const& plan, OpenImage const& image, RenderSettings const& settings,
                                  Patience const& patience, codecs::ByteSink& out);

// The whole file. Ends early with `cancelled` when `stop` is requested, and with `timeout` after `deadline`.
Result<Bytes> blocking_render(Plan const& plan, OpenImage const& image, RenderSettings const& settings,
                              DecodedTiles& tiles, std::stop_token stop,
                              std::chrono::steady_clock::time_point deadline);

// The gray value from which on bitonal is white: one for the whole image, so that its tiles fit together. Found once.
Result<int> blocking_threshold_of(OpenImage const& image, Patience const& patience);
// Nothing where it has been found.
codecs::Decoder::Cost threshold_cost(OpenImage const& image);

// What an answer brings along, whichever way it is made.
codecs::Accompaniment accompaniment_of(Plan const& plan, OpenImage const& image, RenderSettings const& settings);

}  // namespace triforium::image
