#include "image/plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "image/wide.h"
#include "pixels/turn.h"

namespace triforium::image {
namespace {

// How the stored image lies in the upright one. Upright (u, v) is stored at (x, y) = (u, v), or (v, u) if the sides are
// swapped, counted from the other end where it is flipped.
struct Layout {
  bool swaps = false;
  bool flips_x = false;  // of the stored image
  bool flips_y = false;
};

Layout layout_of(codecs::Orientation orientation) {
  using enum codecs::Orientation;
  switch (orientation) {
    case upright:
      return {};
    case mirrored:
      return {false, true, false};
    case half_turn:
      return {false, true, true};
    case flipped:
      return {false, false, true};
    case transposed:
      return {true, false, false};
    case quarter_turn:
      return {true, false, true};
    case transverse:
      return {true, true, true};
    case three_quarter_turn:
      return {true, true, false};
  }
  return {};
}

// One side of a region, in pixels of the stored image, and of the level that may deliver it.
struct Side {
  std::int64_t full = 0;   // of the image
  std::int64_t level = 0;  // of the level
  std::int64_t scale = 0;  // exact_scale of the level; 0 if it has none
  std::int64_t first = 0;  // of the region
  std::int64_t length = 0;
  std::int64_t wanted = 0;  // after scaling

  std::int64_t last() const { return first + length; }
  // Where the region touches the image's edge it touches the level's, whichever way the level's side was rounded.
  bool touches_edge() const { return last() == full; }

  double start() const {
    return scale != 0 ? static_cast<double>(first) / static_cast<double>(scale) : exact_ratio(first, level, full);
  }
  double end() const {
    if (touches_edge()) return static_cast<double>(level);
    return scale != 0 ? static_cast<double>(last()) / static_cast<double>(scale) : exact_ratio(last(), level, full);
  }
  // The region consists of whole pixels of the level.
  bool is_whole() const { return scale != 0 && first % scale == 0 && (touches_edge() || last() % scale == 0); }
  // The pixels of the level's that the region has, times scale (or times full, where there is no scale).
  Wide covered() const {
    if (scale == 0) return static_cast<Wide>(length) * level;
    return (touches_edge() ? static_cast<Wide>(level) * scale : static_cast<Wide>(last())) - first;
  }
  bool is_identity() const { return is_whole() && covered() == static_cast<Wide>(wanted) * scale; }

  // The level has at least as many pixels as are wanted. Viewers compute the size of a tile at the image's edge by
  // rounding up (section 3 of the implementation notes); a level whose side was rounded down has one pixel less there.
  // Spread over many pixels that one cannot be seen, and the tile comes from the same level as its neighbours.
  bool suffices() const {
    // What lies in the columns that rounding down has dropped is not in the level at all.
    if (scale != 0 && !touches_edge() && static_cast<Wide>(last()) > static_cast<Wide>(level) * scale) return false;
    Wide const unit = scale != 0 ? scale : full;
    if (covered() >= wanted * unit) return true;
    constexpr std::int64_t kManyPixels = 16;
    return is_whole() && covered() >= (wanted - 1) * unit && wanted <= ceil_div(length, scale) && wanted > kManyPixels;
  }
  // It has three times as many, but for what was rounded up.
  bool leaves_enough() const { return covered() > 3 * (wanted - 1) * static_cast<Wide>(scale != 0 ? scale : full); }
};

struct Sides {
  Side across;
  Side down;

  bool suffice() const { return across.suffices() && down.suffices(); }
  bool leave_enough() const { return across.leaves_enough() && down.leaves_enough(); }
};
Sides sides_of(PixelRect region, PixelSize full, PixelSize level, PixelSize wanted) {
  auto const scale = exact_scale(full, level);
  return {{full.width, level.width, scale, region.x, region.width, wanted.width},
          {full.height, level.height, scale, region.y, region.height, wanted.height}};
}

// The smallest level that has at least the wanted pixels; the whole image if none has. Of levels that a decoder makes
// by the inverse DCT, which reduces as a box does, a larger one: a good filter after it hides the box's steps only if
// it has most of the work to do. Measured on photographs, the worst of them, against Lanczos from all pixels: 41 dB
// with a factor of two left.
std::size_t choose_level(ImageShape const& shape, PixelRect region, PixelSize wanted) {
  for (std::size_t i = shape.levels.size(); i-- > 1;) {
    auto const sides = sides_of(region, shape.stored, shape.levels[i].size, wanted);
    if (sides.suffice() && (shape.levels[i].is_stored || sides.leave_enough())) return i;
  }
  return 0;
}

// What is read along one side, and where the window is in it.
struct Reading {
  std::int64_t first = 0;
  std::int64_t count = 0;
  double start = 0;
  double length = 0;
};
Reading read_along(Side const& side) {
  double const start = side.start(), length = side.end() - start;
  // A side that is not resized needs no neighbours: the filter's weights for them are zero.
  std::int64_t const margin = side.is_identity() ? 0 : filter_margin(length / static_cast<double>(side.wanted));
  auto const first = std::max<std::int64_t>(static_cast<std::int64_t>(std::floor(start)) - margin, 0);
  auto const last = std::min<std::int64_t>(static_cast<std::int64_t>(std::ceil(side.end())) + margin, side.level);
  return {first, last - first, start - static_cast<double>(first), length};
}

void place(Plan& plan, ImageShape const& shape) {
  auto const region = to_stored(plan.region, shape.stored, shape.orientation);
  plan.orientation = shape.orientation;
  plan.scaled = codecs::swaps_sides(shape.orientation) ? plan.size.transposed() : plan.size;
  plan.level = choose_level(shape, region, plan.scaled);

  auto const sides = sides_of(region, shape.stored, shape.levels[plan.level].size, plan.scaled);
  auto const across = read_along(sides.across), down = read_along(sides.down);
  plan.read = {across.first, down.first, across.count, down.count};
  plan.window = {across.start, down.start, across.length, down.length};
  plan.is_identity_scale = sides.across.is_identity() && sides.down.is_identity();
}

// "default: The image is returned using the server's default quality (e.g. color, gray or bitonal) for the image."
// "A request for the color quality of an image MUST return an image. This image may be comprised solely of grayscale or
//  bitonal pixels if this is all of the color information the server has available."
Quality effective_quality(Quality wanted, ImageShape const& shape) {
  if (wanted == Quality::color) return Quality::standard;
  if (wanted == Quality::gray && !shape.has_colour()) return Quality::standard;
  return wanted;
}

Result<Format> choose_format(ImageRequest const& request, Policy const& policy) {
  if (!request.format && !policy.formats.empty()) return policy.formats.front();
  if (request.format && policy.offers(*request.format)) return *request.format;
  std::string offered;
  for (auto const format : policy.formats)
    offered += fmt::format("{}{}", offered.empty() ? "" : ", ", name_of(format));
  auto const name = request.format ? name_of(*request.format) : std::string_view("");
  return fail(request.version == Version::v1_1 ? ErrorKind::unsupported_format : ErrorKind::bad_request,
              fmt::format("The format {} is not offered here, only {}.", quoted(name), offered));
}

}  // namespace

ImageShape shape_of(codecs::Header const& header) {
  return {header.size, header.orientation, header.levels, header.pixels, header.is_bitonal, header.pages};
}

bool is_rotated(Plan const& plan) {
  return !exact_turn(plan.is_mirrored, plan.degrees.to_double()).is_exact;
}

PixelRect to_stored(PixelRect upright, PixelSize stored, codecs::Orientation orientation) {
  auto const layout = layout_of(orientation);
  auto rect = layout.swaps ? PixelRect{upright.y, upright.x, upright.height, upright.width} : upright;
  if (layout.flips_x) rect.x = stored.width - rect.right();
  if (layout.flips_y) rect.y = stored.height - rect.bottom();
  return rect;
}

std::int64_t exact_scale(PixelSize full, PixelSize level) {
  auto const fits = [](std::int64_t whole, std::int64_t part, std::int64_t scale) {
    return part == std::max<std::int64_t>(whole / scale, 1) || part == ceil_div(whole, scale);
  };
  for (std::int64_t scale = 1; scale <= kMaxSide; scale *= 2) {
    if (fits(full.width, level.width, scale) && fits(full.height, level.height, scale)) return scale;
  }
  return 0;
}

Result<Plan> make_plan(ImageRequest const& request, ImageShape const& shape, Policy const& policy) {
  Plan plan;
  plan.version = request.version;
  plan.full = shape.upright();
  TRIFORIUM_TRY(plan.format, choose_format(request, policy));
  TRIFORIUM_TRY(plan.region, resolve(request.region, plan.full));

  auto const region = plan.region.size();
  TRIFORIUM_TRY(plan.size, resolve(request.size, region, request.version, policy));
  plan.largest = largest_size(region, policy.limits);
  plan.largest_enlarged = policy.allow_upscaling ? largest_enlarged_size(region, policy.limits) : plan.largest;

  plan.is_mirrored = request.rotation.is_mirrored;
  // 360 is legal and the same as 0.
  if (compare(request.rotation.degrees, 360) < 0) plan.degrees = request.rotation.degrees;
  plan.quality = effective_quality(request.quality, shape);
  plan.output = rotated_size(plan.size, plan.degrees.to_double());
  place(plan, shape);
  return plan;
}

}  // namespace triforium::image
