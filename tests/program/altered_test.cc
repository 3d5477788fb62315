// Files that are written to in place, which nobody should do, while they are served: what comes out is the one image or
// the other, never a mixture.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <thread>

#include "program/house.h"

namespace triforium::test {
namespace {

namespace fs = std::filesystem;

constexpr char kTile[] = "/iiif/3/book.tif/256,256,256,256/max/0/default.jpg";
constexpr char kRegion[] = "/iiif/3/book.tif/100,100,300,300/200,/0/default.png";

std::string pyramid_of(std::uint8_t first, PixelSize size) {
  auto pixels = soft_picture(size);
  auto const view = pixels.view();
  for (std::int64_t y = 0; y < size.height; ++y)
    std::fill_n(view.row(y), size.width, first);
  std::vector<Pixels> levels;
  levels.push_back(std::move(pixels));
  return tiled_tiff(levels, {256, 256});
}

// The kernel's clock of files ticks a few hundred times a second.
void let_the_clock_tick() {
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
}

// As `cp` does it: the file stays, its bytes do not.
void write_into(fs::path const& file, std::string const& bytes) {
  let_the_clock_tick();
  std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes;
}

// It believes that files change once an hour.
struct TrustingHouse : House {
  TrustingHouse() : House([](app::Config& config) { config.sources.recheck = std::chrono::hours(1); }) {}
};

TEST(Altered, AFileWrittenToIsNoticedAtOnce) {
  auto const before = pyramid_of(20, {1000, 800}), after = pyramid_of(200, {700, 600});
  TrustingHouse house;
  house.folder.write("book.tif", before);
  house.folder.write("expected.tif", after);
  for (auto const* const what : {kTile, kRegion}) {
    write_into(house.folder.path() / "book.tif", before);
    auto const old = house.get(what);
    ASSERT_EQ(old.status, 200);
    EXPECT_EQ(house.get(what).body, old.body);
    write_into(house.folder.path() / "book.tif", after);
    auto const now = house.get(what);
    auto expected = std::string(what);
    expected.replace(expected.find("book"), 4, "expected");
    EXPECT_EQ(now.status, 200);
    EXPECT_EQ(now.body, house.get(expected).body) << what;
    EXPECT_NE(now.field("etag"), old.field("etag"));
  }
}

TEST(Altered, AFileOfTheSameSizeAndTimeIsNoticedAtOnce) {
  auto const before = pyramid_of(20, {1000, 800});
  auto after = before;
  auto const at = after.size() / 2;
  TrustingHouse house;
  house.folder.write("book.tif", before);
  auto const file = house.folder.path() / "book.tif";
  auto const old = house.get(kRegion);
  auto const time = fs::last_write_time(file);
  after[at] = static_cast<char>(after[at] ^ 1);
  write_into(file, after);
  fs::last_write_time(file, time);
  auto const now = house.get(kRegion);
  EXPECT_NE(now.field("etag"), old.field("etag"));
}

TEST(Altered, AFileMovedIntoItsPlaceIsNoticedAtOnce) {
  TrustingHouse house;
  house.folder.write("book.tif", pyramid_of(20, {1000, 800}));
  auto const old = house.get(kTile);
  house.folder.write("next.part", pyramid_of(200, {1000, 800}));
  let_the_clock_tick();
  fs::rename(house.folder.path() / "next.part", house.folder.path() / "book.tif");
  auto const now = house.get(kTile);
  EXPECT_EQ(now.status, 200);
  EXPECT_NE(now.body, old.body);
}

}  // namespace
}  // namespace triforium::test
