// Everything at once, for a while: clients that hang up and clients that publish, files that change, caches at their
// bound, a disk that fills up. What is served is right at any moment, and nothing is left behind.
// TRIFORIUM_SOAK_SECONDS makes it longer.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>
#include <random>
#include <thread>

#include "program/house.h"
#include "program/memory_watch.h"
#include "program/small_disk.h"
#include "program/soak_publisher.h"
#include "program/vips_reader.h"

namespace triforium::test {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr PixelSize kSize{1400, 1000};
constexpr int kStates = 8;
constexpr std::uint64_t kTilesBound = 4 << 20, kAnswersBound = 1 << 20, kDiskBound = 3 << 20;

// Light enough to be told from every other state's, with a texture.
int brightness_of(int state) {
  return 20 + 26 * state;
}

Pixels picture_of(int state, PixelSize size) {
  auto pixels = Pixels::create(size, PixelFormat{}).value();
  for (std::int64_t y = 0; y < size.height; ++y) {
    auto* row = pixels.view().row(y);
    for (std::int64_t i = 0; i < size.width * 3; ++i)
      row[i] = static_cast<std::uint8_t>(brightness_of(state) + (i / 3 * 7 + y * 13) % 16);
  }
  return pixels;
}

double mean_of(FlatPicture const& picture) {
  double sum = 0;
  for (auto const sample : picture.rgb)
    sum += sample;
  return sum / static_cast<double>(picture.rgb.size());
}

// An image file that is now in one state, now in the next, and when it was in which.
class ChangingImage {
 public:
  ChangingImage(fs::path file, std::array<std::string, kStates> states)
      : file_(std::move(file)), states_(std::move(states)) {
    change();
  }
  std::string name() const { return file_.filename(); }

  void change() {
    auto const next = (state_ + 1) % kStates;
    auto const aside = file_.parent_path() / ("." + name());
    std::ofstream(aside, std::ios::binary) << states_[static_cast<std::size_t>(next)];
    auto const before = Clock::now();
    fs::rename(aside, file_);
    std::lock_guard const lock(mutex_);
    if (!past_.empty()) past_.back().until = Clock::now();
    past_.push_back({next, before, Clock::time_point::max()});
    state_ = next;
  }
  // Whether the image was in a state of that brightness at any time between the two.
  bool was(double brightness, Clock::time_point from, Clock::time_point until) const {
    std::lock_guard const lock(mutex_);
    return std::ranges::any_of(past_, [&](Stay const& stay) {
      constexpr double kTexture = 7.5, kTolerance = 9;
      return stay.from <= until && stay.until >= from &&
             std::abs(brightness_of(stay.state) + kTexture - brightness) < kTolerance;
    });
  }

 private:
  struct Stay {
    int state;
    Clock::time_point from, until;
  };
  fs::path const file_;
  std::array<std::string, kStates> const states_;
  int state_ = -1;
  mutable std::mutex mutex_;
  std::vector<Stay> past_;
};

using MakeFile = std::string (*)(int state);
std::string pyramid(int state) {
  std::vector<Pixels> levels;
  levels.push_back(picture_of(state, kSize));
  levels.push_back(picture_of(state, {700, 500}));
  return tiled_tiff(levels, {256, 256});
}
template <codecs::OutputFormat format>
std::string flat(int state) {
  return encoded(format, picture_of(state, kSize));
}

std::size_t open_descriptors() {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator("/proc/self/fd"), fs::directory_iterator()));
}

double anonymous_mb() {
  return static_cast<double>(status_kilobytes("RssAnon")) / 1024;
}

// Asks, takes a few bytes at most, and slams the door.
void hang_up(std::uint16_t port, std::string const& target, std::size_t bytes) {
  int const client = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  auto const request = "GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n";
  if (::connect(client, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) {
    ::send(client, request.data(), request.size(), MSG_NOSIGNAL);
    std::string taken(bytes, '\0');
    if (bytes > 0 && ::recv(client, taken.data(), bytes, 0) < 0) taken.clear();
  }
  linger const at_once{1, 0};
  ::setsockopt(client, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  ::close(client);
}

struct Wanted {
  std::string target;
  PixelSize size;
};

Wanted something(std::string const& image, std::mt19937& dice) {
  auto const upto = [&](int most) { return static_cast<int>(dice() % static_cast<unsigned>(most)); };
  std::string const extension = std::array{"jpg", "jpg", "png", "webp"}[dice() % 4];
  if (upto(3) == 0) {  // a tile of the pyramid's grid
    auto const x = 256 * upto(5), y = 256 * upto(3);
    return {fmt::format("/iiif/3/{}/{},{},256,256/max/0/default.{}", image, x, y, extension), {256, 256}};
  }
  auto const w = 200 + upto(1000), h = 200 + upto(700), wide = 60 + upto(140);
  auto const x = upto(1400 - w), y = upto(1000 - h), high = std::max(1, h * wide / w);
  return {fmt::format("/iiif/3/{}/{},{},{},{}/{},{}/0/default.{}", image, x, y, w, h, wide, high, extension),
          {wide, high}};
}

class Soak {
 public:
  Soak() : disk_(folder_.path() / ".data", "24m") {
    add("pyramid.tif", pyramid);
    add("flat.jpg", flat<codecs::OutputFormat::jpg>);
    add("strips.tif", flat<codecs::OutputFormat::tif>);
    add("plain.png", flat<codecs::OutputFormat::png>);
    auto config = config_for(folder_.path());
    config.sources.recheck = kRecheck;
    config.derivatives.enabled = true;
    config.derivatives.max_bytes = {2 << 20};
    config.cache.answers = {kAnswersBound};
    config.cache.tiles = {kTilesBound};
    config.cache.disk = {kDiskBound};
    config.sources.max_open = 64;  // files of items that were deleted are among them, until others take their place
    config.limits.streams = 2;
    config.limits.stream_area = 100'000;
    config.server.api_token = "open sesame";
    server_ = std::make_unique<RunningServer>(config);
    for (unsigned i = 0; i < 2; ++i)
      publishers_.push_back(std::make_unique<SoakPublisher>(server_->port(), "item" + std::to_string(i), i));
  }

  void run(std::chrono::seconds time) {
    auto const begin = Clock::now();
    std::vector<std::jthread> clients;
    for (unsigned i = 0; i < 4; ++i)
      clients.emplace_back([this, i](std::stop_token const& stop) { ask(stop, i); });
    clients.emplace_back([this](std::stop_token const& stop) { leave_early(stop); });
    clients.emplace_back([this](std::stop_token const& stop) { change_files(stop); });
    for (auto const& publisher : publishers_)
      clients.emplace_back([&](std::stop_token const& stop) { publisher->run(stop); });
    while (Clock::now() < begin + time / 3)
      std::this_thread::sleep_for(20ms);
    disk_.fill();
    memory_before_ = anonymous_mb();
    while (Clock::now() < begin + time * 2 / 3)
      std::this_thread::sleep_for(20ms);
    disk_.empty();
    while (Clock::now() < begin + time)
      std::this_thread::sleep_for(20ms);
  }

  void expect_nothing_left() {
    EXPECT_GT(answers_, 50);
    for (auto const& publisher : publishers_)
      EXPECT_GT(publisher->published(), 0);
    auto const sound = server_->application().store().check();
    EXPECT_TRUE(sound) << sound.error().detail;
    EXPECT_TRUE(eventually(10s, [&] {
      return server_->metric("triforium_jobs_running{lane=\"stream\"}") == 0 &&
             server_->metric("triforium_jobs_running{lane=\"full\"}") == 0 &&
             server_->metric("triforium_work_memory_bytes") == 0;
    })) << "work goes on for nobody";
    EXPECT_LE(server_->metric("triforium_cache_bytes{cache=\"tiles\"}"), kTilesBound);
    EXPECT_LE(server_->metric("triforium_cache_bytes{cache=\"answers\"}"), kAnswersBound);
    EXPECT_LE(server_->metric("triforium_cache_bytes{cache=\"disk\"}"), kDiskBound);
    EXPECT_EQ(server_->metric("triforium_cache_corrupt_total{cache=\"disk\"}"), 0);
    EXPECT_EQ(server_->get("/health/ready").status, 200);
    EXPECT_LT(anonymous_mb(), memory_before_ + 48) << "memory grows";
    EXPECT_LT(open_descriptors(), 250U) << "files or connections stay open";
  }

  void tell() const {
    int published = 0, refused = 0;
    for (auto const& publisher : publishers_) {
      published += publisher->published();
      refused += publisher->refused();
    }
    fmt::print("{} images, {} archives published, {} requests refused by a full disk; {:.0f} MB, then {:.0f} MB\n",
               answers_.load(), published, refused, memory_before_, anonymous_mb());
  }

 private:
  void add(std::string const& name, MakeFile make) {
    std::array<std::string, kStates> states;
    for (int state = 0; state < kStates; ++state)
      states[static_cast<std::size_t>(state)] = make(state);
    images_.push_back(std::make_unique<ChangingImage>(folder_.path() / name, std::move(states)));
  }

  void ask(std::stop_token const& stop, unsigned seed) {
    std::mt19937 dice(seed);
    while (!stop.stop_requested()) {
      auto const& image = *images_[dice() % images_.size()];
      auto const wanted = something(image.name(), dice);
      auto const from = Clock::now() - kRecheck - 250ms;
      auto const answer = server_->get(wanted.target);
      check(image, wanted, answer, from, Clock::now());
    }
  }

  void check(ChangingImage const& image, Wanted const& wanted, Answer const& answer, Clock::time_point from,
             Clock::time_point until) {
    if (answer.status == 503 || !answer.is_complete) return;  // refused, or broken off and seen to be: nothing wrong
    ASSERT_EQ(answer.status, 200) << wanted.target << "\n" << answer.body;
    ++answers_;
    auto const picture = decoded_by_vips(answer.body);
    ASSERT_TRUE(picture) << wanted.target;
    EXPECT_EQ(picture->size, wanted.size) << wanted.target;
    EXPECT_TRUE(image.was(mean_of(*picture), from, until))
        << wanted.target << " shows " << mean_of(*picture) << ", as the image was not then";
    std::lock_guard const lock(mutex_);
    auto const [known, is_new] = bodies_.try_emplace(answer.field("etag"), std::hash<std::string>()(answer.body));
    EXPECT_TRUE(is_new || known->second == std::hash<std::string>()(answer.body))
        << "one tag, two bodies: " << wanted.target;
  }

  void leave_early(std::stop_token const& stop) {
    std::mt19937 dice(99);
    while (!stop.stop_requested()) {
      auto const& image = *images_[dice() % images_.size()];
      auto const target = dice() % 2 != 0 ? something(image.name(), dice).target
                                          : fmt::format("/iiif/3/{}/full/max/0/default.png", image.name());
      hang_up(server_->port(), target, dice() % 3 * 1000);
      std::this_thread::sleep_for(5ms);
    }
  }

  void change_files(std::stop_token const& stop) {
    for (std::size_t i = 0; !stop.stop_requested(); ++i) {
      images_[i % images_.size()]->change();
      std::this_thread::sleep_for(150ms);
    }
  }

  TemporaryFolder folder_;
  SmallDisk const disk_;
  std::vector<std::unique_ptr<ChangingImage>> images_;
  std::unique_ptr<RunningServer> server_;
  std::vector<std::unique_ptr<SoakPublisher>> publishers_;
  double memory_before_ = 0;
  std::atomic<int> answers_ = 0;
  std::mutex mutex_;
  std::map<std::string, std::size_t> bodies_;  // by entity tag
};

TEST(Soak, ServesWhatIsRightAndLeavesNothing) {
  auto const* const wanted = std::getenv("TRIFORIUM_SOAK_SECONDS");
  Soak soak;
  soak.run(std::chrono::seconds(wanted != nullptr ? std::atoi(wanted) : 9));
  soak.expect_nothing_left();
  soak.tell();
}

}  // namespace
}  // namespace triforium::test
