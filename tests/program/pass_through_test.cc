// Stored tiles handed out undecoded: the same pixels as by decoding them, whatever kind of pyramid they lie in.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <unistd.h>

#include "program/house.h"
#include "program/vips_reader.h"
#include "program/vips_writer.h"

namespace triforium::test {
namespace {

constexpr PixelSize kSize{700, 500};
constexpr char kPassed[] = "triforium_pictures_total{way=\"stored\"}";
constexpr char kAssembled[] = "triforium_pictures_total{way=\"assembled\"}";

struct Kind {
  std::string name;
  PyramidRecipe recipe;
  std::string format = "jpg";
};
void PrintTo(Kind const& kind, std::ostream* out) {
  *out << kind.name;
}

struct PyramidHouse : House {
  explicit PyramidHouse(PyramidRecipe const& recipe, std::function<void(app::Config&)> const& change = {})
      : House(change) {
    folder.write("pyramid.tif", pyramid_by_vips(soft_picture(kSize), recipe));
  }
};

// A whole tile of the level that is reduced by `scale`.
std::string tile_path(int scale, int column, int row, std::string const& format) {
  auto const side = 128 * scale;
  return fmt::format("/iiif/3/pyramid.tif/{},{},{},{}/128,128/0/default.{}", column * side, row * side, side, side,
                     format);
}

class PassThrough : public testing::TestWithParam<Kind> {};

TEST_P(PassThrough, GivesThePixelsThatAreStored) {
  auto const& [name, recipe, format] = GetParam();
  PyramidHouse const house(recipe);
  for (auto const& [scale, column, row] : {std::array{1, 0, 0}, {1, 4, 2}, {2, 1, 0}}) {
    auto const passed = house.get(tile_path(scale, column, row, format));
    ASSERT_EQ(passed.status, 200) << passed.body;
    EXPECT_EQ(house.get(tile_path(scale, column, row, format)).body, passed.body) << "now out of the mapped file";
    auto const decoded = house.get(tile_path(scale, column, row, "png"));
    auto const a = decoded_by_vips(passed.body), b = decoded_by_vips(decoded.body);
    ASSERT_TRUE(a && b);
    EXPECT_EQ(a->size, (PixelSize{128, 128}));
    EXPECT_EQ(a->rgb, b->rgb) << name << " at scale " << scale;
  }
  EXPECT_EQ(house.server->metric(kPassed), 6) << "or nothing was shown here";
}

INSTANTIATE_TEST_SUITE_P(Kinds, PassThrough,
                         testing::Values(Kind{"pages", {}}, Kind{"subifds", {.has_subifds = true}},
                                         Kind{"big", {.is_big_tiff = true}}, Kind{"full_chroma", {.quality = 95}},
                                         Kind{"rgb", {.stores_rgb = true}}, Kind{"gray", {.is_gray = true}},
                                         Kind{"webp", {.compression = "webp"}, "webp"},
                                         Kind{"big_webp", {.compression = "webp", .is_big_tiff = true}, "webp"}),
                         [](auto const& kind) { return kind.param.name; });

// The whole of a tile's transparency goes out, too; rights can only be added to it where it is one chunk.
TEST(PassedThrough, KeepsTheTransparencyOfWebp) {
  for (bool const is_exact : {false, true}) {
    for (std::string const rights : {"", "https://creativecommons.org/publicdomain/zero/1.0/"}) {
      PyramidHouse const house({.compression = "webp", .fades = true, .is_exact = is_exact},
                               [&](app::Config& config) { config.images.rights = rights; });
      auto const tile = house.get(tile_path(1, 4, 2, "webp"));
      auto const decoded = house.get(tile_path(1, 4, 2, "png"));
      auto const a = decoded_by_vips(tile.body), b = decoded_by_vips(decoded.body);
      ASSERT_TRUE(a && b);
      bool const passes = rights.empty() || is_exact;
      if (passes) {
        EXPECT_EQ(a->rgb, b->rgb);
      }
      EXPECT_NE(tile.body.find(passes && rights.empty() && is_exact ? "VP8L" : "VP8X"), std::string::npos);
      EXPECT_EQ(house.server->metric(kPassed), passes ? 1 : 0);
    }
  }
}

TEST(PassedThrough, CarriesTheRightsOfTheImage) {
  auto const change = [](app::Config& config) {
    config.images.rights = "https://creativecommons.org/publicdomain/zero/1.0/";
  };
  for (std::string const format : {"jpg", "webp"}) {
    PyramidHouse const house({.compression = format == "jpg" ? "jpeg" : "webp"}, change);
    auto const tile = house.get(tile_path(1, 1, 1, format));
    EXPECT_NE(tile.body.find("publicdomain/zero"), std::string::npos) << format;
    EXPECT_EQ(size_of_file(tile.body), (PixelSize{128, 128})) << format;
    EXPECT_EQ(house.server->metric(kPassed), 1) << format;
  }
}

TEST(PassedThrough, OnlyWhereTheTileIsWhatWasAskedFor) {
  PyramidHouse const house({});
  for (std::string const path :
       {"1,0,128,128/128,128/0/default.jpg", "0,0,128,128/127,127/0/default.jpg", "0,0,128,128/128,128/90/default.jpg",
        "0,0,128,128/128,128/!0/default.jpg", "0,0,128,128/128,128/0/gray.jpg", "0,0,128,128/128,128/0/default.webp",
        "640,384,60,116/60,116/0/default.jpg"}) {
    EXPECT_EQ(house.get("/iiif/3/pyramid.tif/" + path).status, 200) << path;
  }
  EXPECT_EQ(house.server->metric(kPassed), 0);
}

// Decoded by the same library, both give the same pixels but where chroma is interpolated across a cut.
TEST(Assembled, GivesThePixelsThatAreStored) {
  PyramidHouse const house({});
  double assembled = 0;
  for (std::string const path :
       {"640,384,60,116/60,116/0/default", "512,384,128,116/128,116/0/default", "128,128,256,128/256,128/0/default",
        "0,0,128,128/128,128/90/default", "128,128,128,128/128,128/!180/default", "256,0,128,256/128,256/270/gray",
        "512,256,188,244/94,122/0/default", "0,0,700,500/700,500/0/gray"}) {
    auto const made = house.get("/iiif/3/pyramid.tif/" + path + ".jpg");
    auto const decoded = house.get("/iiif/3/pyramid.tif/" + path + ".png");
    auto const a = decoded_by_vips(made.body), b = decoded_by_vips(decoded.body);
    ASSERT_TRUE(a && b) << path;
    ASSERT_EQ(a->size, b->size) << path;
    EXPECT_LT(mean_difference(*a, *b), 0.6) << path;
    EXPECT_EQ(house.server->metric(kAssembled), ++assembled) << path;
  }
}

TEST(Assembled, LeavesAsAStreamWhereItIsLarge) {
  PyramidHouse const house({}, [](app::Config& config) { config.limits.stream_area = 50'000; });
  double assembled = 0;
  for (std::string const path :
       {"full/max/0/default", "full/max/0/gray", "128,128,500,372/max/0/default", "0,0,384,384/max/90/default"}) {
    auto const made = house.get("/iiif/3/pyramid.tif/" + path + ".jpg");
    auto const decoded = house.get("/iiif/3/pyramid.tif/" + path + ".png");
    auto const a = decoded_by_vips(made.body), b = decoded_by_vips(decoded.body);
    ASSERT_TRUE(a && b) << path;
    ASSERT_EQ(a->size, b->size) << path;
    EXPECT_LT(mean_difference(*a, *b), 0.6) << path;
    EXPECT_EQ(house.server->metric(kAssembled), ++assembled) << path;
    bool const is_turned = path.find("/90/") != std::string::npos;
    EXPECT_EQ(made.field("transfer-encoding"), is_turned ? "" : "chunked") << path;
  }
}

TEST(PassedThrough, CanBeSwitchedOff) {
  PyramidHouse const house({}, [](app::Config& config) { config.images.pass_through = false; });
  EXPECT_EQ(house.get(tile_path(1, 0, 0, "jpg")).status, 200);
  EXPECT_EQ(house.server->metric(kPassed), 0);
}

TEST(PassedThrough, AWholeJpegGoesOutWithoutItsPrivateParts) {
  House house;
  auto const picture = encoded(codecs::OutputFormat::jpg, soft_picture(kSize));
  // An EXIF segment behind SOI.
  std::string const exif(
      "\xff\xe1\0\x14"
      "Exif\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0",
      22);
  house.folder.write("whole.jpg", picture.substr(0, 2) + exif + picture.substr(2));
  auto const answer = house.get("/iiif/3/whole.jpg/full/max/0/default.jpg");
  ASSERT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body.find("Exif"), std::string::npos);
  auto const passed = decoded_by_vips(answer.body), stored = decoded_by_vips(picture);
  ASSERT_TRUE(passed && stored);
  EXPECT_EQ(passed->rgb, stored->rgb);
  EXPECT_EQ(house.server->metric(kPassed), 1);
}

// A file that is cut while it is mapped: the client is told, or cut off; the server lives.
TEST(PassedThrough, SurvivesAFileThatShrinks) {
  PyramidHouse const house({}, [](app::Config& config) { config.sources.recheck = std::chrono::minutes(1); });
  auto const path = tile_path(1, 4, 2, "jpg");
  ASSERT_EQ(house.get(path).status, 200);
  ASSERT_EQ(house.get(path).status, 200);
  ASSERT_EQ(::truncate((house.folder.path() / "pyramid.tif").c_str(), 1000), 0);
  try {
    EXPECT_NE(house.get(path).status, 200);
  } catch (std::exception const&) {
    // The head was sent already: all that can be done then is to break off.
  }
  house.expect_alive();
}

}  // namespace
}  // namespace triforium::test
