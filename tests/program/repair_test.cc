// Images that are slow: served at once, and fast after a while, with the same geometry and nearly the same pixels.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmath>
#include <fstream>

#include "program/house.h"
#include "program/vips_reader.h"

namespace triforium::test {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr PixelSize kSize{2600, 1700};
constexpr char kBuilt[] = "triforium_derivatives_built_total";
constexpr char kFailed[] = "triforium_derivatives_failed_total";
constexpr char kPassed[] = "triforium_pictures_total{way=\"stored\"}";
constexpr char kTile[] = "512,512,512,512/512,512/0/default.jpg";
constexpr char kSmall[] = "0,0,2048,1700/512,425/0/default.jpg";

std::string progressive_jpeg(Pixels pixels) {
  codecs::EncodeSettings settings;
  settings.is_progressive = true;
  settings.jpeg_quality = 95;
  codecs::BytesSink sink;
  auto const rows = make_reader(std::move(pixels));
  if (!codecs::encode(codecs::OutputFormat::jpg, *rows, settings, {}, sink)) throw std::runtime_error("no JPEG");
  return {sink.bytes.begin(), sink.bytes.end()};
}

double psnr(std::string const& a, std::string const& b) {
  auto const one = decoded_by_vips(a), other = decoded_by_vips(b);
  if (!one || !other || one->size != other->size) return 0;
  double sum = 0;
  for (std::size_t i = 0; i < one->rgb.size(); ++i)
    sum += std::pow(static_cast<double>(one->rgb[i]) - other->rgb[i], 2);
  return 10 * std::log10(255.0 * 255.0 / std::max(sum / static_cast<double>(one->rgb.size()), 1e-6));
}

// There before the house is, which is built with it.
struct OwnConfig {
  app::Config own;
};

struct SlowHouse : OwnConfig, House {
  explicit SlowHouse(std::function<void(app::Config&)> const& change = {})
      : House([&](app::Config& config) {
          config.derivatives.enabled = true;
          if (change) change(config);
          own = config;
        }) {
    folder.write("flat.tif", encoded(codecs::OutputFormat::tif, soft_picture(kSize)));
  }
  void restart() {
    server.reset();
    server = std::make_unique<RunningServer>(own);
  }
  Answer ask(std::string const& image, std::string const& what) const { return get("/iiif/3/" + image + "/" + what); }
  // A viewer begins with a view of the whole, which is what costs most.
  bool becomes_fast(std::string const& image) const {
    EXPECT_EQ(ask(image, kSmall).status, 200);
    return eventually(20s, [&] {
      auto const before = server->metric(kPassed);
      return ask(image, kTile).status == 200 && server->metric(kPassed) > before;
    });
  }
  std::size_t derivatives() const {
    std::size_t count = 0;
    for (auto const& entry : fs::directory_iterator(folder.path() / ".data/derivatives"))
      count += entry.path().extension() == ".tif" ? 1 : 0;
    return count;
  }
};

TEST(Repair, MakesSlowImagesFast) {
  SlowHouse house;
  house.folder.write("progressive.jpg", progressive_jpeg(soft_picture(kSize)));
  for (std::string const image : {"flat.tif", "progressive.jpg"}) {
    auto const info = house.ask(image, "info.json");
    auto const tile = house.ask(image, kTile), small = house.ask(image, kSmall);
    ASSERT_EQ(tile.status, 200) << image << ": at once";
    ASSERT_TRUE(house.becomes_fast(image)) << image << log_since(0);
    auto const fast_tile = house.ask(image, kTile), fast_small = house.ask(image, kSmall);
    EXPECT_NE(fast_tile.field("etag"), tile.field("etag")) << "other bytes";
    EXPECT_GE(psnr(fast_tile.body, tile.body), 38) << image;
    EXPECT_GE(psnr(fast_small.body, small.body), 38) << image;
    auto const same_info = house.ask(image, "info.json");
    EXPECT_EQ(same_info.body, info.body) << image;
    EXPECT_EQ(same_info.field("etag"), info.field("etag")) << image;
    // Asked for again with what a cache holds from before, it is sent anew.
    auto const stale = house.get("/iiif/3/" + image + "/" + kTile, "If-None-Match: " + tile.field("etag") + "\r\n");
    EXPECT_EQ(stale.status, 200) << image;
  }
  EXPECT_EQ(house.server->metric(kBuilt), 2);
  EXPECT_EQ(house.server->metric(kFailed), 0);
}

TEST(Repair, LosslessAnswersComeFromTheSource) {
  SlowHouse house;
  auto const region = "512,512,512,512/512,512/0/";
  auto const before = house.ask("flat.tif", std::string(region) + "default.png");
  auto const bitonal = house.ask("flat.tif", std::string(region) + "bitonal.jpg");
  ASSERT_TRUE(house.becomes_fast("flat.tif"));
  auto const after = house.ask("flat.tif", std::string(region) + "default.png");
  EXPECT_EQ(after.body, before.body);
  EXPECT_EQ(after.field("etag"), before.field("etag"));
  EXPECT_EQ(house.ask("flat.tif", std::string(region) + "bitonal.jpg").body, bitonal.body);
}

TEST(Repair, IsStillThereAfterARestart) {
  SlowHouse house;
  ASSERT_TRUE(house.becomes_fast("flat.tif"));
  auto const tile = house.ask("flat.tif", kTile);
  house.restart();
  auto const again = house.ask("flat.tif", kTile);
  EXPECT_EQ(house.server->metric(kPassed), 1) << "the first request";
  EXPECT_EQ(again.body, tile.body);
  EXPECT_EQ(again.field("etag"), tile.field("etag"));
  EXPECT_EQ(house.server->metric(kBuilt), 0);
}

TEST(Repair, NeverShowsAnotherSource) {
  SlowHouse house;
  ASSERT_TRUE(house.becomes_fast("flat.tif"));
  auto const old_tile = house.ask("flat.tif", kTile);
  auto pixels = soft_picture(kSize);
  auto const view = pixels.view();
  for (std::int64_t y = 0; y < kSize.height; ++y)
    std::fill_n(view.row(y), kSize.width * 3, std::uint8_t{200});
  auto const replaced = house.folder.path() / "flat.tif";
  house.folder.write("new.part", encoded(codecs::OutputFormat::tif, std::move(pixels)));
  fs::rename(house.folder.path() / "new.part", replaced);
  std::this_thread::sleep_for(2 * kRecheck);
  auto const first = house.ask("flat.tif", kTile);
  EXPECT_LT(psnr(first.body, old_tile.body), 30);
  EXPECT_NE(first.field("etag"), old_tile.field("etag"));
  ASSERT_TRUE(house.becomes_fast("flat.tif"));
  EXPECT_GE(psnr(house.ask("flat.tif", kTile).body, first.body), 38);
}

TEST(Repair, StaysWithinItsRoom) {
  SlowHouse house;
  ASSERT_TRUE(house.becomes_fast("flat.tif"));
  auto const bytes = house.server->metric("triforium_derivatives_bytes");
  ASSERT_GT(bytes, 0);
  // Room for what one may be expected to need, not for two.
  house.own.derivatives.max_bytes.value = static_cast<std::uint64_t>(bytes) / 2 + 3'000'000;
  house.restart();
  for (std::string const image : {"b.tif", "c.tif", "d.tif"}) {
    fs::copy_file(house.folder.path() / "flat.tif", house.folder.path() / image);
    EXPECT_TRUE(house.becomes_fast(image)) << image << log_since(0);
    EXPECT_LE(house.server->metric("triforium_derivatives_bytes"),
              static_cast<double>(house.own.derivatives.max_bytes.value));
  }
  EXPECT_LT(house.derivatives(), 4U);
  EXPECT_EQ(house.ask("flat.tif", kTile).status, 200) << "from its source again";
}

TEST(Repair, ABrokenDerivativeIsRemovedAndMadeAgain) {
  SlowHouse house;
  ASSERT_TRUE(house.becomes_fast("flat.tif"));
  house.server.reset();
  for (auto const& entry : fs::directory_iterator(house.folder.path() / ".data/derivatives")) {
    if (entry.path().extension() == ".tif") fs::resize_file(entry.path(), 5);
  }
  house.restart();
  EXPECT_EQ(house.ask("flat.tif", kTile).status, 200);
  EXPECT_TRUE(house.becomes_fast("flat.tif"));
  EXPECT_EQ(house.server->metric(kBuilt), 1);
}

TEST(Repair, ImagesThatAreGoodStayAsTheyAre) {
  SlowHouse house;
  EXPECT_EQ(house.ask("cat.png", "full/max/0/default.jpg").status, 200);
  std::this_thread::sleep_for(200ms);
  EXPECT_EQ(house.server->metric(kBuilt), 0);
  EXPECT_EQ(house.derivatives(), 0U);
}

TEST(Repair, WorksWithoutAFolderToWriteTo) {
  SlowHouse house([](app::Config& config) { config.data = "/proc/none"; });
  EXPECT_EQ(house.ask("flat.tif", kTile).status, 200);
}

// The whole program is killed while it builds; what it leaves is cleared up at the next start, and the work is done.
TEST(Repair, HoldsThroughKills) {
  SlowHouse house;
  house.server.reset();
  // Large enough that building takes longer than starting.
  house.folder.write("large.tif", encoded(codecs::OutputFormat::tif, soft_picture({5200, 3900})));
  auto const data = (house.folder.path() / ".data").string(), file = (house.folder.path() / "large.tif").string();
  for (int round = 0; round < 6; ++round) {
    auto const child = ::fork();
    if (child == 0) {
      ::close(STDOUT_FILENO);
      ::execl(TRIFORIUM_PROGRAM, "triforium", "import", "--optimise", "--data", data.c_str(), file.c_str(), nullptr);
      ::_exit(127);
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(20 + 20 * round));
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
  }
  house.restart();
  EXPECT_TRUE(house.becomes_fast("large.tif"));
  std::size_t folders = 0;
  for (auto const& entry : fs::directory_iterator(house.folder.path() / ".data/derivatives"))
    folders += entry.is_directory() ? 1 : 0;
  EXPECT_EQ(folders, 1U) << "the running server's own";
  EXPECT_EQ(house.derivatives(), 1U);
}

}  // namespace
}  // namespace triforium::test
