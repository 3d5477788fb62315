#include "image/derivatives.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "codecs/registry.h"
#include "image/info.h"

namespace triforium::image {
namespace {

constexpr std::int64_t kTileStep = 16;  // TIFF 6.0, section 15: sides of tiles are multiples of it

// The tiles that viewers already ask for, if a pyramid can have them: so what they know stays what they get.
std::int64_t tile_for(codecs::Header const& header, Policy const& policy) {
  auto const offered = listed_tiles(shape_of(header), policy).tile;
  bool const is_square = offered.width == offered.height;
  auto const side = is_square && offered.width >= 64 ? offered.width : policy.tile_size;
  return std::clamp<std::int64_t>((side + kTileStep - 1) / kTileStep * kTileStep, 64, 4096);
}

// One file has one name, from whatever folder and by whatever links it is reached.
std::string plain_name(std::string const& name) {
  std::error_code error;
  auto const path = std::filesystem::canonical(name, error);
  return error ? name : path.string();
}

bool is_lossy(Format format, codecs::EncodeSettings const& encode) {
  constexpr int kLossless = 101;
  switch (format) {
    case Format::jpg:
    case Format::avif:
    case Format::gif:
      return true;
    case Format::webp:
      return encode.webp_quality < kLossless;
    case Format::jxl:
      return encode.jxl_quality < kLossless;
    // CHOICE: who asks for these wants what the archive holds, even where JPEG 2000 is set to lose something.
    case Format::png:
    case Format::tif:
    case Format::jp2:
    case Format::pdf:
      return false;
  }
  return false;
}

}  // namespace

Derivation derivation_of(std::shared_ptr<storage::Source const> const& source,
                         std::shared_ptr<codecs::Decoder const> const& image, int page,
                         DerivativeSettings const& settings) {
  auto const& header = image->header();
  auto pyramid = settings.pyramid;
  pyramid.tile = tile_for(header, settings.policy);
  Derivation derivation{derive::advise(*image, pyramid.tile), nullptr};
  if (!derivation.advice.pyramid_would_help) return derivation;
  auto const how = fmt::format("{} tile {}", settings.configuration, pyramid.tile);
  auto name = derive::derivative_name({plain_name(source->name()), source->identity().tag, page, how});
  derivation.wish =
      std::make_shared<derive::Wish const>(derive::Wish{std::move(name), source->name(), image, source, pyramid});
  return derivation;
}

std::optional<Derivatives::Opened> Derivatives::blocking_open(derive::Wish const& wish, codecs::Header const& original,
                                                              codecs::DecodeLimits const& limits) const {
  auto source = store_.find(wish.name);
  if (!source) return std::nullopt;
  codecs::OpenOptions options;
  options.limits = limits;
  auto decoder = codecs::open(*source, options);
  bool const shows_it =
      decoder && (*decoder)->header().size == original.size && (*decoder)->header().orientation == original.orientation;
  if (!shows_it) {
    store_.discard(wish.name);
    return std::nullopt;
  }
  return Opened{std::move(*source), std::move(*decoder)};
}

SharedImage choose(SharedImage const& image, Format format, Quality quality, codecs::EncodeSettings const& encode) {
  // Black and white is decided by single values, which JPEG changes.
  bool const is_bitonal = quality == Quality::bitonal || image->shape.is_bitonal;
  return image->derivative && !is_bitonal && is_lossy(format, encode) ? image->derivative : image;
}

}  // namespace triforium::image
