// The short way by planes beside the long way by rows of RGB: the same picture, within what JPEG's own rounding
// explains.
#include "image/plane_render.h"

#include "codecs/jpeg/test_jpeg.h"
#include "codecs/plane_encoder.h"
#include "codecs/test_reading.h"
#include "image/test_planes.h"
#include "support/data.h"

namespace triforium::image {
namespace {

// A part of a photograph.
Vips photograph(char const* name) {
  EXPECT_EQ(VIPS_INIT("plane_render_test"), 0);
  auto const path = *test::shared_data() / "images" / name;
  Vips const whole(vips_image_new_from_file(path.c_str(), nullptr));
  VipsImage* part = nullptr;
  EXPECT_EQ(vips_crop(whole.get(), &part, 1500, 700, 1301, 977, nullptr), 0);
  return Vips(part);
}

// Structural similarity of green, the mean over blocks of 8 × 8 (Wang et al. 2004).
double ssim(ConstPixelsView a, ConstPixelsView b) {
  constexpr std::int64_t kBlock = 8;
  constexpr double kC1 = 0.01 * 255 * 0.01 * 255, kC2 = 0.03 * 255 * 0.03 * 255;
  double total = 0, blocks = 0;
  for (std::int64_t top = 0; top + kBlock <= a.size.height; top += kBlock) {
    for (std::int64_t left = 0; left + kBlock <= a.size.width; left += kBlock) {
      double sa = 0, sb = 0, saa = 0, sbb = 0, sab = 0;
      for (std::int64_t i = 0; i < kBlock * kBlock; ++i) {
        double const p = a.row(top + i / kBlock)[3 * (left + i % kBlock) + 1];
        double const q = b.row(top + i / kBlock)[3 * (left + i % kBlock) + 1];
        sa += p, sb += q, saa += p * p, sbb += q * q, sab += p * q;
      }
      double const n = kBlock * kBlock, ma = sa / n, mb = sb / n;
      double const va = saa / n - ma * ma, vb = sbb / n - mb * mb, vab = sab / n - ma * mb;
      total += (2 * ma * mb + kC1) * (2 * vab + kC2) / ((ma * ma + mb * mb + kC1) * (va + vb + kC2));
      ++blocks;
    }
  }
  return blocks == 0 ? 1 : total / blocks;
}

void expect_alike(Pixels const& made, Pixels const& expected, double least, std::string const& what) {
  ASSERT_EQ(made.size(), expected.size()) << what;
  EXPECT_GE(psnr(made.view(), expected.view()), least) << what;
  EXPECT_GE(ssim(made.view(), expected.view()), 0.99) << what;
}

std::vector<std::string> const kRequests{
    "0,0,1301,977/400,/0/default.jpg",       "0,0,1301,977/150,/0/default.jpg",    "311,207,700,450/450,/0/default.jpg",
    "101,33,601,599/600,500/0/default.jpg",  "255,255,3,3/^200,/0/default.jpg",    "700,401,600,576/171,/0/default.jpg",
    "900,500,401,477/401,477/0/default.jpg", "64,64,300,200/!90,90/0/default.jpg",
};

class Photographs : public testing::TestWithParam<char const*> {
 protected:
  void SetUp() override {
    if (!test::shared_data()) GTEST_SKIP() << test::kNoData;
  }
};

TEST_P(Photographs, LookAsTheyDoTheLongWay) {
  for (auto const* kind : {kPyramid, kStrips, kFile, kFullChromaFile, kProgressiveFile}) {
    auto const image = open_image(save(photograph(GetParam()).get(), kind));
    for (auto const& request : kRequests) {
      auto const plan = plan_for(*image, request);
      expect_alike(short_way(*image, plan), long_way(*image, plan), 42,
                   fmt::format("{} {}, level {}", kind, request, plan.level));
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Real, Photographs,
                         testing::Values("leaves_scan_6976x5074.jpg", "ptolemy_cosmographia_1467_6732x4938.jpg",
                                         "photo_seeding_5312x2988.jpg"));

// ---- What needs no photographs --------------------------------------------------------------------------------------

Planes planes_of(OpenImage const& image, std::string const& parameters, Sampling sampling = {2, 2}) {
  Tiles tiles;
  return std::move(
      blocking_make_planes(plan_for(image, parameters), image, {}, sampling, tiles.cache, {}, kNever).value().value());
}

std::uint32_t difference(Plane const& a, Plane const& b) {
  if (a.size() != b.size()) return 256;
  std::uint32_t most = 0;
  for (std::int64_t y = 0; y < a.size().height; ++y) {
    for (std::int64_t x = 0; x < a.size().width; ++x) {
      int const distance = a.view().row(y)[x] - b.view().row(y)[x];
      most = std::max(most, static_cast<std::uint32_t>(std::abs(distance)));
    }
  }
  return most;
}

TEST(PlaneRender, MirrorsAndTurnsAsTheLongWayDoes) {
  auto const image = open_image(save(waves({500, 399}).get(), kPyramid));
  for (auto const* rotation : {"0", "!0", "90", "!90", "180", "!180", "270", "!270"}) {
    for (Sampling const sampling : {Sampling{1, 1}, {2, 1}, {2, 2}}) {
      auto const plan = plan_for(*image, fmt::format("13,22,351,300/201,173/{}/default.jpg", rotation));
      auto const made = short_way(*image, plan, sampling);
      ASSERT_EQ(made.size(), plan.output);
      EXPECT_GE(psnr(made.view(), long_way(*image, plan).view()), sampling == Sampling{} ? 42 : 36)
          << rotation << ", sampling " << sampling.across << "×" << sampling.down;
    }
  }
}

TEST(PlaneRender, SetsImagesUpright) {
  for (int orientation = 1; orientation <= 8; ++orientation) {
    auto const picture = waves({301, 200});
    vips_image_set_int(picture.get(), VIPS_META_ORIENTATION, orientation);
    auto const image = open_image(save(picture.get(), kFile));
    ASSERT_EQ(static_cast<int>(image->shape.orientation), orientation);
    auto const plan = plan_for(*image, "20,31,150,141/75,/!90/default.jpg");
    EXPECT_GE(psnr(short_way(*image, plan).view(), long_way(*image, plan).view()), 42) << orientation;
  }
}

// What viewers lay side by side has no seam: two halves are the whole, sample for sample.
TEST(PlaneRender, MakesRegionsThatFitTogether) {
  auto const image = open_image(save(waves({1200, 800}).get(), kPyramid));
  auto const whole = planes_of(*image, "100,60,900,600/600,400/0/default.jpg");
  auto const left = planes_of(*image, "100,60,450,600/300,400/0/default.jpg");
  auto const right = planes_of(*image, "550,60,450,600/300,400/0/default.jpg");
  for (auto Planes::*plane : {&Planes::y, &Planes::cb, &Planes::cr}) {
    auto const all = (whole.*plane).view(), one = (left.*plane).view(), other = (right.*plane).view();
    for (std::int64_t y = 0; y < all.size.height; ++y) {
      ASSERT_TRUE(std::equal(one.row(y), one.row(y) + one.size.width, all.row(y)));
      ASSERT_TRUE(std::equal(other.row(y), other.row(y) + other.size.width, all.row(y) + one.size.width));
    }
  }
}

TEST(PlaneRender, MakesGrayOfLumaAlone) {
  auto const image = open_image(save(waves({600, 500}).get(), kPyramid));
  auto const colour = planes_of(*image, "10,10,400,300/200,150/0/default.jpg");
  auto const gray = planes_of(*image, "10,10,400,300/200,150/0/gray.jpg");
  EXPECT_TRUE(gray.is_gray());
  EXPECT_EQ(difference(colour.y, gray.y), 0U);
}

TEST(PlaneRender, TakesGrayImages) {
  for (auto const* kind : {kPyramid, kStrips, kFile}) {
    auto const image = open_image(save(waves({600, 500}, 1).get(), kind));
    auto const plan = plan_for(*image, "13,40,501,399/250,/90/default.jpg");
    EXPECT_GE(psnr(short_way(*image, plan).view(), long_way(*image, plan).view()), 45) << kind;
  }
}

// Of a file too large to be kept only the rows are decoded that count; of a kept one, all.
TEST(PlaneRender, DoesNotShowWhatIsKept) {
  for (auto const* kind : {kPyramid, kStrips, kFile}) {
    auto const image = open_image(save(waves({700, 900}).get(), kind));
    for (auto const* request : {"50,600,501,177/333,/0/default.jpg", "full/100,/0/default.jpg"}) {
      auto const plan = plan_for(*image, request);
      Tiles keeping, forgetting(0);
      for (int round = 0; round < 2; ++round) {
        auto const kept = blocking_render_planes(plan, *image, {}, keeping.cache, {}, kNever);
        auto const made = blocking_render_planes(plan, *image, {}, forgetting.cache, {}, kNever);
        ASSERT_TRUE(kept && *kept && made && *made) << kind;
        EXPECT_EQ(**kept, **made) << kind << " " << request;
      }
      EXPECT_NE(keeping.metrics.exposition().find("triforium_cache_bytes{cache=\"tiles\"}"), std::string::npos);
    }
  }
}

TEST(PlaneRender, CostsNoPixelsWhereTilesAreThere) {
  auto const image = open_image(save(waves({1200, 800}).get(), kPyramid));
  auto const plan = plan_for(*image, "330,340,100,90/75,70/0/default.jpg");
  Tiles tiles;
  EXPECT_EQ(cost_of_planes(plan, *image, tiles.cache).pixels, 256U * 256);
  ASSERT_TRUE(blocking_render_planes(plan, *image, {}, tiles.cache, {}, kNever));
  EXPECT_EQ(cost_of_planes(plan, *image, tiles.cache).pixels, 75U * 70);
}

TEST(PlaneRender, LeavesTheRestToTheLongWay) {
  auto const pyramid = open_image(save(waves({600, 500}).get(), kPyramid));
  for (auto const* request :
       {"full/300,/0/default.png", "full/300,/12/default.png", "full/300,/12/default.webp", "full/300,/0/bitonal.webp"})
    EXPECT_FALSE(takes_planes(plan_for(*pyramid, request), *pyramid, {})) << request;
  RenderSettings uneven;
  uneven.encode.subsampling = codecs::Subsampling::s422;
  EXPECT_FALSE(takes_planes(plan_for(*pyramid, "full/300,/12/default.jpg"), *pyramid, uneven));
  EXPECT_TRUE(takes_planes(plan_for(*pyramid, "full/300,/12/gray.jpg"), *pyramid, uneven));
  RenderSettings lossless;
  lossless.encode.webp_quality = 101;
  EXPECT_FALSE(takes_planes(plan_for(*pyramid, "full/300,/0/default.webp"), *pyramid, lossless));
  for (auto const* kind : {".tif[tile,compression=lzw]", ".png", ".tif[tile,pyramid,compression=jpeg,Q=95,rgbjpeg]"}) {
    auto const other = open_image(save(waves({600, 500}).get(), kind));
    EXPECT_FALSE(takes_planes(plan_for(*other, "full/300,/0/default.jpg"), *other, {})) << kind;
  }
}

// RGB under the tags of a TIFF, or CMYK, is seen before; a JPEG that holds something else than it says, only now.
TEST(PlaneRender, TellsWhereTilesAreOfAnotherKind) {
  auto const image = open_image(codecs::test::make_jpeg({.size = {64, 64}, .components = 4, .colours = JCS_CMYK}));
  EXPECT_FALSE(takes_planes(plan_for(*image, "full/32,/0/default.jpg"), *image, {}));
  auto const drawn = open_image(codecs::test::make_jpeg({.size = {203, 157}, .horizontal = 4, .vertical = 1}));
  Tiles tiles;
  auto const made =
      blocking_render_planes(plan_for(*drawn, "3,3,150,130/77,/0/default.webp"), *drawn, {}, tiles.cache, {}, kNever);
  ASSERT_TRUE(made && *made);
}

TEST(PlaneRender, EndsWhenNobodyWaits) {
  auto const image = open_image(save(waves({600, 500}).get(), kPyramid));
  auto const plan = plan_for(*image, "full/300,/0/default.jpg");
  Tiles tiles;
  std::stop_source gone;
  gone.request_stop();
  auto const left = blocking_render_planes(plan, *image, {}, tiles.cache, gone.get_token(), kNever);
  ASSERT_FALSE(left);
  EXPECT_EQ(left.error().kind, ErrorKind::cancelled);
  auto const late = blocking_render_planes(plan, *image, {}, tiles.cache, {}, std::chrono::steady_clock::now());
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().kind, ErrorKind::timeout);
}

TEST(PlaneRender, TellsWhatIsDamaged) {
  auto bytes = save(waves({600, 500}).get(), kFile);
  bytes.resize(bytes.size() / 2);
  auto const image = open_image(std::move(bytes));
  Tiles tiles;
  auto const made =
      blocking_render_planes(plan_for(*image, "full/300,/0/default.jpg"), *image, {}, tiles.cache, {}, kNever);
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().kind, ErrorKind::corrupt_source);
}

}  // namespace
}  // namespace triforium::image
