#include "derive/repair.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <future>
#include <iterator>
#include <thread>

#include "derive/test_source.h"
#include "support/temporary_folder.h"

namespace triforium::derive {
namespace {

using test::MemoryDecoder;
using test::smooth_pixels;

constexpr PixelFormat kRgb{};
constexpr std::uint64_t kMemory = 1ULL << 30;

// Waits, before its first row, until the test lets it go on.
class GatedDecoder final : public codecs::Decoder {
 public:
  explicit GatedDecoder(std::shared_future<void> gate) : gate_(std::move(gate)) {}
  codecs::Header const& header() const override { return inner_.header(); }
  Result<std::unique_ptr<RowReader>> read(std::size_t level, PixelRect area) const override {
    has_begun = true;
    gate_.wait();
    return inner_.read(level, area);
  }
  Cost cost(std::size_t level, PixelRect area) const override { return inner_.cost(level, area); }

  mutable std::atomic<bool> has_begun = false;

 private:
  MemoryDecoder inner_{smooth_pixels({100, 100}, kRgb)};
  std::shared_future<void> gate_;
};

bool eventually(std::function<bool()> const& is_so) {
  for (int i = 0; i < 1000 && !is_so(); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  return is_so();
}

// The decoders of these tests have pixels of their own.
std::shared_ptr<storage::Source const> const& no_bytes() {
  static auto const source = storage::make_memory_source("none", {});
  return source;
}

SharedWish wish_for(std::string name, std::shared_ptr<codecs::Decoder const> const& image) {
  PyramidSettings settings;
  settings.tile = 64;
  return std::make_shared<Wish const>(Wish{name, "source of " + name, image, no_bytes(), settings});
}

class RepairTest : public testing::Test {
 protected:
  void SetUp() override {
    auto opened = Store::open({folder_.path(), kMemory});
    ASSERT_TRUE(opened);
    store_ = std::move(*opened);
  }
  double counter(std::string const& name) { return metrics_.counter(name, "").Value(); }
  double built() { return counter("triforium_derivatives_built_total"); }
  double failed() { return counter("triforium_derivatives_failed_total"); }

  triforium::test::TemporaryFolder folder_;
  std::unique_ptr<Store> store_;
  Metrics metrics_;
};

TEST_F(RepairTest, BuildsWhatIsAskedFor) {
  auto const image = std::make_shared<MemoryDecoder>(smooth_pixels({300, 200}, kRgb));
  Repair repair(*store_, metrics_, kMemory);
  repair.ask(wish_for("a.tif", image));
  ASSERT_TRUE(eventually([&] { return built() == 1; }));
  auto const opened = test::open_file(folder_.path() / "a.tif");
  ASSERT_TRUE(opened);
  EXPECT_EQ((*opened)->header().size, (PixelSize{300, 200}));
  EXPECT_EQ(metrics_.gauge("triforium_derivatives_files", "").Value(), 1);
  EXPECT_EQ(metrics_.gauge("triforium_derivatives_bytes", "").Value(),
            static_cast<double>(std::filesystem::file_size(folder_.path() / "a.tif")));
}

TEST_F(RepairTest, BuildsEachOnceAndTheMostWantedFirst) {
  std::promise<void> gate;
  auto const first = std::make_shared<GatedDecoder>(gate.get_future().share());
  auto const rare = std::make_shared<MemoryDecoder>(smooth_pixels({100, 100}, kRgb));
  auto const often = std::make_shared<MemoryDecoder>(smooth_pixels({100, 100}, kRgb));
  Repair repair(*store_, metrics_, kMemory);
  repair.ask(wish_for("first.tif", first));
  ASSERT_TRUE(eventually([&] { return first->has_begun.load(); }));
  repair.ask(wish_for("first.tif", first));
  repair.ask(wish_for("a_rare.tif", rare));
  for (int i = 0; i < 3; ++i)
    repair.ask(wish_for("often.tif", often));
  EXPECT_EQ(metrics_.gauge("triforium_derivatives_queued", "").Value(), 2);
  gate.set_value();
  ASSERT_TRUE(eventually([&] { return built() == 3; }));
  auto const when = [&](char const* name) { return std::filesystem::last_write_time(folder_.path() / name); };
  EXPECT_LT(when("first.tif"), when("often.tif"));
  EXPECT_LT(when("often.tif"), when("a_rare.tif"));
}

TEST_F(RepairTest, DoesNotTryAgainWhatFailed) {
  auto const broken = std::make_shared<MemoryDecoder>(smooth_pixels({300, 200}, kRgb));
  broken->good_rows = 70;
  Repair repair(*store_, metrics_, kMemory);
  repair.ask(wish_for("a.tif", broken));
  ASSERT_TRUE(eventually([&] { return failed() == 1; }));
  repair.ask(wish_for("a.tif", broken));
  auto const whole = std::make_shared<MemoryDecoder>(smooth_pixels({300, 200}, kRgb));
  repair.ask(wish_for("b.tif", whole));
  ASSERT_TRUE(eventually([&] { return built() == 1; }));
  EXPECT_EQ(failed(), 1);
  EXPECT_FALSE(store_->contains("a.tif"));
  auto const unfinished = std::filesystem::directory_iterator(store_->unfinished("a.tif").parent_path());
  EXPECT_EQ(std::distance(begin(unfinished), end(unfinished)), 1) << "the lock";
}

TEST_F(RepairTest, WaitsWhereTheFolderCannotBeWritten) {
  auto const own_folder = store_->unfinished("a.tif").parent_path();
  std::filesystem::remove_all(own_folder);
  auto const image = std::make_shared<MemoryDecoder>(smooth_pixels({300, 200}, kRgb));
  constexpr std::chrono::milliseconds kPause{200};
  auto const begin = std::chrono::steady_clock::now();
  Repair repair(*store_, metrics_, kMemory, kPause);
  repair.ask(wish_for("a.tif", image));
  ASSERT_TRUE(eventually([&] { return failed() == 1; }));
  std::filesystem::create_directory(own_folder);
  EXPECT_TRUE(eventually([&] {
    repair.ask(wish_for("a.tif", image));
    return built() == 1;
  })) << "when there is room again";
  EXPECT_GE(std::chrono::steady_clock::now() - begin, kPause);
  EXPECT_EQ(failed(), 1);
}

TEST_F(RepairTest, RefusesWhatNeedsMoreThanThereIs) {
  auto const image = std::make_shared<MemoryDecoder>(smooth_pixels({300, 200}, kRgb));
  EXPECT_EQ(blocking_fulfil(*wish_for("a.tif", image), *image, *no_bytes(), *store_, 1000, {}).error().kind,
            ErrorKind::too_large);
  auto small = Store::open({folder_.path() / "small", 1000});
  ASSERT_TRUE(small);
  EXPECT_EQ(blocking_fulfil(*wish_for("a.tif", image), *image, *no_bytes(), **small, kMemory, {}).error().kind,
            ErrorKind::too_large);
}

TEST_F(RepairTest, ForgetsImagesThatNobodyHasOpen) {
  std::promise<void> gate;
  auto const first = std::make_shared<GatedDecoder>(gate.get_future().share());
  Repair repair(*store_, metrics_, kMemory);
  repair.ask(wish_for("first.tif", first));
  ASSERT_TRUE(eventually([&] { return first->has_begun.load(); }));
  repair.ask(wish_for("closed.tif", std::make_shared<MemoryDecoder>(smooth_pixels({100, 100}, kRgb))));
  gate.set_value();
  ASSERT_TRUE(eventually([&] { return built() == 1; }));
  ASSERT_TRUE(eventually([&] { return metrics_.gauge("triforium_derivatives_queued", "").Value() == 0; }));
  EXPECT_FALSE(store_->contains("closed.tif"));
  EXPECT_EQ(failed(), 0);
}

TEST_F(RepairTest, StopsInTheMiddle) {
  std::promise<void> gate;
  auto const image = std::make_shared<GatedDecoder>(gate.get_future().share());
  {
    Repair repair(*store_, metrics_, kMemory);
    repair.ask(wish_for("a.tif", image));
    ASSERT_TRUE(eventually([&] { return image->has_begun.load(); }));
    repair.stop();
    gate.set_value();
  }
  EXPECT_EQ(built() + failed(), 0);
  EXPECT_FALSE(store_->contains("a.tif"));
}

}  // namespace
}  // namespace triforium::derive
