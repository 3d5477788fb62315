#include "derive/advice.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "derive/pyramid.h"

namespace triforium::derive {
namespace {

// A tile may cost this many times the pixels it shows. A stored tile that a request touches by its corner is decoded
// whole, so four are usual, and levels that are there only in every other size make four more.
constexpr std::uint64_t kFairFactor = 8;
// Smaller images are decoded whole in the time of a few tiles.
constexpr std::int64_t kSmallArea = 4'000'000;

using Cost = codecs::Decoder::Cost;

// The smallest level that has as many pixels as the image reduced by `scale`, one for rounding aside.
std::size_t level_for(codecs::Header const& header, std::int64_t scale) {
  for (std::size_t i = header.levels.size(); i-- > 1;) {
    auto const& size = header.levels[i].size;
    if ((size.width + 1) * scale >= header.size.width && (size.height + 1) * scale >= header.size.height) return i;
  }
  return 0;
}

// The most expensive of nine tiles: those at the corners, along the edges, and in the middle.
Cost worst_at(codecs::Decoder const& image, std::int64_t tile, std::int64_t scale) {
  auto const& header = image.header();
  auto const level = level_for(header, scale);
  auto const size = header.levels[level].size;
  auto const side_of = [&](std::int64_t of_level, std::int64_t full) {
    auto const side = static_cast<double>(tile) * static_cast<double>(scale) * static_cast<double>(of_level) /
                      static_cast<double>(full);
    return std::clamp<std::int64_t>(static_cast<std::int64_t>(side), 1, of_level);
  };
  auto const width = side_of(size.width, header.size.width), height = side_of(size.height, header.size.height);
  auto const places_along = [](std::int64_t whole, std::int64_t part) {
    auto const last = (whole - 1) / part;
    return std::array{std::int64_t{0}, last / 2 * part, last * part};
  };
  Cost worst;
  for (auto const y : places_along(size.height, height)) {
    for (auto const x : places_along(size.width, width)) {
      PixelRect const area{x, y, std::min(width, size.width - x), std::min(height, size.height - y)};
      auto const cost = image.cost(level, area);
      worst.pixels = std::max(worst.pixels, cost.pixels);
      worst.memory = std::max(worst.memory, cost.memory);
    }
  }
  return worst;
}

// Over all scales at which a viewer asks for tiles: up to the one that shows the whole image in a single tile.
Cost worst_tile(codecs::Decoder const& image, std::int64_t tile) {
  auto const longest = std::max(image.header().size.width, image.header().size.height);
  Cost worst;
  for (std::int64_t scale = 1;; scale *= 2) {
    auto const cost = worst_at(image, tile, scale);
    worst.pixels = std::max(worst.pixels, cost.pixels);
    worst.memory = std::max(worst.memory, cost.memory);
    if (tile * scale >= longest) return worst;
  }
}

std::string_view name_of(ColourModel model) {
  switch (model) {
    case ColourModel::gray:
      return "gray";
    case ColourModel::rgb:
      return "rgb";
    case ColourModel::cmyk:
      return "cmyk";
    case ColourModel::lab:
      return "lab";
  }
  return "rgb";
}

std::string describe_colour(codecs::Header const& header) {
  if (header.is_bitonal) return "black and white, 1 bit";
  return fmt::format("{}, {} bit{}{}", name_of(header.pixels.model), header.bits_per_sample,
                     header.pixels.has_alpha ? ", alpha" : "", header.icc ? ", profile" : "");
}

std::string describe_fault(Advice const& advice, codecs::Header const& header) {
  if (effort_of_pixel(header) > 1 && advice.stored_levels > 1) return "is JPEG 2000, which takes long to decode";
  if (advice.tiling == Tiling::whole && advice.stored_levels == 1) return "has neither tiles nor levels";
  if (advice.tiling == Tiling::whole) return "has no tiles";
  if (advice.stored_levels == 1) return "has tiles, but no smaller levels";
  return "has tiles or levels that are far apart";
}

std::string sentence_of(Advice const& advice, codecs::Header const& header) {
  if (!advice.is_slow) return "good as it is";
  auto const fault = describe_fault(advice, header);
  if (advice.pyramid_would_help) return fault + ": a pyramid makes its tiles fast";
  if (header.pixels.has_alpha) return fault + "; no pyramid is built of images with transparency";
  return fault + "; it is too large for a pyramid";
}

}  // namespace

std::uint64_t effort_of_pixel(codecs::Header const& header) {
  constexpr std::uint64_t kOfJpeg2000 = 24;
  return header.format == "jp2" || header.format == "htj2k" ? kOfJpeg2000 : 1;
}

Advice advise(codecs::Decoder const& image, std::int64_t tile) {
  auto const& header = image.header();
  auto const& largest = header.levels.front();
  Advice advice;
  advice.format = header.format;
  advice.size = header.size;
  advice.tiling = largest.tile.is_empty() ? Tiling::whole : Tiling::tiles;
  advice.tile = largest.tile;
  advice.stored_levels =
      std::max(1, static_cast<int>(std::count_if(header.levels.begin(), header.levels.end(),
                                                 [](auto const& level) { return level.is_stored; })));
  advice.colour = describe_colour(header);
  auto const cost = worst_tile(image, tile);
  advice.tile_pixels = cost.pixels;
  advice.tile_memory = cost.memory;
  auto const fair = kFairFactor * static_cast<std::uint64_t>(tile) * static_cast<std::uint64_t>(tile);
  auto const effort = effort_of_pixel(header);
  advice.is_slow = header.size.area() > kSmallArea && cost.pixels * effort > fair;
  advice.pyramid_would_help = advice.is_slow && can_build_pyramid(header);
  advice.sentence = sentence_of(advice, header);
  return advice;
}

}  // namespace triforium::derive
