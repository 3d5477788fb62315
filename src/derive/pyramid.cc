#include "derive/pyramid.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "derive/pyramid_build.h"
#include "pixels/quality.h"

namespace triforium::derive {
namespace {

using Clock = std::chrono::steady_clock;

constexpr unsigned kMostThreads = 256;

Result<void> check(codecs::Header const& header, PyramidSettings const& settings) {
  if (!can_build_pyramid(header))
    return fail(ErrorKind::not_implemented, "No pyramid is built of an image with transparency.");
  auto const quality = settings.encode.jpeg_quality;
  if (!is_tile_side(settings.tile) || quality < 1 || quality > 100 || settings.threads < 1 ||
      settings.threads > kMostThreads) {
    return fail(ErrorKind::internal, "No pyramid can be built with these settings.",
                fmt::format("tile {}, quality {}, {} threads", settings.tile, quality, settings.threads));
  }
  return {};
}

Result<void> check_memory(std::uint64_t needed, PyramidSettings const& settings) {
  if (needed <= settings.max_memory) return {};
  return fail(ErrorKind::too_large, "The image is too wide for a pyramid.",
              fmt::format("{} bytes needed, {} allowed", needed, settings.max_memory));
}

bool keeps_colour(codecs::Header const& header, PyramidSettings const& settings) {
  auto const model = header.pixels.model;
  return settings.colour == ColourTarget::keep && (model == ColourModel::gray || model == ColourModel::rgb);
}

// As the encoder of JPEG has it: 4:4:4 for sharp edges of colour, 4:2:0 where the quality is low enough to hide it.
PlaneLayout layout_of(codecs::Header const& header, codecs::EncodeSettings const& encode) {
  if (header.pixels.model == ColourModel::gray) return {1, 0, 0};
  switch (encode.subsampling) {
    case codecs::Subsampling::s444:
      return {3, 0, 0};
    case codecs::Subsampling::s422:
      return {3, 1, 0};
    case codecs::Subsampling::s420:
      return {3, 1, 1};
    case codecs::Subsampling::automatic:
      break;
  }
  return encode.jpeg_quality < 90 ? PlaneLayout{3, 1, 1} : PlaneLayout{3, 0, 0};
}

Result<std::unique_ptr<PlaneSource>> open_source(codecs::Decoder const& source, PyramidSettings const& settings,
                                                 PlaneLayout layout) {
  auto const& header = source.header();
  TRIFORIUM_TRY(auto rows, source.read(0, PixelRect::whole(header.size)));
  if (!keeps_colour(header, settings)) rows = make_srgb(std::move(rows), view_of(header.icc), settings.conversion);
  return make_plane_source(make_8_bit(std::move(rows)), layout);
}

PyramidDescription describe(codecs::Header const& header, PyramidSettings const& settings) {
  PyramidDescription description;
  description.orientation = header.orientation;
  if (keeps_colour(header, settings)) description.icc = header.icc;
  description.xmp = header.metadata.xmp;
  description.iptc = header.metadata.iptc;
  return description;
}

struct Stopwatch {
  Clock::time_point began = Clock::now();
  std::chrono::duration<double> used = processor_time_of_this_thread();
};

Result<Origin> open_pixels(codecs::Decoder const& source, PyramidSettings const& settings) {
  auto const layout = layout_of(source.header(), settings.encode);
  TRIFORIUM_TRY(auto pixels, open_source(source, settings, layout));
  return Origin{std::move(pixels), nullptr};
}

Result<PyramidReport> build(codecs::Decoder const& source, Origin origin, PyramidSettings const& settings,
                            std::filesystem::path const& to, std::stop_token stop,
                            std::function<void(double)> const& progress, Stopwatch const& watch) {
  auto const& header = source.header();
  auto const is_lossless = origin.tiles != nullptr;
  auto const layout = is_lossless ? origin.tiles->layout() : layout_of(header, settings.encode);
  auto const levels = pyramid_levels(header.size, is_lossless ? origin.tiles->side() : settings.tile);
  TRIFORIUM_CHECK(check_memory(PyramidBuild::memory(levels, layout, settings.threads), settings));
  TRIFORIUM_TRY(auto file, PyramidFile::create(to, levels));

  PyramidBuild build(levels, layout, std::move(origin), std::move(file), std::move(stop), progress);
  TRIFORIUM_CHECK(build.prepare(settings.encode.jpeg_quality, settings.threads));
  TRIFORIUM_CHECK(build.run());
  TRIFORIUM_TRY(auto const bytes, build.finish(describe(header, settings)));
  if (progress) progress(1);
  return PyramidReport{header.size,
                       static_cast<int>(levels.size()),
                       bytes,
                       is_lossless,
                       processor_time_of_this_thread() - watch.used + build.helpers_time(),
                       Clock::now() - watch.began};
}

bool converts_colour(codecs::Header const& header, PyramidSettings const& settings) {
  return !keeps_colour(header, settings) &&
         !make_colour_transform(header.pixels, view_of(header.icc), settings.conversion)->is_identity();
}

Result<std::unique_ptr<StoredTiles>> open_tiles(codecs::Decoder const& source, storage::Source const& bytes,
                                                PyramidSettings const& settings) {
  if (converts_colour(source.header(), settings)) return nullptr;
  TRIFORIUM_TRY(auto tiles, take_tiles(source, bytes));
  if (tiles) return tiles;
  return cut_coefficients(source, bytes, settings.tile, settings.max_coefficients);
}

// What the decoder of pixels may still be able to read.
bool is_worth_another_way(Error const& error) {
  return error.kind == ErrorKind::not_implemented || error.kind == ErrorKind::corrupt_source ||
         error.kind == ErrorKind::too_large;
}

}  // namespace

bool can_build_pyramid(codecs::Header const& header) {
  return !header.pixels.has_alpha;
}

std::uint64_t pyramid_memory(codecs::Header const& header, PyramidSettings const& settings) {
  // The rows that are converted: as read, in sRGB, in 8 bits.
  auto const rows = static_cast<std::uint64_t>(PlaneSource::kRowsAtOnce * header.size.width) *
                    static_cast<std::uint64_t>(3 * header.pixels.bytes_per_pixel() + 3);
  return rows + PyramidBuild::memory(pyramid_levels(header.size, settings.tile), layout_of(header, settings.encode),
                                     settings.threads);
}

codecs::Decoder::Cost pyramid_cost(codecs::Decoder const& source, PyramidSettings const& settings) {
  auto const& header = source.header();
  auto cost = source.cost(0, PixelRect::whole(header.size));
  cost.memory += pyramid_memory(header, settings);
  cost.pixels += static_cast<std::uint64_t>(header.size.area()) / 3 * 4;
  return cost;
}

std::uint64_t expected_pyramid_bytes(codecs::Header const& header, PyramidSettings const& settings) {
  // Of scans and photographs a pixel takes about so much at quality 85, and half as much again for every ten more.
  auto const bits = settings.encode.jpeg_quality <= 85 ? 2 : settings.encode.jpeg_quality <= 95 ? 4 : 8;
  return static_cast<std::uint64_t>(header.size.area()) / 3 * 4 / 8 * static_cast<std::uint64_t>(bits) + (1U << 20);
}

Result<PyramidReport> blocking_build_pyramid(codecs::Decoder const& source, PyramidSettings const& settings,
                                             std::filesystem::path const& to, std::stop_token stop,
                                             std::function<void(double)> const& progress) {
  Stopwatch const watch;
  TRIFORIUM_CHECK(check(source.header(), settings));
  TRIFORIUM_CHECK(check_memory(pyramid_memory(source.header(), settings), settings));
  TRIFORIUM_TRY(auto origin, open_pixels(source, settings));
  return build(source, std::move(origin), settings, to, std::move(stop), progress, watch);
}

Result<PyramidReport> blocking_build_pyramid(codecs::Decoder const& source, storage::Source const& bytes,
                                             PyramidSettings const& settings, std::filesystem::path const& to,
                                             std::stop_token stop, std::function<void(double)> const& progress) {
  Stopwatch const watch;
  TRIFORIUM_CHECK(check(source.header(), settings));
  auto tiles = open_tiles(source, bytes, settings);
  if (!tiles && !is_worth_another_way(tiles.error())) return fail(tiles);
  if (tiles && *tiles) {
    auto report = build(source, {nullptr, std::move(*tiles)}, settings, to, stop, progress, watch);
    if (report || !is_worth_another_way(report.error())) return report;
  }
  return blocking_build_pyramid(source, settings, to, std::move(stop), progress);
}

}  // namespace triforium::derive
