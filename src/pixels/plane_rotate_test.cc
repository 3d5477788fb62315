#include "pixels/plane_rotate.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "pixels/kernels.h"
#include "pixels/test_pixels.h"
#include "pixels/turn.h"

namespace triforium {
namespace {

using namespace test;

constexpr PixelFormat kGray{.model = ColourModel::gray};
constexpr Colour kBlue{10, 20, 200};

// Waves: what filters agree about.
std::uint8_t wave(double x, double y, double phase) {
  return static_cast<std::uint8_t>(128 + 60 * std::sin(x / 7 + phase) + 60 * std::cos(y / 9 - x / 25));
}
Plane plane_of(PixelSize size, double phase) {
  auto plane = Plane::create(size).value();
  for (std::int64_t y = 0; y < size.height; ++y) {
    for (std::int64_t x = 0; x < size.width; ++x)
      plane.view().row(y)[x] = wave(static_cast<double>(x), static_cast<double>(y), phase);
  }
  return plane;
}
Planes gray(PixelSize size) {
  Planes planes;
  planes.y = plane_of(size, 0);
  return planes;
}

Pixels pixels_of(ConstPlaneView plane) {
  return make_pixels(plane.size, kGray, [&](auto x, auto y, int) { return plane.row(y)[x]; });
}
Pixels by_rows(Pixels const& pixels, bool is_mirrored, double degrees, Colour ground) {
  return drain(make_rotated(reader_of(pixels), is_mirrored, degrees, ground));
}

// The same filter in floats of another order: rounding may differ, once.
TEST(PlaneRotate, RotatesAsRowsDo) {
  for (PixelSize const size : {PixelSize{301, 203}, {64, 500}, {5, 4}, {3, 70}, {1, 1}, {1, 40}, {700, 2}}) {
    for (double const degrees : {17.3, 90.5, 180.01, 359.9, 45.0, 213.7, 0.001, 300.0}) {
      for (bool const is_mirrored : {false, true}) {
        auto const planes = gray(size);
        auto const made = rotated(planes, is_mirrored, degrees, kBlue);
        ASSERT_TRUE(made);
        auto const expected = by_rows(pixels_of(planes.y.view()), is_mirrored, degrees, kBlue);
        EXPECT_LE(difference(pixels_of(made->y.view()), expected), 1U)
            << size.width << "×" << size.height << ", " << degrees << (is_mirrored ? ", mirrored" : "");
      }
    }
  }
}

TEST(PlaneRotate, TurnsQuartersExactly) {
  auto const planes = gray({61, 40});
  for (double const degrees : {0.0, 90.0, 180.0, 270.0}) {
    auto const made = rotated(planes, true, degrees, kBlue).value();
    EXPECT_EQ(difference(pixels_of(made.y.view()), by_rows(pixels_of(planes.y.view()), true, degrees, kBlue)), 0U);
  }
}

// Samples in the middle of the pixels that share them stay there: as if the pixels had been rotated and then halved.
TEST(PlaneRotate, KeepsChromaWhereItsPixelsAre) {
  for (PixelSize const size : {PixelSize{300, 200}, {301, 203}}) {
    auto const full = pixels_of(plane_of(size, 0).view());
    auto planes = make_planes(size, false, {2, 2}).value();
    Pixels const halved = make_pixels(planes.cb.size(), kGray, [&](auto x, auto y, int) {
      return wave(2 * static_cast<double>(x) + 0.5, 2 * static_cast<double>(y) + 0.5, 0);
    });
    for (auto* const plane : {&planes.y, &planes.cb, &planes.cr})
      for (std::int64_t y = 0; y < plane->size().height; ++y)
        std::copy_n((plane == &planes.y ? full : halved).view().row(y), plane->size().width, plane->view().row(y));
    auto const made = rotated(planes, false, 17.3, kWhite).value();
    auto const expected = by_rows(full, false, 17.3, kWhite);
    auto const box = made.size();
    ASSERT_EQ(made.cb.size(), (PixelSize{(box.width + 1) / 2, (box.height + 1) / 2}));
    for (std::int64_t y = box.height / 5; y < made.cb.size().height - box.height / 5; ++y) {
      for (std::int64_t x = box.width / 5; x < made.cb.size().width - box.width / 5; ++x) {
        double sum = 0;
        for (int i = 0; i < 4; ++i)
          sum += sample_at(expected.view(), 2 * x + i % 2, 2 * y + i / 2, 0);
        ASSERT_NEAR(made.cb.view().row(y)[x], sum / 4, 4) << x << ", " << y;
      }
    }
  }
}

TEST(PlaneRotate, LaysThePictureOnTheGround) {
  auto planes = make_planes({80, 60}, false, {2, 2}).value();
  for (auto* const plane : {&planes.y, &planes.cb, &planes.cr})
    for (std::int64_t y = 0; y < plane->size().height; ++y)
      std::fill_n(plane->view().row(y), plane->size().width, 50);
  auto const made = rotated(planes, false, 30, kBlue).value();
  // JFIF: 0.299 R + 0.587 G + 0.114 B; (B − Y) / 1.772 + 128; (R − Y) / 1.402 + 128.
  EXPECT_EQ(made.y.view().row(0)[0], 38);
  EXPECT_EQ(made.cb.view().row(0)[0], 220);
  EXPECT_EQ(made.cr.view().row(0)[0], 108);
  for (auto const* const plane : {&made.y, &made.cb, &made.cr})
    EXPECT_EQ(plane->view().row(plane->size().height / 2)[plane->size().width / 2], 50);
}

TEST(PlaneRotate, GivesTheSameOnEveryProcessor) {
  if (avx2_kernels() == nullptr) GTEST_SKIP() << "this processor has one set of loops only";
  auto const plane = plane_of({90, 70}, 1);
  for (double const start : {-5.0, 3.0, 40.0}) {
    std::array<std::uint8_t, 120> plain{}, fast{};
    RotatedSamples row{
        plane.view().data, plane.view().stride, 90, 70, 90, 70, start, start / 2, 0.8, 0.6, 120, plain.data(), 7};
    plain_kernels().rotate_samples(row);
    row.out = fast.data();
    avx2_kernels()->rotate_samples(row);
    for (std::size_t i = 0; i < plain.size(); ++i)
      ASSERT_LE(std::abs(plain[i] - fast[i]), 1);
  }
}

TEST(PlaneRotate, RefusesUnequalSampling) {
  EXPECT_FALSE(rotated(make_planes({8, 8}, false, {2, 1}).value(), false, 10, kWhite));
}

}  // namespace
}  // namespace triforium
