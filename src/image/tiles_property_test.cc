// Random images, tiles and scales: what viewers ask for fits together without a gap and is never refused.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "image/canonical.h"
#include "image/info.h"
#include "image/test_shapes.h"

namespace triforium::image {
namespace {

enum class Rounding { down, up };

ImageShape pyramid(PixelSize size, int steps, Rounding rounding, int tile) {
  std::vector<PixelSize> levels;
  for (int i = 1; i <= steps; ++i) {
    auto const scale = std::int64_t{1} << i;
    auto const side = [&](std::int64_t full) {
      return rounding == Rounding::up ? ceil_div(full, scale) : std::max<std::int64_t>(full / scale, 1);
    };
    levels.push_back({side(size.width), side(size.height)});
  }
  return make_shape(size, levels, {tile, tile});
}

ImageShape random_pyramid() {
  PixelSize const size{*rc::gen::inRange<std::int64_t>(1, 5000), *rc::gen::inRange<std::int64_t>(1, 5000)};
  auto shape = pyramid(size, *rc::gen::inRange(0, 7), *rc::gen::element(Rounding::down, Rounding::up),
                       *rc::gen::element(128, 256, 512, 1000));
  shape.orientation = codecs::orientation_of(*rc::gen::inRange(1, 9));
  return shape;
}

// https://iiif.io/api/image/3.0/implementation/#3-tile-region-parameter-calculation, word by word.
struct Tile {
  PixelRect region;
  PixelSize size;
};
Tile tile_at(PixelSize full, PixelSize tile, std::int64_t s, std::int64_t n, std::int64_t m) {
  std::int64_t const xr = n * tile.width * s, yr = m * tile.height * s;
  std::int64_t wr = tile.width * s, hr = tile.height * s, ws = tile.width, hs = tile.height;
  if (xr + wr > full.width) wr = full.width - xr;
  if (yr + hr > full.height) hr = full.height - yr;
  if (xr + tile.width * s > full.width) ws = (full.width - xr + s - 1) / s;
  if (yr + tile.height * s > full.height) hs = (full.height - yr + s - 1) / s;
  return {{xr, yr, wr, hr}, {ws, hs}};
}

std::string path_of(Tile const& tile, bool both_sides) {
  auto const& r = tile.region;
  return fmt::format("cat/{},{},{},{}/{},{}/0/default.jpg", r.x, r.y, r.width, r.height, tile.size.width,
                     both_sides ? std::to_string(tile.size.height) : "");
}

// The window in the coordinates of its level.
Window on_level(Plan const& plan) {
  return {plan.window.x + static_cast<double>(plan.read.x), plan.window.y + static_cast<double>(plan.read.y),
          plan.window.width, plan.window.height};
}

void expect_sane(Plan const& plan, ImageShape const& shape) {
  auto const level = shape.levels[plan.level].size;
  RC_ASSERT(!plan.read.is_empty());
  RC_ASSERT(plan.read.intersection(PixelRect::whole(level)) == plan.read);
  RC_ASSERT(plan.window.width > 0 && plan.window.height > 0);
  RC_ASSERT(plan.window.x >= 0 && plan.window.y >= 0);
  RC_ASSERT(plan.window.x + plan.window.width <= static_cast<double>(plan.read.width) + 1e-6);
  RC_ASSERT(plan.window.y + plan.window.height <= static_cast<double>(plan.read.height) + 1e-6);
  if (plan.is_identity_scale) {
    RC_ASSERT(plan.read.size() == plan.scaled);
  }
  // Never enlarged from a reduced level, but for the pixel that rounding a level down has taken from its edge.
  if (plan.level > 0) {
    RC_ASSERT(plan.window.width >= static_cast<double>(plan.scaled.width) - 1);
    RC_ASSERT(plan.window.height >= static_cast<double>(plan.scaled.height) - 1);
  }
}

Plan plan_or_fail(std::string const& path, ImageShape const& shape) {
  Policy strict;
  strict.allow_upscaling = false;  // not even what the server could do is needed
  auto const plan = plan_of(Version::v3_0, path, shape, strict);
  RC_ASSERT(plan.has_value());
  expect_sane(*plan, shape);
  return *plan;
}

void check_tile(ImageShape const& shape, Tile const& tile) {
  auto const plan = plan_or_fail(path_of(tile, true), shape);
  RC_ASSERT(plan.output == tile.size);
  RC_ASSERT(plan.region == tile.region);
  auto const by_width = plan_or_fail(path_of(tile, false), shape);
  RC_ASSERT(by_width.output.width == tile.size.width);
  // A width rounded up by less than a pixel makes the height longer by less than the region's own proportion.
  auto const proportion = tile.region.height / tile.region.width;
  RC_ASSERT(std::abs(by_width.output.height - tile.size.height) <= 2 + proportion);
}

TEST(Tiles, AreNeverRefusedAndHaveTheSizesThatViewersCompute) {
  EXPECT_TRUE(rc::check([] {
    auto const shape = random_pyramid();
    auto const tiles = listed_tiles(shape, {});
    auto const s = *rc::gen::elementOf(tiles.scale_factors);
    auto const full = shape.upright();
    std::int64_t covered = 0;
    for (std::int64_t m = 0; m * tiles.tile.height * s < full.height; ++m) {
      for (std::int64_t n = 0; n * tiles.tile.width * s < full.width; ++n) {
        auto const tile = tile_at(full, tiles.tile, s, n, m);
        check_tile(shape, tile);
        covered += tile.region.size().area();
      }
    }
    RC_ASSERT(covered == full.area());
  }));
}

// Neighbours in a row, upright: the window of one ends where that of the next begins, and the last one at the edge.
TEST(Tiles, AbutExactlyOnTheLevelTheyComeFrom) {
  EXPECT_TRUE(rc::check([] {
    auto shape = random_pyramid();
    shape.orientation = codecs::Orientation::upright;
    auto const tiles = listed_tiles(shape, {});
    auto const s = *rc::gen::elementOf(tiles.scale_factors);
    std::optional<Plan> before;
    for (std::int64_t n = 0; n * tiles.tile.width * s < shape.stored.width; ++n) {
      auto const plan = plan_or_fail(path_of(tile_at(shape.stored, tiles.tile, s, n, 0), true), shape);
      auto const window = on_level(plan);
      if (before && before->level == plan.level) {
        auto const last = on_level(*before);
        RC_ASSERT(std::abs(last.x + last.width - window.x) < 1e-9);
      }
      before = plan;
    }
    auto const window = on_level(*before);
    RC_ASSERT(std::abs(window.x + window.width - static_cast<double>(shape.levels[before->level].size.width)) < 1e-9);
  }));
}

// Where the file has the level, an inner tile is stored pixels as they are.
TEST(Tiles, InsideAreStoredPixels) {
  EXPECT_TRUE(rc::check([] {
    auto const shape = random_pyramid();
    auto const tiles = listed_tiles(shape, {});
    auto const step = *rc::gen::inRange<std::size_t>(0, shape.levels.size());
    auto const s = std::int64_t{1} << step;
    auto const tile = tile_at(shape.upright(), tiles.tile, s, 0, 0);
    RC_PRE(tile.region.width == tiles.tile.width * s && tile.region.height == tiles.tile.height * s);
    // A stored edge may be the upright image's beginning; where it was rounded, the grids differ by a part of a pixel.
    RC_PRE(shape.stored.width % s == 0 && shape.stored.height % s == 0);
    auto const plan = plan_or_fail(path_of(tile, true), shape);
    RC_ASSERT(plan.is_identity_scale);
    RC_ASSERT(plan.read.size() == plan.scaled);
  }));
}

TEST(Sizes, AreServedAsListedFromAStoredLevel) {
  EXPECT_TRUE(rc::check([] {
    auto const shape = random_pyramid();
    for (auto const size : listed_sizes(shape, {})) {
      auto const plan = plan_or_fail(fmt::format("cat/full/{},{}/0/default.jpg", size.width, size.height), shape);
      RC_ASSERT(plan.output == size);
    }
    for (std::size_t i = 0; i < shape.levels.size(); ++i) {
      auto const size = shape.levels[i].size;
      auto const upright = codecs::swaps_sides(shape.orientation) ? size.transposed() : size;
      auto const plan = plan_or_fail(fmt::format("cat/full/{},{}/0/default.jpg", upright.width, upright.height), shape);
      RC_ASSERT(plan.is_identity_scale);
    }
  }));
}

// Limits cut down what is listed; what is left is served.
TEST(Sizes, AreWithinTheLimits) {
  EXPECT_TRUE(rc::check([] {
    auto const shape = random_pyramid();
    Policy policy;
    policy.limits = {*rc::gen::inRange<std::int64_t>(0, 3000), 0, *rc::gen::inRange<std::int64_t>(0, 4'000'000)};
    for (auto const size : listed_sizes(shape, policy))
      RC_ASSERT(is_within(size, policy.limits));
    RC_ASSERT(is_within(listed_tiles(shape, policy).tile, policy.limits));
    auto const max = plan_of(Version::v3_0, "cat/full/max/0/default.jpg", shape, policy);
    RC_ASSERT(max.has_value());
    RC_ASSERT(is_within(max->size, policy.limits));
    auto const most = plan_of(Version::v3_0, "cat/full/^max/0/default.jpg", shape, policy);
    RC_ASSERT(most.has_value());
    RC_ASSERT(is_within(most->size, policy.limits));
  }));
}

std::string random_size(Version version) {
  auto const number = [](int most) { return *rc::gen::inRange(1, most); };
  std::string const up = version == Version::v3_0 && *rc::gen::arbitrary<bool>() ? "^" : "";
  switch (*rc::gen::inRange(0, 6)) {
    case 0:
      return up + fmt::format("{},", number(6000));
    case 1:
      return up + fmt::format(",{}", number(6000));
    case 2:
      return up + fmt::format("{},{}", number(6000), number(6000));
    case 3:
      return up + fmt::format("!{},{}", number(6000), number(6000));
    case 4:
      return up + fmt::format("pct:{}.{}", number(200), number(1000));
    default:
      return version == Version::v3_0 ? up + "max" : "full";
  }
}

TEST(Canonical, IsAFixedPointWithTheSamePixels) {
  EXPECT_TRUE(rc::check([] {
    auto const shape = random_pyramid();
    auto const version = *rc::gen::element(Version::v1_1, Version::v2_1, Version::v3_0);
    Policy policy;
    policy.limits = {*rc::gen::element<std::int64_t>(0, 700, 5000), *rc::gen::element<std::int64_t>(0, 900),
                     *rc::gen::element<std::int64_t>(0, 500'000)};
    auto const number = [](int most) { return *rc::gen::inRange(0, most); };
    auto const path = fmt::format("cat/{},{},{},{}/{}/{}.{}/{}.jpg", number(3000), number(3000), number(5000),
                                  number(5000), random_size(version), number(360), number(100),
                                  name_of(*rc::gen::element(Quality::standard, Quality::gray), version));
    auto const plan = plan_of(version, path, shape, policy);
    RC_PRE(plan.has_value());
    expect_sane(*plan, shape);
    auto const again = plan_of(version, "cat/" + canonical_parameters(*plan), shape, policy);
    RC_ASSERT(again.has_value());
    RC_ASSERT(canonical_parameters(*again) == canonical_parameters(*plan));
    RC_ASSERT(cache_key(*again) == cache_key(*plan));
  }));
}

}  // namespace
}  // namespace triforium::image
