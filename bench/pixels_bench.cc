// How fast the steps of src/pixels are, on one thread. Pixels a second are those of the input, except for the rotation
// and the enlarging (the output's).
#include <benchmark/benchmark.h>
#include <lcms2.h>

#include <memory>

#include "pixels/colour.h"
#include "pixels/plane_rotate.h"
#include "pixels/quality.h"
#include "pixels/resize.h"
#include "pixels/turn.h"

namespace triforium {
namespace {

constexpr PixelFormat kRgb{};
constexpr PixelFormat kRgba{.has_alpha = true};
constexpr PixelFormat kGray{.model = ColourModel::gray};
constexpr PixelFormat kRgb16{.type = SampleType::u16};

// A picture that lives longer than the readers that deliver it.
class SharedReader final : public RowReader {
 public:
  explicit SharedReader(ConstPixelsView pixels) : pixels_(pixels) {}
  PixelSize size() const override { return pixels_.size; }
  PixelFormat format() const override { return pixels_.format; }
  Result<void> read(PixelsView rows) override {
    for (std::int64_t y = 0; y < rows.size.height; ++y)
      std::copy_n(pixels_.row(next_++), rows.row_bytes(), rows.row(y));
    return {};
  }

 private:
  ConstPixelsView pixels_;
  std::int64_t next_ = 0;
};

Pixels noise(PixelSize size, PixelFormat format) {
  auto pixels = Pixels::create(size, format).value();
  std::uint32_t state = 1;
  for (std::int64_t y = 0; y < size.height; ++y) {
    auto* row = pixels.view().row(y);
    for (std::size_t i = 0; i < pixels.view().row_bytes(); ++i)
      row[i] = static_cast<std::uint8_t>((state = state * 1664525 + 1013904223) >> 24);
  }
  return pixels;
}

// Pulls everything in strips of 16 rows, as an encoder does.
template <typename Make>
void run(benchmark::State& state, PixelSize size, PixelFormat format, Make&& make) {
  auto const in = noise(size, format);
  std::int64_t output = 0;
  for (auto _ : state) {
    std::unique_ptr<RowReader> reader = make(std::make_unique<SharedReader>(in.view()));
    auto strip =
        Pixels::create({reader->size().width, std::min<std::int64_t>(16, reader->size().height)}, reader->format())
            .value();
    output = reader->size().area();
    for (std::int64_t left = reader->size().height; left > 0; left -= 16) {
      if (!reader->read(strip.view().rows(0, std::min<std::int64_t>(16, left)))) state.SkipWithError("failed");
    }
    benchmark::DoNotOptimize(strip.view().data);
  }
  state.SetItemsProcessed(state.iterations() * std::max(size.area(), output));
}

void resize(benchmark::State& state, PixelSize from, PixelSize to, PixelFormat format) {
  Window const window{0, 0, static_cast<double>(from.width), static_cast<double>(from.height)};
  run(state, from, format, [&](auto in) { return make_resizer(std::move(in), window, to).value(); });
}

BENCHMARK_CAPTURE(resize, rgb_1024_to_512, PixelSize{1024, 1024}, PixelSize{512, 512}, kRgb)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(resize, rgb_1024_to_700, PixelSize{1024, 1024}, PixelSize{700, 700}, kRgb)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(resize, gray_1024_to_512, PixelSize{1024, 1024}, PixelSize{512, 512}, kGray)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(resize, rgba_1024_to_512, PixelSize{1024, 1024}, PixelSize{512, 512}, kRgba)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(resize, rgb16_1024_to_512, PixelSize{1024, 1024}, PixelSize{512, 512}, kRgb16)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(resize, rgb_6mp_to_600x400, PixelSize{3000, 2000}, PixelSize{600, 400}, kRgb)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(resize, rgb_24mp_to_150x100, PixelSize{6000, 4000}, PixelSize{150, 100}, kRgb)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(resize, rgb_256_to_1024, PixelSize{256, 256}, PixelSize{1024, 1024}, kRgb)
    ->Unit(benchmark::kMillisecond);

void rotate(benchmark::State& state, PixelFormat format, Background const& ground) {
  run(state, {3000, 2000}, format, [&](auto in) { return make_rotated(std::move(in), false, 17, ground); });
}
BENCHMARK_CAPTURE(rotate, rgb_6mp_17_degrees, kRgb, kWhite)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(rotate, gray_6mp_17_degrees, kGray, kWhite)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(rotate, rgba_6mp_17_degrees, kRgba, Background{})->Unit(benchmark::kMillisecond);

// The same as planes of 4:2:0, as JPEG to JPEG goes.
void rotate_planes(benchmark::State& state) {
  auto planes = make_planes({3000, 2000}, false, {2, 2}).value();
  for (auto* const plane : {&planes.y, &planes.cb, &planes.cr}) {
    for (std::int64_t y = 0; y < plane->size().height; ++y) {
      for (std::int64_t x = 0; x < plane->size().width; ++x)
        plane->view().row(y)[x] = static_cast<std::uint8_t>(x * 5 + y * 3);
    }
  }
  for (auto _ : state)
    benchmark::DoNotOptimize(rotated(planes, false, 17, kWhite));
}
BENCHMARK(rotate_planes)->Name("rotate/planes_6mp_17_degrees")->Unit(benchmark::kMillisecond);

void turn(benchmark::State& state, Turn turn) {
  run(state, {3000, 2000}, kRgb, [&](auto in) { return make_turned(std::move(in), turn); });
}
BENCHMARK_CAPTURE(turn, rgb_6mp_90_degrees, Turn{false, 1})->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(turn, rgb_6mp_180_degrees, Turn{false, 2})->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(turn, rgb_6mp_mirrored, Turn{true, 0})->Unit(benchmark::kMillisecond);

// Adobe RGB (1998).
Bytes wide_profile() {
  cmsCIExyY const white{0.3127, 0.3290, 1};
  cmsCIExyYTRIPLE const primaries{{0.64, 0.33, 1}, {0.21, 0.71, 1}, {0.15, 0.06, 1}};
  auto* const curve = cmsBuildGamma(nullptr, 563.0 / 256);
  cmsToneCurve* const curves[] = {curve, curve, curve};
  auto* const profile = cmsCreateRGBProfile(&white, &primaries, curves);
  cmsUInt32Number size = 0;
  cmsSaveProfileToMem(profile, nullptr, &size);
  Bytes bytes(size);
  cmsSaveProfileToMem(profile, bytes.data(), &size);
  cmsCloseProfile(profile);
  cmsFreeToneCurve(curve);
  return bytes;
}

void colour(benchmark::State& state, PixelFormat format, Bytes const& icc) {
  auto const transform = make_colour_transform(format, icc);
  run(state, {1024, 1024}, format, [&](auto in) { return make_srgb(std::move(in), transform); });
}
BENCHMARK_CAPTURE(colour, rgb_by_matrix, kRgb, wide_profile())->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(colour, rgb16_by_matrix, kRgb16, wide_profile())->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(colour, cmyk_by_formula, PixelFormat{.model = ColourModel::cmyk}, Bytes())
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(colour, lab, PixelFormat{.model = ColourModel::lab}, Bytes())->Unit(benchmark::kMillisecond);

void make_transform(benchmark::State& state, PixelFormat format) {
  auto const icc = wide_profile();
  for (auto _ : state)
    benchmark::DoNotOptimize(make_colour_transform(format, icc));
}
BENCHMARK_CAPTURE(make_transform, rgb, kRgb)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(make_transform, rgb16, kRgb16)->Unit(benchmark::kMicrosecond);

void gray(benchmark::State& state) {
  run(state, {1024, 1024}, kRgb, [](auto in) { return make_gray(std::move(in)); });
}
BENCHMARK(gray)->Unit(benchmark::kMillisecond);

void flatten(benchmark::State& state) {
  run(state, {1024, 1024}, kRgba, [](auto in) { return make_flattened(std::move(in), kWhite); });
}
BENCHMARK(flatten)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace triforium

BENCHMARK_MAIN();
