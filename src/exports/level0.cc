#include "exports/level0.h"

#include <fmt/format.h>

#include <algorithm>

namespace triforium::exports {
namespace {

namespace bj = boost::json;

constexpr std::int64_t kLargestSide = 1LL << 31;

std::int64_t divided(std::int64_t length, std::int64_t factor) {
  return (length + factor - 1) / factor;
}

Extent at_scale(Extent full, std::int64_t factor) {
  return {divided(full.width, factor), divided(full.height, factor)};
}

// A number of pixels; 0 where there is none.
std::int64_t side_of(bj::object const& object, std::string_view key) {
  auto const* const value = object.if_contains(key);
  if (value == nullptr) return 0;
  boost::system::error_code error;
  auto const number = value->to_number<std::int64_t>(error);
  return !error && number > 0 && number < kLargestSide ? number : 0;
}

Extent extent_of(bj::value const& value) {
  auto const* const object = value.if_object();
  if (object == nullptr) return {};
  return {side_of(*object, "width"), side_of(*object, "height")};
}

Extent offered_tile(bj::object const& info) {
  auto const* const tiles = info.if_contains("tiles");
  if (tiles == nullptr || !tiles->is_array() || tiles->as_array().empty()) return {};
  auto tile = extent_of(tiles->as_array().front());
  // "If it is not specified in the JSON, then it defaults to the same as width, resulting in square tiles."
  if (tile.height == 0) tile.height = tile.width;
  return tile;
}

std::vector<Extent> offered_sizes(bj::object const& info) {
  std::vector<Extent> sizes;
  auto const* const listed = info.if_contains("sizes");
  if (listed == nullptr || !listed->is_array()) return sizes;
  for (auto const& one : listed->as_array()) {
    auto const size = extent_of(one);
    if (size.width != 0 && size.height != 0) sizes.push_back(size);
  }
  return sizes;
}

// Until one tile shows the whole.
std::vector<std::int64_t> factors_for(Extent full, Extent tile) {
  std::vector<std::int64_t> factors{1};
  while (at_scale(full, factors.back()).width > tile.width || at_scale(full, factors.back()).height > tile.height)
    factors.push_back(factors.back() * 2);
  return factors;
}

// With limits of size the server offers the larger ones not as a whole: nor do we.
std::vector<Extent> sizes_for(StaticImage const& image, std::vector<Extent> sizes) {
  auto const area = [](Extent size) { return size.width * size.height; };
  std::int64_t largest = 0;
  for (auto const& size : sizes)
    largest = std::max(largest, area(size));
  for (auto const factor : image.scale_factors) {
    auto const size = at_scale(image.full, factor);
    if (area(size) <= largest) sizes.push_back(size);
  }
  std::sort(sizes.begin(), sizes.end(), [&](Extent a, Extent b) {
    return std::tuple(area(a), a.width, a.height) < std::tuple(area(b), b.width, b.height);
  });
  sizes.erase(std::unique(sizes.begin(), sizes.end()), sizes.end());
  return sizes;
}

// https://iiif.io/api/image/3.0/#a-implementation-notes: the tiles of one scale factor.
void add_tiles(StaticImage const& image, std::int64_t factor, std::vector<StaticPicture>& pictures) {
  Extent const step{image.tile.width * factor, image.tile.height * factor};
  for (std::int64_t y = 0; y < image.full.height; y += step.height) {
    for (std::int64_t x = 0; x < image.full.width; x += step.width) {
      Rectangle const region{x, y, std::min(step.width, image.full.width - x),
                             std::min(step.height, image.full.height - y)};
      pictures.push_back({region, at_scale({region.width, region.height}, factor)});
    }
  }
}

bool is_whole(Rectangle const& region, Extent full) {
  return region == Rectangle{0, 0, full.width, full.height};
}

std::string region_name(StaticPicture const& picture, StaticImage const& image) {
  auto const& region = picture.region;
  if (is_whole(region, image.full)) return "full";
  return fmt::format("{},{},{},{}", region.x, region.y, region.width, region.height);
}

}  // namespace

std::vector<StaticPicture> StaticImage::pictures() const {
  std::vector<StaticPicture> all;
  for (auto const factor : scale_factors)
    add_tiles(*this, factor, all);
  for (auto const& size : sizes) {
    StaticPicture const whole{{0, 0, full.width, full.height}, size};
    // Only the last tile of all can be the same.
    bool const is_there = std::find(all.rbegin(), all.rend(), whole) != all.rend();
    if (!is_there) all.push_back(whole);
  }
  return all;
}

Result<StaticImage> make_static_image(bj::object const& info, std::int64_t tile_size) {
  StaticImage image;
  image.full = {side_of(info, "width"), side_of(info, "height")};
  image.tile = tile_size > 0 ? Extent{tile_size, tile_size} : offered_tile(info);
  if (image.full.width == 0 || image.full.height == 0 || image.tile.width == 0) {
    return fail(ErrorKind::bad_request, "An info.json says no width, height or tiles.");
  }
  image.scale_factors = factors_for(image.full, image.tile);
  image.sizes = sizes_for(image, offered_sizes(info));
  return image;
}

std::vector<std::string> names_of(StaticPicture const& picture, StaticImage const& image, int version) {
  auto const region = region_name(picture, image);
  auto const named = [&](std::string const& size) { return fmt::format("{}/{}/0/default.jpg", region, size); };
  if (version == 3) return {named(fmt::format("{},{}", picture.size.width, picture.size.height))};
  // https://iiif.io/api/image/2.1/#canonical-uri-syntax: "w," – and "full" where nothing is scaled, which
  // OpenSeadragon asks for if the picture is as wide as the image.
  std::vector<std::string> names{named(fmt::format("{},", picture.size.width))};
  if (picture.size.width == image.full.width && !is_whole(picture.region, image.full)) names.push_back(named("full"));
  return names;
}

std::string largest_name(int version) {
  return version == 3 ? "full/max/0/default.jpg" : "full/full/0/default.jpg";
}

bj::object level0_info(bj::object info, StaticImage const& image, int version) {
  // "preferredFormats" and what begins with "extra" are of servers.
  for (auto const* const key : {"extraFormats", "extraQualities", "extraFeatures", "preferredFormats"})
    info.erase(key);
  if (version == 3) {
    info["profile"] = "level0";
  } else {
    info["profile"] = bj::array{"http://iiif.io/api/image/2/level0.json"};
  }
  bj::array sizes;
  for (auto const& size : image.sizes)
    sizes.push_back(bj::object{{"width", size.width}, {"height", size.height}});
  info["sizes"] = std::move(sizes);
  bj::object tiles{{"width", image.tile.width}};
  if (image.tile.height != image.tile.width) tiles["height"] = image.tile.height;
  tiles["scaleFactors"] = bj::value_from(image.scale_factors);
  info["tiles"] = bj::array{std::move(tiles)};
  return info;
}

}  // namespace triforium::exports
