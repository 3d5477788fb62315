// The plan: everything that is to be done for a request, decided before a pixel is touched. The only place that maps
// what the client sees (the upright image) to what the file holds (stored orientation, levels).
//
// Pure. Rendering carries the plan out and decides nothing.
#pragma once

#include <cstddef>
#include <vector>

#include "codecs/decoder.h"
#include "image/geometry.h"
#include "image/policy.h"
#include "image/request.h"
#include "pixels/resize.h"

namespace triforium::image {

// What an image is, as far as requests depend on it: a decoder's header without its bytes.
struct ImageShape {
  PixelSize stored;
  codecs::Orientation orientation = codecs::Orientation::upright;
  std::vector<codecs::Level> levels;  // [0] has the stored size, then ever smaller ones; never empty
  PixelFormat pixels;
  bool is_bitonal = false;
  int pages = 1;
  // Its tiles, or the whole file, may go out as they are.
  enum class Stored : std::uint8_t { otherwise, jpeg, webp } stored_as = Stored::otherwise;

  // The size that the client is told: what is stored, set upright.
  PixelSize upright() const { return codecs::swaps_sides(orientation) ? stored.transposed() : stored; }
  bool has_colour() const { return pixels.model != ColourModel::gray; }
};
ImageShape shape_of(codecs::Header const& header);

struct Plan {
  // What was asked for, resolved; upright coordinates.
  Version version = Version::v3_0;
  PixelSize full;
  PixelRect region;                     // of `full`
  PixelSize size;                       // of the region after scaling, before rotation
  PixelSize largest;                    // what “max” is for this region
  PixelSize largest_enlarged;           // what “^max” is, if it may be asked for; otherwise as `largest`
  bool is_mirrored = false;             // left–right, after the orientation and before the rotation
  Decimal degrees;                      // clockwise, 0 … below 360
  Quality quality = Quality::standard;  // standard wherever that gives the same pixels
  Format format = Format::jpg;
  PixelSize output;  // of the answer: the box around the rotated picture

  // How it is made, in this order; stored coordinates until `orientation` is applied.
  std::size_t level = 0;           // the decoder's level
  PixelRect read;                  // of that level; with the margin that the filter needs
  Window window;                   // the region within `read`, exactly
  PixelSize scaled;                // to which the window is resized
  bool is_identity_scale = false;  // the window is all of `read` and has that size already: no resizing
  codecs::Orientation orientation = codecs::Orientation::upright;
};

// Errors: those of both resolve(); bad_request (in 1.1 unsupported_format) for a format that is not offered.
// A request without a format gets the first that is offered.
Result<Plan> make_plan(ImageRequest const& request, ImageShape const& shape, Policy const& policy);

// By an angle that does not lay it on its own grid.
bool is_rotated(Plan const& plan);

// A rectangle of the upright image where it lies in the stored one, whose size is `stored`.
PixelRect to_stored(PixelRect upright, PixelSize stored, codecs::Orientation orientation);

// How many pixels of the full image become one of `level`, if that is the same whole power of two along both sides and
// the level's sides are the full ones divided by it and rounded up or down; 0 otherwise.
std::int64_t exact_scale(PixelSize full, PixelSize level);

}  // namespace triforium::image
