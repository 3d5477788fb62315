#include "codecs/jp2/jp2_budget.h"

#include <fmt/format.h>

#include <algorithm>

#include "codecs/jp2/pixel_plan.h"

namespace triforium::codecs::jp2 {
namespace {

// Sizes of OpenJPEG 2.5's structures, rounded up.
constexpr std::uint64_t kTileBytes = 6200;           // opj_tcp_t
constexpr std::uint64_t kTileComponentBytes = 1200;  // opj_tccp_t
constexpr std::uint64_t kPrecinctBytes = 3 * 300;    // opj_tcd_precinct_t with two tag trees, in up to three bands
constexpr std::uint64_t kCodeBlockBytes = 700;       // opj_tcd_cblk_dec_t with its segments and tree nodes
constexpr std::uint64_t kMostPackets = 32'000'000;
constexpr std::uint64_t kLeastMemory = 4 << 20;  // streams, buffers, tables

std::uint64_t pieces(std::int64_t length, int log2) {
  return static_cast<std::uint64_t>((length >> log2) + 2);
}

struct ResolutionCount {
  std::uint64_t precincts = 0;
  std::uint64_t blocks = 0;
};

// T.800, B.6 and B.7, roughly and rather too many than too few.
ResolutionCount count_resolution(CodingStyle const& style, int resolution, PixelSize tile) {
  int const reduction = style.decompositions - resolution;
  auto const width = (tile.width >> reduction) + 1, height = (tile.height >> reduction) + 1;
  int precinct_x = 15, precinct_y = 15;
  if (!style.precincts.empty()) {
    auto const size = style.precincts[static_cast<std::size_t>(resolution)];
    precinct_x = size & 0x0F;
    precinct_y = size >> 4;
  }
  int const in_band = resolution > 0 ? 1 : 0;
  int const block_x = std::min(style.block_width_log2, precinct_x - in_band);
  int const block_y = std::min(style.block_height_log2, precinct_y - in_band);
  auto const precincts = pieces(width, precinct_x) * pieces(height, precinct_y);
  return {precincts, pieces(width, block_x + in_band) * pieces(height, block_y + in_band) * (in_band != 0 ? 3 : 1)};
}

PixelSize tile_size(Codestream const& stream, Component const& component) {
  return {std::min(stream.first_tile.width, stream.image.width) / component.dx + 1,
          std::min(stream.first_tile.height, stream.image.height) / component.dy + 1};
}

}  // namespace

Structures structures_of(Codestream const& stream) {
  Structures found;
  std::uint64_t most_precincts = 0;
  std::uint64_t const components = stream.components.size();
  for (std::size_t c = 0; c < stream.components.size(); ++c) {
    auto const tile = tile_size(stream, stream.components[c]);
    for (int r = 0; r <= stream.styles[c].decompositions; ++r) {
      auto const count = count_resolution(stream.styles[c], r, tile);
      found.memory += count.precincts * kPrecinctBytes + count.blocks * kCodeBlockBytes;
      found.packets += count.precincts;
      most_precincts = std::max(most_precincts, count.precincts);
    }
  }
  auto const layers = static_cast<std::uint64_t>(stream.layers);
  found.packets *= layers;
  found.memory += (layers + 1) * components * 33 * most_precincts * sizeof(std::int16_t);
  found.memory += stream.tiles.size() * (kTileBytes + components * kTileComponentBytes);
  std::uint64_t most_data = 0;
  for (auto const& tile : stream.tiles)
    most_data = std::max(most_data, tile.bytes);
  found.memory += most_data + kLeastMemory;
  return found;
}

Result<void> check_budget(Codestream const& stream, DecodeLimits const& limits) {
  auto const structures = structures_of(stream);
  auto const size = component_extent(stream.image, pixel_grid(stream), 0).size();
  if (size.area() > limits.max_area) {
    return fail(ErrorKind::too_large, "The source image is too large.", fmt::format("{}×{}", size.width, size.height));
  }
  if (structures.memory > limits.max_memory || structures.packets > kMostPackets) {
    return fail(
        ErrorKind::too_large, "The source image would take too much memory to decode.",
        fmt::format("{} bytes for tiles and code-blocks, {} packets in a tile", structures.memory, structures.packets));
  }
  return {};
}

std::uint64_t row_memory(Codestream const& stream, std::int64_t width) {
  // A component's samples as 32 bit: the window, its transform's sparse copy, and the copy that becomes the result.
  constexpr std::uint64_t kCopies = 3;
  return static_cast<std::uint64_t>(width + 128) * stream.components.size() * sizeof(std::int32_t) * kCopies;
}

Decoded decoded_by(Codestream const& stream, int reduction, PixelRect area, DecodeLimits const& limits) {
  auto const grid = pixel_grid(stream);
  auto const level = component_extent(stream.image, grid, reduction);
  auto const rows = std::min(area.height, band_height(stream, reduction, level.y + area.y, area.size(), limits));
  if (!stream.is_high_throughput) {
    constexpr std::int64_t kRim = 64;
    return {static_cast<std::uint64_t>((area.width + kRim) * (area.height + kRim)),
            row_memory(stream, area.width) * static_cast<std::uint64_t>(rows + kRim)};
  }
  // A single tile is handed over as it is; of several, one is decoded beside the result.
  auto const tile_width = stream.first_tile.width / (grid.dx << reduction) + 1;
  auto const tile_height = stream.first_tile.height / (grid.dy << reduction) + 1;
  auto const width = std::min(level.width, area.width + 2 * tile_width);
  auto const sample = stream.components.size() * sizeof(std::int32_t) * (stream.is_tiled() ? 2 : 1);
  auto const band = static_cast<std::uint64_t>(width * std::min(level.height, rows + 2 * tile_height));
  return {static_cast<std::uint64_t>(width * std::min(level.height, area.height + 2 * tile_height)),
          band * sample + band * sample / 8};
}

std::int64_t band_height(Codestream const& stream, int reduction, std::int64_t top, PixelSize area,
                         DecodeLimits const& limits) {
  constexpr std::uint64_t kPreferred = 24 << 20;
  constexpr std::int64_t kLeastRows = 16;
  auto const row = row_memory(stream, area.width);
  auto const most = std::max(kLeastRows, static_cast<std::int64_t>(limits.max_memory / 2 / row));
  if (!stream.is_tiled()) {
    if (stream.is_high_throughput) return area.height;
    auto const bands = (area.height + most - 1) / most;
    return (area.height + bands - 1) / bands;
  }
  auto const step = pixel_grid(stream).dy << reduction;
  auto const tile = std::max<std::int64_t>(1, stream.first_tile.height / step);
  if (tile > most) return most;
  auto const preferred = std::clamp(static_cast<std::int64_t>(kPreferred / row), tile, most);
  // To the end of a row of tiles, so that none is decoded twice.
  auto const into_tile = std::max<std::int64_t>(0, top - stream.first_tile.y / step) % tile;
  return std::max<std::int64_t>(1, preferred / tile * tile - into_tile);
}

}  // namespace triforium::codecs::jp2
