// What is done to planes after scaling, rotated by any angle and split into black and white, beside the long way.
#include "image/test_planes.h"

namespace triforium::image {
namespace {

TEST(PlaneFinish, RotatesAsTheLongWayDoes) {
  for (int const orientation : {1, 6, 7}) {
    for (auto const* kind : {kPyramid, kFile, kFullChromaFile}) {
      auto const picture = waves({501, 398});
      vips_image_set_int(picture.get(), VIPS_META_ORIENTATION, orientation);
      auto const image = open_image(save(picture.get(), kind));
      for (auto const* request :
           {"full/max/17.3/default.jpg", "13,22,351,300/201,173/!90.5/default.jpg", "full/150,/180.01/default.jpg",
            "full/^600,/!317/gray.jpg", "0,0,9,7/^5,4/12/gray.jpg"}) {
        auto const plan = plan_for(*image, request);
        auto const expected = long_way(*image, plan);
        EXPECT_GE(psnr(short_way(*image, plan).view(), expected.view()), 42) << orientation << kind << request;
      }
    }
  }
}

double share_of_others(ConstPixelsView a, ConstPixelsView b) {
  std::int64_t others = 0;
  for (std::int64_t y = 0; y < a.size.height; ++y) {
    for (std::int64_t x = 0; x < a.size.width; ++x)
      others += a.row(y)[3 * x] != b.row(y)[3 * x];
  }
  return static_cast<double>(others) / static_cast<double>(a.size.area());
}

TEST(PlaneFinish, MakesBitonalAsTheLongWayDoes) {
  auto const picture = waves({501, 398});
  vips_image_set_int(picture.get(), VIPS_META_ORIENTATION, 6);
  for (auto const* kind : {kPyramid, kStrips, kFile}) {
    auto const image = open_image(save(picture.get(), kind));
    for (auto const* request : {"full/max/0/bitonal.jpg", "13,22,301,270/201,/0/bitonal.jpg",
                                "full/200,/!90/bitonal.jpg", "full/300,/17.3/bitonal.jpg"}) {
      auto const plan = plan_for(*image, request);
      auto const made = short_way(*image, plan), expected = long_way(*image, plan);
      ASSERT_EQ(made.size(), expected.size());
      EXPECT_LE(share_of_others(made.view(), expected.view()), 0.005) << kind << request;
    }
  }
}

Pixels decoded(OpenImage const& image) {
  return read_all(*make_rgb(image.decoder->read(0, PixelRect::whole(image.shape.stored)).value())).value();
}

// Whole files, with chroma as it is set by default: the same kind, the same picture, the same size in bytes, about.
TEST(PlaneFinish, WritesTheFileOfTheLongWay) {
  auto const image = open_image(save(waves({501, 398}).get(), kPyramid));
  for (auto const* request : {"full/300,/0/bitonal.jpg", "full/300,/90/bitonal.jpg", "full/300,/17.3/bitonal.jpg",
                              "full/300,/17.3/default.jpg", "full/300,/!45/gray.jpg"}) {
    auto const plan = plan_for(*image, request);
    ASSERT_TRUE(takes_planes(plan, *image, {})) << request;
    Tiles tiles;
    auto const made = blocking_render_planes(plan, *image, {}, tiles.cache, {}, kNever).value().value();
    codecs::BytesSink expected;
    ASSERT_TRUE(blocking_render_into(plan, *image, {}, Patience({}, kNever), expected));
    auto const file = open_image(made), twin = open_image(expected.bytes);
    EXPECT_EQ(file->shape.stored, plan.output) << request;
    EXPECT_EQ(file->shape.pixels, twin->shape.pixels) << request;
    if (plan.quality != Quality::bitonal) {
      EXPECT_GE(psnr(decoded(*file).view(), decoded(*twin).view()), 40) << request;
    }
    EXPECT_NEAR(static_cast<double>(made.size()) / static_cast<double>(expected.bytes.size()), 1, 0.03) << request;
  }
}

TEST(PlaneFinish, CountsWhatRotationHolds) {
  auto const image = open_image(save(waves({501, 398}).get(), kPyramid));
  Tiles tiles;
  auto const straight = plan_for(*image, "full/400,300/0/bitonal.jpg");
  auto const rotated = plan_for(*image, "full/400,300/45/default.jpg");
  // Both are there at once, luma and chroma, before the file is written.
  auto const planes = static_cast<std::uint64_t>(3 * (rotated.scaled.area() + rotated.output.area()));
  EXPECT_GE(cost_of_planes(rotated, *image, tiles.cache).memory, planes);
  auto const unknown = cost_of_planes(straight, *image, tiles.cache).pixels;
  ASSERT_TRUE(blocking_threshold_of(*image, Patience({}, kNever)));
  EXPECT_LT(cost_of_planes(straight, *image, tiles.cache).pixels, unknown);
}

// A needle, rotated, needs a box of many times its pixels.
TEST(PlaneFinish, LeavesLargeBoxesToTheLongWay) {
  auto const image = open_image(save(waves({9000, 20}).get(), kFile));
  EXPECT_TRUE(takes_planes(plan_for(*image, "full/max/0/default.jpg"), *image, {}));
  EXPECT_FALSE(takes_planes(plan_for(*image, "full/max/45/default.jpg"), *image, {}));
}

}  // namespace
}  // namespace triforium::image
