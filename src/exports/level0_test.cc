#include "exports/level0.h"

#include <gmock/gmock.h>

namespace triforium::exports {
namespace {

namespace bj = boost::json;
using testing::Contains;
using testing::ElementsAre;
using testing::SizeIs;

bj::object info(std::int64_t width, std::int64_t height) {
  return {{"@context", "http://iiif.io/api/image/3/context.json"},
          {"id", "https://x.org/iiif/3/a"},
          {"profile", "level2"},
          {"width", width},
          {"height", height},
          {"sizes", bj::array{{{"width", width}, {"height", height}}}},
          {"tiles", bj::array{{{"width", 512}, {"scaleFactors", bj::array{1, 2}}}}},
          {"preferredFormats", bj::array{"webp"}},
          {"extraFeatures", bj::array{"cors"}}};
}

StaticImage image_of(std::int64_t width, std::int64_t height, std::int64_t tile = 0) {
  auto made = make_static_image(info(width, height), tile);
  EXPECT_TRUE(made.has_value());
  return made.value_or(StaticImage{});
}

TEST(Level0, HasFactorsUntilOneTileShowsTheWhole) {
  EXPECT_THAT(image_of(512, 512).scale_factors, ElementsAre(1));
  EXPECT_THAT(image_of(513, 10).scale_factors, ElementsAre(1, 2));
  EXPECT_THAT(image_of(2049, 10).scale_factors, ElementsAre(1, 2, 4, 8));
  EXPECT_THAT(image_of(1000, 700, 100).scale_factors, ElementsAre(1, 2, 4, 8, 16));
}

TEST(Level0, NamesTilesAsClientsAskForThem) {
  auto const image = image_of(1100, 600);
  auto const pictures = image.pictures();
  // 3×2 and 2×1 tiles, the whole in one, and in two more sizes.
  EXPECT_THAT(pictures, SizeIs(6 + 2 + 1 + 2));
  StaticPicture const corner{{1024, 512, 76, 88}, {76, 88}};
  EXPECT_THAT(pictures, Contains(corner));
  EXPECT_THAT(names_of(corner, image, 3), ElementsAre("1024,512,76,88/76,88/0/default.jpg"));
  EXPECT_THAT(names_of(corner, image, 2), ElementsAre("1024,512,76,88/76,/0/default.jpg"));
  StaticPicture const half{{1024, 0, 76, 600}, {38, 300}};
  EXPECT_THAT(pictures, Contains(half));
  StaticPicture const whole{{0, 0, 1100, 600}, {275, 150}};
  EXPECT_THAT(pictures, Contains(whole));
  EXPECT_THAT(names_of(whole, image, 3), ElementsAre("full/275,150/0/default.jpg"));
}

TEST(Level0, NamesAStripOfANarrowImageTwiceInVersion2) {
  auto const image = image_of(300, 2000);
  StaticPicture const strip{{0, 512, 300, 512}, {300, 512}};
  EXPECT_THAT(names_of(strip, image, 2),
              ElementsAre("0,512,300,512/300,/0/default.jpg", "0,512,300,512/full/0/default.jpg"));
}

TEST(Level0, OffersNothingBeyondFiles) {
  auto const image = image_of(1100, 600);
  auto const third = level0_info(info(1100, 600), image, 3);
  EXPECT_EQ(third.at("profile"), "level0");
  EXPECT_FALSE(third.contains("preferredFormats"));
  EXPECT_FALSE(third.contains("extraFeatures"));
  EXPECT_EQ(bj::serialize(third.at("tiles")), R"([{"width":512,"scaleFactors":[1,2,4]}])");
  EXPECT_EQ(bj::serialize(third.at("sizes")),
            R"([{"width":275,"height":150},{"width":550,"height":300},{"width":1100,"height":600}])");
  EXPECT_EQ(bj::serialize(level0_info({}, image, 2).at("profile")), R"(["http://iiif.io/api/image/2/level0.json"])");
}

TEST(Level0, RefusesWhatIsNoInfo) {
  EXPECT_FALSE(make_static_image({}, 0));
  EXPECT_FALSE(make_static_image(info(-1, 10), 0));
  auto without_tiles = info(10, 10);
  without_tiles.erase("tiles");
  EXPECT_FALSE(make_static_image(without_tiles, 0));
  EXPECT_TRUE(make_static_image(without_tiles, 256));
}

}  // namespace
}  // namespace triforium::exports
