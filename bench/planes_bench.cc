// How long the stages of a request take, on one thread: a JPEG tile cut, turned and joined in coefficients; and off the
// grid, a tile to planes, planes resized, planes to JPEG. The picture is of 512 × 512 pixels, with the detail of a
// photograph.
#include <benchmark/benchmark.h>

#include <cmath>

#include "codecs/coefficients/coefficients.h"
#include "codecs/jpeg/jpeg_planes.h"
#include "codecs/plane_encoder.h"
#include "pixels/plane_resize.h"

namespace triforium {
namespace {

constexpr PixelSize kTile{512, 512};

// Waves of all lengths and a little noise: about 27 kB at quality 85.
Planes picture() {
  auto planes = make_planes(kTile, false, {2, 2}).value();
  std::uint32_t state = 1;
  for (auto* const plane : {&planes.y, &planes.cb, &planes.cr}) {
    for (std::int64_t y = 0; y < plane->size().height; ++y) {
      for (std::int64_t x = 0; x < plane->size().width; ++x) {
        auto const u = static_cast<double>(x), v = static_cast<double>(y);
        auto const wave = 50 * std::sin(u / 31 + v / 57) + 20 * std::sin(u * v / 900) + 10 * std::cos(u / 5);
        state = state * 1664525 + 1013904223;
        plane->view().row(y)[x] = static_cast<std::uint8_t>(128 + wave + (state >> 29));
      }
    }
  }
  return planes;
}

Bytes encoded() {
  codecs::BytesSink sink;
  (void)codecs::encode_planes(codecs::OutputFormat::jpg, picture(), {}, {}, sink);
  return sink.bytes;
}

void decode_tile(benchmark::State& state, int reduction, bool is_gray) {
  auto const source = storage::make_memory_source("bench", encoded());
  codecs::StoredTile tile;
  tile.size = kTile;
  tile.length = source->size();
  for (auto _ : state)
    benchmark::DoNotOptimize(codecs::jpeg::decode_planes(*source, tile, {reduction, 0, 512, is_gray}, 1 << 20));
  state.counters["bytes"] = static_cast<double>(tile.length);
}
BENCHMARK_CAPTURE(decode_tile, whole, 1, false)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(decode_tile, luma_alone, 1, true)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(decode_tile, at_a_quarter, 4, false)->Unit(benchmark::kMicrosecond);

void encode_tile(benchmark::State& state, codecs::OutputFormat format) {
  for (auto _ : state) {
    state.PauseTiming();
    auto planes = picture();
    state.ResumeTiming();
    codecs::BytesSink sink;
    benchmark::DoNotOptimize(codecs::encode_planes(format, std::move(planes), {}, {}, sink));
  }
}
BENCHMARK_CAPTURE(encode_tile, jpg, codecs::OutputFormat::jpg)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(encode_tile, webp, codecs::OutputFormat::webp)->Unit(benchmark::kMicrosecond);

void assemble_tiles(benchmark::State& state, std::int64_t columns, PixelRect crop, Turn turn, bool is_gray) {
  auto const tile = encoded();
  codecs::Assembly assembly;
  assembly.tiles.resize(static_cast<std::size_t>(columns), {{}, tile});
  assembly.columns = columns;
  assembly.tile = kTile;
  assembly.crop = crop;
  assembly.turn = turn;
  assembly.is_gray = is_gray;
  for (auto _ : state) {
    auto const made = codecs::assemble(assembly, {}, 1 << 26);
    if (!made || !*made) state.SkipWithError("cannot be done without loss");
    benchmark::DoNotOptimize(made);
  }
}
BENCHMARK_CAPTURE(assemble_tiles, cut_at_the_edge, 1, PixelRect{0, 0, 300, 411}, Turn{}, false)
    ->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(assemble_tiles, quarter_turn, 1, PixelRect{0, 0, 512, 512}, Turn{.quarters = 1}, false)
    ->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(assemble_tiles, gray, 1, PixelRect{0, 0, 512, 512}, Turn{}, true)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(assemble_tiles, two_neighbours, 2, PixelRect{0, 0, 1024, 512}, Turn{}, false)
    ->Unit(benchmark::kMicrosecond);

// Luma of a region that covers four tiles.
void resize_plane(benchmark::State& state, PixelSize out) {
  auto const tile = picture();
  auto result = Plane::create(out).value();
  for (auto _ : state) {
    PlaneResizer resizer({1024, 60.5, 900, out.width}, {1024, 100.25, 700, out.height});
    auto const range = resizer.rows({0, out.height});
    PlaneRows rows{range.first, {{{0, 512}, {}}, {{512, 1024}, {}}}};
    for (auto& column : rows.columns) {
      for (auto y = range.first; y < range.end; ++y)
        column.rows.push_back(tile.y.view().row(y % 512));
    }
    resizer.make_rows(rows, {0, out.height}, result.view());
    benchmark::DoNotOptimize(result.view().data);
  }
}
BENCHMARK_CAPTURE(resize_plane, 900x700_to_450x350, PixelSize{450, 350})->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(resize_plane, 900x700_to_800x622, PixelSize{800, 622})->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(resize_plane, 900x700_to_1200x933, PixelSize{1200, 933})->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace triforium

BENCHMARK_MAIN();
