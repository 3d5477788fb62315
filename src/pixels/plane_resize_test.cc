#include "pixels/plane_resize.h"

#include <gtest/gtest.h>

#include <array>
#include <random>

#include "pixels/plane_kernels.h"
#include "pixels/resize.h"
#include "pixels/test_pixels.h"

namespace triforium {
namespace {

using namespace test;

constexpr PixelFormat kGray{.model = ColourModel::gray};

Pixels pixels_of(Plane const& plane) {
  auto pixels = Pixels::create(plane.size(), kGray).value();
  for (std::int64_t y = 0; y < plane.size().height; ++y)
    std::copy_n(plane.view().row(y), plane.size().width, pixels.view().row(y));
  return pixels;
}

// The plane cut into pieces of a size, as tiles are.
struct Cut {
  std::vector<std::vector<Plane>> pieces;  // columns of rows
  PixelSize piece, size;

  Cut(Pixels const& pixels, PixelSize each) : piece(each), size(pixels.size()) {
    for (std::int64_t x = 0; x < size.width; x += piece.width) {
      auto& column = pieces.emplace_back();
      for (std::int64_t y = 0; y < size.height; y += piece.height) {
        auto const area = PixelRect{x, y, piece.width, piece.height}.intersection(PixelRect::whole(size));
        column.push_back(Plane::create(area.size()).value());
        for (std::int64_t row = 0; row < area.height; ++row)
          std::copy_n(pixels.view().row(y + row) + x, area.width, column.back().view().row(row));
      }
    }
  }
  PlaneRows rows(Range range) const {
    PlaneRows rows{range.first, {}};
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      auto const x = static_cast<std::int64_t>(i) * piece.width;
      auto& column = rows.columns.emplace_back();
      column.samples = {x, std::min(x + piece.width, size.width)};
      for (auto y = range.first; y < range.end; ++y)
        column.rows.push_back(pieces[i][static_cast<std::size_t>(y / piece.height)].view().row(y % piece.height));
    }
    return rows;
  }
};

Plane resized(Pixels const& pixels, Window window, PixelSize out, PixelSize piece, std::int64_t strip) {
  PlaneResizer resizer({pixels.size().width, window.x, window.width, out.width},
                       {pixels.size().height, window.y, window.height, out.height});
  Cut const cut(pixels, piece);
  auto plane = Plane::create(out).value();
  for (std::int64_t y = 0; y < out.height; y += strip) {
    Range const range{y, std::min(y + strip, out.height)};
    resizer.make_rows(cut.rows(resizer.rows(range)), range, from_row(plane.view(), range.first));
  }
  return plane;
}

struct Case {
  PixelSize in;
  Window window;
  PixelSize out;
};
std::vector<Case> const kCases{
    {{100, 80}, {0, 0, 100, 80}, {50, 40}},
    {{100, 80}, {3.25, 7.75, 71.5, 50}, {45, 31}},
    {{100, 80}, {10, 20, 64, 32}, {64, 32}},
    {{100, 80}, {10.5, 20.5, 64, 32}, {64, 32}},
    {{100, 80}, {40, 30, 20, 17}, {77, 90}},
    {{100, 80}, {99, 79, 1, 1}, {9, 9}},
    {{1, 1}, {0, 0, 1, 1}, {5, 3}},
    {{200, 150}, {1, 2, 190, 140}, {7, 3}},
    {{200, 150}, {0.5, 0.25, 120, 120}, {81, 79}},
    {{2, 300}, {0, 0, 2, 300}, {3, 100}},
    {{65, 33}, {0, 0, 65.5, 33.5}, {33, 17}},
};

// The slow twin: the floating-point resize of rows of pixels, which has a twin of its own.
TEST(PlaneResize, MakesWhatRowsOfPixelsMake) {
  for (auto const& one : kCases) {
    auto const pixels = random_pixels(one.in, kGray, 5);
    auto const expected = drain(make_resizer(reader_of(pixels), one.window, one.out).value());
    auto const made = resized(pixels, one.window, one.out, one.in, one.out.height);
    EXPECT_LE(difference(pixels_of(made), expected), 1U) << one.in.width << " to " << one.out.width;
  }
}

TEST(PlaneResize, DoesNotShowWherePiecesMeet) {
  for (auto const& one : kCases) {
    auto const pixels = random_pixels(one.in, kGray, 6);
    auto const whole = resized(pixels, one.window, one.out, one.in, one.out.height);
    auto const pieces = resized(pixels, one.window, one.out, {16, 24}, 5);
    EXPECT_EQ(difference(pixels_of(whole), pixels_of(pieces)), 0U) << one.in.width << " to " << one.out.width;
  }
}

TEST(PlaneResize, KeepsFlatPicturesFlat) {
  for (auto const value : {0U, 1U, 128U, 255U}) {
    auto const flat = make_pixels({900, 700}, kGray, [&](auto, auto, int) { return value; });
    for (PixelSize const out : {PixelSize{450, 350}, {7, 5}, {899, 701}, {1, 1}}) {
      auto const made = resized(flat, {0.3, 0.2, 899, 699}, out, {512, 512}, 64);
      auto const expected = make_pixels(out, kGray, [&](auto, auto, int) { return value; });
      EXPECT_EQ(difference(pixels_of(made), expected), 0U) << value;
    }
  }
}

// With AVX2 and AVX-512 the same bits come out as without.
class PlaneKernelsTest : public testing::TestWithParam<PlaneKernels const*> {
 protected:
  void SetUp() override {
    if (GetParam() == nullptr) GTEST_SKIP() << "this processor does not have what these loops need";
  }
};
std::string name_of(testing::TestParamInfo<PlaneKernels const*> const& each) {
  constexpr std::array kNames{"Sse2", "Avx2", "NearAvx2", "Avx512"};
  return kNames[each.index];
}
INSTANTIATE_TEST_SUITE_P(Fast, PlaneKernelsTest,
                         testing::Values(sse2_plane_kernels(), avx2_plane_kernels(), near_avx2_plane_kernels(),
                                         avx512_plane_kernels()),
                         name_of);

TEST_P(PlaneKernelsTest, AddAlike) {
  std::mt19937 random(3);
  for (int round = 0; round < 200; ++round) {
    std::size_t const n = 1 + random() % 150;
    auto const count = static_cast<int>(2 + 2 * (random() % 12));
    std::vector<std::uint8_t> samples(static_cast<std::size_t>(count) * 256);
    for (auto& sample : samples)
      sample = static_cast<std::uint8_t>(round == 0 ? 255 : random());
    std::vector<std::uint8_t const*> rows;
    for (int k = 0; k < count; ++k)
      rows.push_back(samples.data() + k * 256 - 3);
    std::vector<std::int16_t> weights;
    for (int k = 0; k < count; ++k)
      weights.push_back(static_cast<std::int16_t>(static_cast<int>(random() % 8000) - 3000));
    std::vector<std::int16_t> one(n + kPlanePadding), other(n + kPlanePadding);
    plain_plane_kernels().add_rows(rows.data(), 5, weights.data(), count, one.data(), n);
    GetParam()->add_rows(rows.data(), 5, weights.data(), count, other.data(), n);
    EXPECT_TRUE(std::equal(one.begin(), one.begin() + static_cast<std::ptrdiff_t>(n), other.begin()));
  }
}

// Spans and weights of 40 pixels in the order of one layout, made from the same numbers whatever the layout is.
struct RandomTaps {
  std::vector<TapSpan> spans;
  std::vector<std::int16_t> weights;
  std::size_t stride;

  RandomTaps(WeightLayout const& layout, std::size_t most, unsigned step, unsigned seed) {
    std::mt19937 random(seed);
    stride = (most + layout.weights - 1) / layout.weights * layout.weights;
    weights.resize(48 * stride);
    std::int32_t first = 0;
    for (std::size_t i = 0; i < 40; ++i) {
      auto const count = 1 + random() % most;
      // It falls, too: a pixel that lies on a neighbour needs none before it, the next one does.
      first = std::max(0, first + static_cast<std::int32_t>(random() % (step + 2)) - 1);
      spans.push_back({first + (i == 0 ? 1 : 0), static_cast<std::int32_t>(count)});
      for (std::size_t k = 0; k < count; ++k)
        weights[layout.index(i, k, stride)] = static_cast<std::int16_t>(static_cast<int>(random() % 6000) - 1500);
    }
    spans.resize(48, spans.back());
  }
  PlaneTaps view() const { return {spans.data(), weights.data(), 40, stride}; }
};

TEST_P(PlaneKernelsTest, FilterAlike) {
  std::mt19937 random(4);
  std::vector<std::int16_t> sums(1600);
  for (auto& sum : sums)
    sum = static_cast<std::int16_t>(static_cast<int>(random() % 20000) - 1500);
  auto const pixels = static_cast<std::int32_t>(GetParam()->layout.pixels);
  auto const step = static_cast<unsigned>(std::min(4, GetParam()->reach / (pixels - 1)));
  for (unsigned const most : {1U, 2U, 7U, 8U, 13U, 24U, 48U}) {
    // All rows together, and some.
    auto const rows = most % 2 == 0 ? kRowsTogether : 3;
    std::vector<std::uint8_t> one(rows * 48), other(rows * 48);
    RandomTaps const plain(plain_plane_kernels().layout, most, step, most), fast(GetParam()->layout, most, step, most);
    plain_plane_kernels().filter_sums({sums.data(), 300, rows}, {one.data(), 48}, plain.view());
    GetParam()->filter_sums({sums.data(), 300, rows}, {other.data(), 48}, fast.view());
    for (std::size_t y = 0; y < rows; ++y)
      EXPECT_TRUE(std::equal(&one[y * 48], &one[y * 48] + 40, &other[y * 48])) << most << ", row " << y;
  }
}

TEST(PlaneKernels, AreChosenByWhatTheyCanReach) {
  if (avx2_plane_kernels() == nullptr) GTEST_SKIP() << "this processor has no AVX2, or they were not built";
  auto const chosen = [](std::int32_t step) {
    std::vector<TapSpan> spans;
    for (std::int32_t i = 0; i < 40; ++i)
      spans.push_back({step * i, 8});
    return &plane_kernels(spans.data(), spans.size());
  };
  auto const* const best = avx512_plane_kernels();
  EXPECT_EQ(chosen(2), best != nullptr ? best : near_avx2_plane_kernels());
  EXPECT_EQ(chosen(4), best != nullptr ? best : avx2_plane_kernels());
  EXPECT_EQ(chosen(5), avx2_plane_kernels());
}

}  // namespace
}  // namespace triforium
