#include "pixels/planes.h"

#include <gtest/gtest.h>

#include "pixels/test_pixels.h"

namespace triforium {
namespace {

using namespace test;

Plane plane_of(Picture const& lines) {
  auto const pixels = picture(lines);
  auto plane = Plane::create(pixels.size()).value();
  for (std::int64_t y = 0; y < plane.size().height; ++y)
    std::copy_n(std::as_const(pixels).view().row(y), plane.size().width, plane.view().row(y));
  return plane;
}

Picture draw(Plane const& plane) {
  Picture lines;
  for (std::int64_t y = 0; y < plane.size().height; ++y) {
    auto const* const row = plane.view().row(y);
    lines.emplace_back(row, row + plane.size().width);
  }
  return lines;
}

TEST(Planes, BeginRowsAtMultiplesOf64) {
  auto const plane = Plane::create({65, 3}, {80, 8}).value();
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(plane.view().row(1)) % 64, 0U);
  EXPECT_EQ(plane.size(), (PixelSize{65, 3}));
  EXPECT_EQ(plane.memory(), 128U * 8 + Plane::kPadding);
}

TEST(Planes, AreRefusedWithoutPixelsOrRoom) {
  EXPECT_FALSE(Plane::create({0, 3}));
  EXPECT_FALSE(Plane::create({3, -1}));
  EXPECT_FALSE(Plane::create({9, 9}, {8, 9}));
  EXPECT_FALSE(Plane::create({1LL << 32, 1}));
}

TEST(Planes, HaveChromaForEveryPixel) {
  EXPECT_EQ((Sampling{2, 2}).chroma_size({7, 4}), (PixelSize{4, 2}));
  EXPECT_EQ((Sampling{2, 1}).chroma_size({1, 1}), (PixelSize{1, 1}));
  auto const planes = make_planes({7, 3}, false, {2, 1}).value();
  EXPECT_EQ(planes.cb.size(), (PixelSize{4, 3}));
  EXPECT_TRUE(make_planes({7, 3}, true, {}).value().is_gray());
}

// The slow twin: the turn of rows of pixels, which has a test of its own.
TEST(Planes, TurnAsPixelsDo) {
  for (PixelSize const size : {PixelSize{1, 1}, {3, 2}, {17, 33}, {64, 16}}) {
    auto const pixels = random_pixels(size, {.model = ColourModel::gray}, 7);
    auto const plane = plane_of(test::draw(pixels));
    for (bool const is_mirrored : {false, true}) {
      for (int quarters = 0; quarters < 4; ++quarters) {
        Turn const turn{is_mirrored, quarters};
        EXPECT_EQ(draw(turned(plane, turn).value()), test::draw(drain(make_turned(reader_of(pixels), turn))))
            << is_mirrored << " " << quarters;
      }
    }
  }
}

TEST(Planes, TurnTheirSamplingAsWell) {
  auto const planes = make_planes({8, 4}, false, {2, 1}).value();
  auto const upright = turned(planes, {false, 1}).value();
  EXPECT_EQ(upright.sampling, (Sampling{1, 2}));
  EXPECT_EQ(upright.size(), (PixelSize{4, 8}));
  EXPECT_EQ(upright.cb.size(), (PixelSize{4, 4}));
}

}  // namespace
}  // namespace triforium
