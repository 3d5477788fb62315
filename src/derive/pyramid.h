// The builder of pyramids: from any image that can be decoded to a tiled TIFF with a level for every halving, whose
// tiles can be handed out as they are stored.
//
// The source is read once, from top to bottom; all levels grow at the same time. Pixels are stored as the source has
// them: its orientation is copied, nothing is turned.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <stop_token>

#include "codecs/decoder.h"
#include "codecs/encoder.h"
#include "pixels/colour.h"

namespace triforium::derive {

struct PyramidSettings {
  std::int64_t tile = 512;        // pixels along each side; a multiple of 16, 64 … 4096
  codecs::EncodeSettings encode;  // jpeg_quality and subsampling count
  unsigned threads = 1;           // that work at the same time, the caller's among them
  ColourTarget colour = ColourTarget::srgb;
  ColourOptions conversion;
  // Bytes of coefficients that may be held of a JPEG file whose pixels are to stay as they are; 2 to 6 a pixel.
  std::uint64_t max_coefficients = 240U << 20;
  std::uint64_t max_memory = 1U << 30;  // bytes beside them and the source's reader; wide images take much
};

struct PyramidReport {
  PixelSize size;
  int levels = 0;
  std::uint64_t bytes = 0;                         // of the file
  bool is_lossless = false;                        // the largest level has the source's own coefficients
  std::chrono::duration<double> processor_time{};  // of all threads
  std::chrono::duration<double> time{};
};

// Writes the pyramid of the source's whole image to `to`, which appears complete or not at all: until then the bytes
// are in a file beside it, named as `to` with “.partial-” and random letters behind. A file that was at `to` is
// replaced. `progress` is told, by the calling thread, which part of the work is done, 0 … 1; it may begin again.
// Blocks.
//
// Errors: those of the source; too_large (beyond max_memory), not_implemented (alpha), cancelled (`stop`), busy (no
// memory), internal (settings out of range, or the file cannot be written; the detail says why).
Result<PyramidReport> blocking_build_pyramid(codecs::Decoder const& source, PyramidSettings const& settings,
                                             std::filesystem::path const& to, std::stop_token stop,
                                             std::function<void(double)> const& progress = {});

// The same, given also the bytes that `source` was opened from. Where these are JPEG already, tiles or a whole file,
// and need no conversion, the largest level takes its coefficients over: no second loss, at the quality and sampling of
// the source, in its size of tiles if it has some. (Where a whole file is cut, decoders interpolate chroma a little
// otherwise along the tiles' edges.) Other sources, and those that do not allow it, are coded anew.
Result<PyramidReport> blocking_build_pyramid(codecs::Decoder const& source, storage::Source const& bytes,
                                             PyramidSettings const& settings, std::filesystem::path const& to,
                                             std::stop_token stop, std::function<void(double)> const& progress = {});

// Whether such an image can be built from: it has no alpha.
bool can_build_pyramid(codecs::Header const& header);

// Bytes that building holds at most, beside what the source's own reader does. Where coefficients are taken over there
// is no such reader; instead up to `max_coefficients` are held, and twice this much if the source's chroma is not
// subsampled.
std::uint64_t pyramid_memory(codecs::Header const& header, PyramidSettings const& settings);
// With the source's reader, and the pixels that pass through codecs.
codecs::Decoder::Cost pyramid_cost(codecs::Decoder const& source, PyramidSettings const& settings);
// About how many bytes the file will have; photographs need less, noise more.
std::uint64_t expected_pyramid_bytes(codecs::Header const& header, PyramidSettings const& settings);

}  // namespace triforium::derive
