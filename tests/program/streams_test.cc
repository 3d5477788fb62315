// Large answers leave while they are made: in little memory, at once, and never as less than they seem.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <filesystem>
#include <thread>

#include "program/house.h"
#include "program/memory_watch.h"

namespace triforium::test {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::HasSubstr;
using testing::Not;

using Clock = std::chrono::steady_clock;

constexpr PixelSize kLarge{8000, 8000};

// Asks for something, and takes as much of the answer as it is told to.
class Reader {
 public:
  Reader(std::uint16_t port, std::string const& target) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    int const small = 64 << 10;
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    timeval const limit{20, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    auto const request = "GET " + target + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    if (::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0)
      ::send(socket_, request.data(), request.size(), MSG_NOSIGNAL);
  }
  ~Reader() { ::close(socket_); }
  Reader(Reader const&) = delete;
  Reader& operator=(Reader const&) = delete;

  // What comes next; empty at the end.
  std::string_view read_some() {
    auto const count = ::recv(socket_, buffer_, sizeof buffer_, 0);
    error_ = count < 0 ? errno : 0;
    return {buffer_, count > 0 ? static_cast<std::size_t>(count) : 0};
  }
  // Why nothing came; 0 if the other side has ended the connection in good order.
  int error() const { return error_; }

 private:
  int socket_;
  int error_ = 0;
  char buffer_[64 << 10];
};

struct LargeHouse : House {
  explicit LargeHouse(std::function<void(app::Config&)> const& change = {})
      : House([&](app::Config& config) {
          config.limits.max_area = 2'000'000'000;
          config.limits.max_undivided_area = 2'000'000'000;
          if (change) change(config);
        }) {
    folder.write("large.tif", repeating_tiff({.size = kLarge, .tile = {512, 512}}));
  }
  std::string large(std::string const& format) const { return "/iiif/3/large.tif/full/max/0/default." + format; }
  double streams() const { return server->metric("triforium_jobs_running{lane=\"stream\"}"); }
  double memory() const { return server->metric("triforium_work_memory_bytes"); }
  bool is_idle_within(milliseconds limit) const {
    return eventually(limit, [&] { return streams() == 0 && memory() == 0; });
  }
};

TEST(Streams, TakeLittleMemoryAndBeginAtOnce) {
  LargeHouse const house;
  for (auto const* format : {"jpg", "png", "tif"}) {
    SCOPED_TRACE(format);
    MemoryWatch const memory;
    auto const started = Clock::now();
    Reader reader(house.server->port(), house.large(format));
    std::string head(reader.read_some());
    auto const first = Clock::now() - started;
    std::size_t received = head.size();
    while (auto const size = reader.read_some().size())
      received += size;
    auto const whole = Clock::now() - started;
    EXPECT_EQ(reader.error(), 0);
    EXPECT_THAT(head, HasSubstr("Transfer-Encoding: chunked"));
    EXPECT_THAT(head, HasSubstr("ETag: "));
    EXPECT_GT(received, 1U << 20);
    EXPECT_LT(first, whole / 2);
    EXPECT_LT(memory.growth_in_mb(), 64);
  }
  EXPECT_TRUE(house.is_idle_within(seconds(1)));
  EXPECT_EQ(house.server->metric("triforium_pictures_total{way=\"streamed\"}"), 3);
}

TEST(Streams, AreTheSameBytesAsAnswersMadeInOne) {
  LargeHouse const streaming;
  LargeHouse const holding([](app::Config& config) { config.limits.streams = 0; });
  for (auto const* format : {"jpg", "png", "tif", "jp2", "pdf"}) {
    SCOPED_TRACE(format);
    auto const target = fmt::format("/iiif/3/large.tif/1000,700,2500,1800/max/90/default.{}", format);
    auto const streamed = streaming.get(target), held = holding.get(target);
    ASSERT_EQ(streamed.status, 200) << streamed.body;
    EXPECT_EQ(streamed.field("transfer-encoding"), "chunked");
    EXPECT_EQ(held.field("content-length"), std::to_string(held.body.size()));
    EXPECT_TRUE(streamed.is_complete);
    EXPECT_TRUE(streamed.body == held.body);
    if (std::string_view(format) != "pdf") {
      EXPECT_EQ(size_of_file(streamed.body), (PixelSize{1800, 2500}));
    }
  }
}

TEST(Streams, HaveValidatorsAndMakeNothingForHead) {
  LargeHouse const house;
  auto const head = house.server->head(house.large("tif"));
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.body, "");
  EXPECT_EQ(house.server->get(house.large("tif"), "If-None-Match: " + head.field("etag") + "\r\n").status, 304);
  EXPECT_EQ(house.server->metric("triforium_render_seconds_count{lane=\"stream\",source=\"tiff\"}"), 0);
}

TEST(Streams, StopWhenTheClientGoes) {
  LargeHouse const house;
  {
    Reader reader(house.server->port(), house.large("png"));
    ASSERT_GT(reader.read_some().size(), 0U);
    ASSERT_EQ(house.streams(), 1);
    EXPECT_GT(house.memory(), 0);
  }
  EXPECT_TRUE(house.is_idle_within(seconds(1)));
}

TEST(Streams, BreakTheConnectionWhenTheirSourceBreaks) {
  LargeHouse const house([](app::Config& config) { config.sources.recheck = app::Milliseconds(3'600'000); });
  house.folder.write("cut.tif", encoded(codecs::OutputFormat::tif, soft_picture({2400, 2000})));
  ASSERT_EQ(house.get("/iiif/3/cut.tif/info.json").status, 200);
  auto const path = house.folder.path() / "cut.tif";
  std::filesystem::resize_file(path, std::filesystem::file_size(path) / 2);
  auto const mark = log_mark();

  Reader reader(house.server->port(), "/iiif/3/cut.tif/full/max/0/default.tif");
  std::string received;
  for (auto some = reader.read_some(); !some.empty(); some = reader.read_some())
    received += some;
  EXPECT_EQ(reader.error(), ECONNRESET);
  EXPECT_FALSE(parse_answer(received).is_complete);
  EXPECT_TRUE(eventually(seconds(10), [&] { return log_since(mark).find("aborted") != std::string::npos; }));
  EXPECT_THAT(log_since(mark), HasSubstr(path.string()));
  EXPECT_TRUE(house.is_idle_within(seconds(1)));

  // What fails before the first byte is an answer.
  auto const answer = house.get("/iiif/3/cut.tif/0,1700,2400,300/max/0/default.tif");
  EXPECT_EQ(answer.status, 500);
  EXPECT_THAT(answer.body, Not(HasSubstr(house.folder.path().string())));
  house.expect_alive();
}

TEST(Streams, AreRefusedAtOnceWhenThereAreTooMany) {
  LargeHouse const house([](app::Config& config) { config.limits.streams = 2; });
  Reader first(house.server->port(), house.large("tif")), second(house.server->port(), house.large("tif"));
  ASSERT_GT(first.read_some().size(), 0U);
  ASSERT_GT(second.read_some().size(), 0U);
  auto const refused = house.get(house.large("tif"));
  EXPECT_EQ(refused.status, 503);
  EXPECT_NE(refused.field("retry-after"), "");
  // Neither do clients that take their time keep others from computing.
  EXPECT_EQ(house.get("/iiif/3/large.tif/full/1500,/0/default.jpg").status, 200);
}

TEST(Streams, DoNotCountTheTimeThatTheirClientTakes) {
  LargeHouse const house([](app::Config& config) { config.limits.render_timeout = app::Milliseconds(3000); });
  Reader reader(house.server->port(), "/iiif/3/large.tif/0,0,4000,4000/max/0/default.tif");
  ASSERT_GT(reader.read_some().size(), 0U);
  std::this_thread::sleep_for(milliseconds(3100));
  while (!reader.read_some().empty())
    continue;
  EXPECT_EQ(reader.error(), 0);
}

}  // namespace
}  // namespace triforium::test
