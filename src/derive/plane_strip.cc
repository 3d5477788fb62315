#include "derive/plane_strip.h"

#include <cstring>

namespace triforium::derive {
namespace {

PixelSize plane_size(LevelGrid const& grid, PlaneLayout layout, int plane) {
  return {grid.columns() * grid.tile >> layout.shift_x(plane), grid.tile >> layout.shift_y(plane)};
}

using Pair __attribute__((may_alias)) = std::uint16_t;

// Two samples at a time, whatever the order of bytes: their sum is all that counts.
void halve_rows(std::uint8_t const* upper, std::uint8_t const* lower, std::uint8_t* out, std::size_t count) {
  auto const* above = reinterpret_cast<Pair const*>(upper);
  auto const* below = reinterpret_cast<Pair const*>(lower);
  for (std::size_t i = 0; i < count; ++i) {
    auto const sum =
        static_cast<std::uint16_t>((above[i] & 0xff) + (above[i] >> 8) + (below[i] & 0xff) + (below[i] >> 8) + 2);
    out[i] = static_cast<std::uint8_t>(sum >> 2);
  }
}

// What lies outside the picture. JPEG's zero: blocks of it cost next to nothing.
constexpr int kNothing = 128;

// How far the picture's edges are continued: to the end of their blocks, so that these do not ring, and by one sample
// of chrominance at least, because decoders interpolate it from its neighbours.
PixelSize edge_of(TileInStrip tile) {
  auto const beyond = [&](std::int64_t used) { return std::min((used + 2 + 15) / 16 * 16, tile.side); };
  return {beyond(tile.used.width), beyond(tile.used.height)};
}

}  // namespace

Result<PlaneStrip> PlaneStrip::create(LevelGrid const& grid, PlaneLayout layout) {
  PlaneStrip strip;
  strip.layout_ = layout;
  for (int i = 0; i < layout.planes; ++i) {
    TRIFORIUM_TRY(strip.planes_[static_cast<std::size_t>(i)],
                  Pixels::create(plane_size(grid, layout, i), {.model = ColourModel::gray}));
  }
  return strip;
}

std::uint64_t PlaneStrip::memory(LevelGrid const& grid, PlaneLayout layout) {
  std::uint64_t bytes = 0;
  for (int i = 0; i < layout.planes; ++i) {
    auto const size = plane_size(grid, layout, i);
    bytes += static_cast<std::uint64_t>((size.width + 63) / 64 * 64 * size.height);
  }
  return bytes;
}

void pad_tile(PlaneStrip& strip, TileInStrip tile) {
  auto const layout = strip.layout();
  auto const edge = edge_of(tile);
  for (int i = 0; i < layout.planes; ++i) {
    auto const view = strip.plane(i);
    auto const width = static_cast<std::size_t>(tile.side >> layout.shift_x(i));
    auto const used_width = static_cast<std::size_t>(samples_along(tile.used.width, layout.shift_x(i)));
    auto const edge_width = static_cast<std::size_t>(edge.width >> layout.shift_x(i));
    auto const height = tile.side >> layout.shift_y(i), edge_height = edge.height >> layout.shift_y(i);
    auto const used_height = samples_along(tile.used.height, layout.shift_y(i));
    auto const row = [&](std::int64_t y) { return view.row(y) + static_cast<std::size_t>(tile.column) * width; };
    for (std::int64_t y = 0; y < used_height && used_width < width; ++y) {
      std::memset(row(y) + used_width, row(y)[used_width - 1], edge_width - used_width);
      std::memset(row(y) + edge_width, kNothing, width - edge_width);
    }
    for (std::int64_t y = used_height; y < edge_height; ++y)
      std::memcpy(row(y), row(used_height - 1), width);
    for (std::int64_t y = edge_height; y < height; ++y)
      std::memset(row(y), kNothing, width);
  }
}

void halve_tile(PlaneStrip const& strip, TileInStrip tile, std::int64_t row, PlaneStrip& half) {
  auto const layout = strip.layout();
  for (int i = 0; i < layout.planes; ++i) {
    auto const from = strip.plane(i);
    auto const to = half.plane(i);
    auto const width = tile.side >> layout.shift_x(i), height = tile.side >> layout.shift_y(i);
    auto const left = tile.column * width, top = row % 2 * height / 2;
    auto const columns = half_up(samples_along(tile.used.width, layout.shift_x(i)));
    auto const rows = half_up(samples_along(tile.used.height, layout.shift_y(i)));
    for (std::int64_t y = 0; y < rows; ++y) {
      halve_rows(from.row(2 * y) + left, from.row(2 * y + 1) + left, to.row(top + y) + left / 2,
                 static_cast<std::size_t>(columns));
    }
  }
}

}  // namespace triforium::derive
