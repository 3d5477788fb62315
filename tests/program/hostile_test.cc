// What comes from people who mean ill, and from disks that do: an answer, in bounded time and memory, and a server that
// goes on.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>
#include <zlib.h>

#include <atomic>
#include <boost/json.hpp>
#include <chrono>
#include <fstream>
#include <thread>

#include "codecs/tiff/tiff_builder.h"
#include "program/house.h"
#include "program/memory_watch.h"

namespace triforium::test {
namespace {

using codecs::OutputFormat;
using codecs::tiff::FieldType;
using codecs::tiff::TiffBuilder;
using std::chrono::seconds;
using testing::AnyOf;
using testing::HasSubstr;
using testing::Not;

using Clock = std::chrono::steady_clock;

// --- requests ---

TEST(Hostile, PathsLeadNowhereElse) {
  House const house;
  TemporaryFolder const outside;
  outside.write("secret.png", png_of({10, 10}));
  std::filesystem::create_symlink(outside.path(), house.folder.path() / "way");
  std::filesystem::create_symlink(outside.path() / "secret.png", house.folder.path() / "link.png");
  auto const name = outside.path().filename().string();
  for (std::string path : {
           "way/secret.png",
           "way%2Fsecret.png",
           "link.png",
           "../@/secret.png",
           "..%2F@%2Fsecret.png",
           "%2e%2e/@/secret.png",
           "%2e%2e%2f@%2fsecret.png",
           "%252e%252e%252f@%252fsecret.png",
           "a/../../@/secret.png",
           "..\\@\\secret.png",
           "..%5C@%5Csecret.png",
           "%2Ftmp%2F@%2Fsecret.png",
           "//tmp/@/secret.png",
           "..;/@/secret.png",
           "%c0%ae%c0%ae%c0%af@%c0%afsecret.png",
           "cat.png%00.jpg",
           ".%00./@/secret.png",
           "..%u2215@%u2215secret.png",
           "....//@/secret.png",
           "file:%2F%2F%2Ftmp%2F@%2Fsecret.png",
       }) {
    if (auto const at = path.find('@'); at != std::string::npos) path.replace(at, 1, name);
    auto const answer = house.server->get(fmt::format("/iiif/3/{}/info.json", path));
    EXPECT_THAT(answer.status, AnyOf(400, 404)) << path;
    EXPECT_THAT(answer.body, Not(HasSubstr(house.folder.path().string()))) << path;
  }
  house.expect_alive();
}

TEST(Hostile, MalformedRequestsAreRefusedInASentence) {
  House const house;
  std::string const tail = " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
  std::pair<std::string, int> const requests[] = {
      {"GET /iiif/3/cat%00.png/info.json" + tail, 400},
      {"GET /iiif/3/%c0%afcat.png/info.json" + tail, 400},
      {"GET /iiif/3/%ff/info.json" + tail, 400},
      {"GET /iiif/3/cat%2/info.json" + tail, 400},
      {"GET /iiif/3/cat%zz/info.json" + tail, 400},
      {"GET /iiif/3/cat.png/full/99999999999999999999999,/0/default.png" + tail, 400},
      {"GET /iiif/3/cat.png/full/^2147483647,2147483647/0/default.png" + tail, 400},
      {"GET /iiif/3/cat.png/0,0,1e9,1/max/0/default.png" + tail, 400},
      {"GET /iiif/3/cat.png/-9223372036854775808,0,1,1/max/0/default.png" + tail, 400},
      {"GET /iiif/3/cat.png/pct:0,0,nan,inf/max/0/default.png" + tail, 400},
      {"GET /iiif/3/cat.png/full/max/1e308/default.png" + tail, 400},
      {"GET /" + std::string(100'000, 'x') + tail, 414},
      {"GET /iiif/3/" + std::string(5000, '/') + tail, 404},
      {"GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(100'000, 'y') + "\r\n\r\n", 431},
      {"GET / HTTP/3.7\r\nHost: a\r\n\r\n", 505},
      {"GET\r\n\r\n", 400},
      {std::string("\0\1\2\3\r\n\r\n", 8), 400},
      {"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n", 400},
      {"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", 400},
      {"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999\r\n\r\n", 413},
      {"GET / HTTP/1.1\r\nHost : a\r\n\r\n", 400},
  };
  for (auto const& [request, status] : requests) {
    SCOPED_TRACE(request.substr(0, 80));
    auto const answer = parse_answer(exchange(house.server->port(), request));
    EXPECT_EQ(answer.status, status);
    EXPECT_GT(answer.body.size(), 40U);
  }
  house.expect_alive();
}

TEST(Hostile, FloodsOfFieldsAreCutOff) {
  House const house;
  std::string flood = "GET / HTTP/1.1\r\nHost: a\r\n";
  for (int i = 0; i < 200'000; ++i)
    flood += fmt::format("X-{}: y\r\n", i);
  MemoryWatch const memory;
  auto const bytes = exchange(house.server->port(), flood);
  // The connection may be reset while we still send: then nothing can be read.
  if (!bytes.empty()) {
    EXPECT_EQ(parse_answer(bytes).status, 431);
  }
  EXPECT_LT(memory.growth_in_mb(), 20);
  house.expect_alive();
}

TEST(Hostile, RandomBytesNeverStopTheServer) {
  House const house;
  std::uint32_t state = 12345;
  auto const next = [&] { return state = state * 1664525 + 1013904223, state >> 16; };
  for (int round = 0; round < 200; ++round) {
    std::string target = "/iiif/3/";
    for (std::uint32_t i = 0, length = next() % 60; i < length; ++i) {
      char const c = static_cast<char>(next());
      target += c == '\r' || c == '\n' || c == ' ' ? '%' : c;
    }
    auto const answer = house.server->get(target + (next() % 2 != 0 ? "/full/max/0/default.jpg" : ""));
    EXPECT_THAT(answer.status, AnyOf(400, 404, 414)) << round;
  }
  house.expect_alive();
}

// --- load ---

// Sends a request, and does not wait for its answer.
class Client {
 public:
  Client(std::uint16_t port, std::string const& target) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    auto const request = "GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n";
    is_sent_ = ::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0 &&
               ::send(socket_, request.data(), request.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(request.size());
  }
  ~Client() { ::close(socket_); }
  Client(Client const&) = delete;
  Client& operator=(Client const&) = delete;
  bool is_sent() const { return is_sent_; }

 private:
  int socket_;
  bool is_sent_ = false;
};

TEST(Hostile, TooManyLargeRequestsAreTurnedAwayAndNoneHangs) {
  House const house([](app::Config& config) {
    config.limits.max_area = 4'000'000;
    config.limits.tile_cost = 1000;
    config.limits.queue = 4;
    config.limits.memory = {64 << 20};
    config.cache.answers = {0};
  });
  house.folder.write("big.tif", repeating_tiff({.size = {6000, 6000}, .tile = {256, 256}}));
  std::atomic<int> served = 0, turned_away = 0, other = 0;
  MemoryWatch const memory;
  auto const started = Clock::now();
  std::vector<std::thread> clients;
  for (int i = 0; i < 64; ++i) {
    clients.emplace_back([&, i] {
      auto const answer = house.server->get(fmt::format("/iiif/3/big.tif/{},0,5900,5900/^max/0/default.png", i));
      if (answer.status == 200 && size_of_file(answer.body) == PixelSize{2000, 2000}) {
        ++served;
      } else if (answer.status == 503 && !answer.field("retry-after").empty()) {
        ++turned_away;
      } else {
        ++other;
      }
    });
  }
  for (auto& client : clients)
    client.join();
  EXPECT_GE(served, 4) << "at least what may wait: all can have come before a thread took up the first";
  EXPECT_GE(turned_away, 1);
  EXPECT_EQ(other, 0);
  EXPECT_LT(Clock::now() - started, seconds(40));
  EXPECT_LT(memory.growth_in_mb(), 64 + 64 * 12 + 100) << "the budget, and 64 answers of 12 MB in the clients' hands";
  house.expect_alive();
}

TEST(Hostile, WorkStopsWhenNobodyWaitsForIt) {
  House const house([](app::Config& config) {
    config.limits.max_area = 2'000'000'000;
    config.encode.png_level = 9;
  });
  auto const running = [&] { return house.server->metric("triforium_jobs_running{lane=\"stream\"}"); };
  {
    // Minutes of work each.
    std::vector<std::unique_ptr<Client>> clients;
    for (int i = 0; i < 6; ++i) {
      auto const target = fmt::format("/iiif/3/cat.png/{},0,200,200/^40000,40000/0/default.png", i);
      clients.push_back(std::make_unique<Client>(house.server->port(), target));
      ASSERT_TRUE(clients.back()->is_sent());
    }
    ASSERT_TRUE(eventually(seconds(10), [&] { return running() >= 2; }));
  }
  EXPECT_TRUE(eventually(seconds(10), [&] { return running() == 0; }));
  house.expect_alive();
}

TEST(Hostile, WorkEndsAtTheTimeLimit) {
  House const house([](app::Config& config) {
    config.limits.max_area = 2'000'000'000;
    config.limits.render_timeout = app::Milliseconds(300);
    config.limits.streams = 0;
    config.encode.png_level = 9;
  });
  auto const started = Clock::now();
  auto const answer = house.server->get("/iiif/3/cat.png/full/^40000,40000/0/default.png");
  EXPECT_EQ(answer.status, 503);
  EXPECT_THAT(answer.body, HasSubstr("longer than the server allows"));
  EXPECT_LT(Clock::now() - started, seconds(2)) << "looked at with every strip, not only with every row of the source";
}

TEST(Hostile, WhatCanNeverFitIsRefusedAtOnce) {
  House const house([](app::Config& config) {
    config.limits.max_area = 2'000'000'000;
    config.limits.memory = {32 << 20};
  });
  MemoryWatch const memory;
  auto const answer = house.server->get("/iiif/3/cat.png/full/^16000,16000/0/default.webp");
  EXPECT_EQ(answer.status, 413);
  EXPECT_LT(memory.growth_in_mb(), 40);
}

// 1.2 GB of pixels, and 100 megapixels of answer, in a few rows of tiles at a time.
TEST(Hostile, LargeImagesPassThroughLittleMemory) {
  House const house;
  house.folder.write("large.tif", repeating_tiff({.size = {20'000, 20'000}, .tile = {256, 256}}));
  for (auto const* const size : {"!500,500", "10000,"}) {
    MemoryWatch const memory;
    auto const answer = house.server->get(fmt::format("/iiif/3/large.tif/full/{}/0/default.jpg", size));
    EXPECT_EQ(answer.status, 200) << answer.body.substr(0, 200);
    EXPECT_LT(memory.growth_in_mb(), 200) << size;
  }
  house.expect_alive();
}

// --- files ---

void put(std::string& bytes, std::uint64_t number, int size) {
  for (int shift = 8 * (size - 1); shift >= 0; shift -= 8)
    bytes.push_back(static_cast<char>(number >> shift));
}

void add_png_chunk(std::string& png, std::string const& type, std::string const& content) {
  put(png, content.size(), 4);
  auto const body = type + content;
  png += body;
  put(png, ::crc32(0, reinterpret_cast<Bytef const*>(body.data()), static_cast<uInt>(body.size())), 4);
}

// 3.6 gigapixels announced, of which 20 MB are there: zeros, which zlib makes into 20 kB.
std::string bomb_png() {
  std::string const zeros(20 << 20, '\0');
  std::string packed(64 << 10, '\0');
  uLongf size = packed.size();
  ::compress2(reinterpret_cast<Bytef*>(packed.data()), &size, reinterpret_cast<Bytef const*>(zeros.data()),
              zeros.size(), 9);
  packed.resize(size);
  std::string png("\x89PNG\r\n\x1a\n", 8), header;
  put(header, 60'000, 4);
  put(header, 60'000, 4);
  header += std::string("\x08\x02\0\0\0", 5);
  add_png_chunk(png, "IHDR", header);
  add_png_chunk(png, "IDAT", packed);
  add_png_chunk(png, "IEND", "");
  return png;
}

std::string looping_tiff() {
  TiffBuilder builder;
  auto const position = builder.chain(builder.image(4, 4, 8, 1, 1, Bytes(16)));
  builder.link_to(position);
  return std::string(as_text(builder.bytes()));
}

// SubIFDs that contain their own parent.
std::string nested_looping_tiff() {
  TiffBuilder builder;
  auto directory = builder.image(4, 4, 8, 1, 1, Bytes(16));
  directory[330] = {FieldType::long_, {8}};
  auto bytes = std::string(as_text((builder.chain(directory), builder.bytes())));
  return bytes;
}

std::string tiff_with_lying_strips() {
  TiffBuilder builder;
  auto directory = builder.image(60'000, 60'000, 8, 2, 3, Bytes(16));
  directory[258] = {FieldType::short_, {8, 8, 8}};
  builder.chain(directory);
  return std::string(as_text(builder.bytes()));
}

std::string box(std::string const& type, std::string const& content) {
  std::string bytes;
  put(bytes, content.size() + 8, 4);
  return bytes + type + content;
}

// A JPEG 2000 of 65,535 × 65,535 pixels in tiles of 1 × 1: 4 billion of them.
std::string jp2_of_four_billion_tiles() {
  std::string image_header;
  put(image_header, 65'535, 4);
  put(image_header, 65'535, 4);
  put(image_header, 3, 2);
  image_header += std::string("\x07\x07\0\0", 4);
  std::string const colour("\1\0\0\0\0\0\x10", 7);
  std::string code("\xFF\x4F\xFF\x51", 4);
  put(code, 38 + 3 * 3, 2);
  put(code, 0, 2);
  for (std::uint64_t const number : {65'535, 65'535, 0, 0, 1, 1, 0, 0})
    put(code, number, 4);
  put(code, 3, 2);
  for (int component = 0; component < 3; ++component)
    code += std::string("\x07\x01\x01", 3);
  code += std::string("\xFF\x52\0\x0C\0\0\0\1\0\5\4\4\0\1", 14);
  code += std::string("\xFF\x5C\0\x13\x40", 5) + std::string(16, '\x48');
  code += std::string("\xFF\x90\0\x0A\0\0\0\0\0\0\0\1\xFF\x93\xFF\xD9", 16);
  return box("jP  ", "\r\n\x87\n") + box("ftyp", std::string("jp2 \0\0\0\0jp2 ", 12)) +
         box("jp2h", box("ihdr", image_header) + box("colr", colour)) + box("jp2c", code);
}

std::string first_half(std::string const& whole) {
  return whole.substr(0, whole.size() / 2);
}

struct BadFile {
  std::string name;
  std::string content;
  int info;   // the status of info.json
  int image;  // and of a picture
};

std::vector<BadFile> bad_files() {
  auto const picture = [](OutputFormat format) { return encoded(format, soft_picture({600, 400})); };
  return {
      {"bomb.png", bomb_png(), 200, 413},
      {"loop.tif", looping_tiff(), 500, 500},
      {"nested.tif", nested_looping_tiff(), 500, 500},
      {"lying.tif", tiff_with_lying_strips(), 200, 500},
      {"tiles.jp2", jp2_of_four_billion_tiles(), 500, 500},
      {"cut.jpg", first_half(picture(OutputFormat::jpg)), 200, 500},
      {"cut.png", first_half(picture(OutputFormat::png)), 200, 500},
      {"cut.tif", first_half(picture(OutputFormat::tif)), 500, 500},
      {"cut.webp", first_half(picture(OutputFormat::webp)), 500, 500},
      {"cut.jp2", first_half(picture(OutputFormat::jp2)), 200, 500},
      {"text.jpg", "This is no picture, whatever it is called.\n", 500, 500},
      {"empty.jpg", "", 500, 500},
      {"head.jpg", picture(OutputFormat::jpg).substr(0, 20), 500, 500},
      {"head.png", picture(OutputFormat::png).substr(0, 20), 500, 500},
  };
}

TEST(Hostile, BadFilesGetAStatusAndASentenceInBoundedTimeAndMemory) {
  House const house([](app::Config& config) { config.limits.memory = {256 << 20}; });
  for (auto const& file : bad_files()) {
    SCOPED_TRACE(file.name + fmt::format(", {} bytes", file.content.size()));
    house.folder.write(file.name, file.content);
    MemoryWatch const memory;
    auto const mark = log_mark();
    auto const started = Clock::now();
    auto const info = house.server->get("/iiif/3/" + file.name + "/info.json");
    auto const image = house.server->get("/iiif/3/" + file.name + "/full/!100,100/0/default.jpg");
    EXPECT_LT(Clock::now() - started, seconds(10));
    EXPECT_LT(memory.growth_in_mb(), 300);
    EXPECT_EQ(info.status, file.info) << info.body;
    EXPECT_EQ(image.status, file.image) << image.body.substr(0, 300);
    if (image.status >= 400) {
      auto const problem = boost::json::parse(image.body).as_object();
      EXPECT_GT(problem.at("detail").as_string().size(), 15U);
      EXPECT_THAT(image.body, Not(HasSubstr(house.folder.path().string())));
    }
    auto const named = (house.folder.path() / file.name).string();
    EXPECT_TRUE(eventually(seconds(2), [&] { return log_since(mark).find(named) != std::string::npos; }));
  }
  house.expect_alive();
}

// Whatever prefix of a file is there, and whatever byte is wrong: an answer.
TEST(Hostile, CutAndDamagedFilesNeverStopTheServer) {
  House const house([](app::Config& config) { config.sources.recheck = app::Milliseconds(0); });
  std::uint32_t state = 99;
  auto const next = [&] { return state = state * 1664525 + 1013904223, state >> 8; };
  for (auto const format : {OutputFormat::jpg, OutputFormat::png, OutputFormat::webp, OutputFormat::tif,
                            OutputFormat::gif, OutputFormat::jp2, OutputFormat::avif, OutputFormat::pdf}) {
    auto const whole = encoded(format, soft_picture({64, 48}));
    for (int round = 0; round < 20; ++round) {
      auto bytes = whole.substr(0, round % 2 == 0 ? next() % whole.size() : whole.size());
      for (int damage = 0; damage < 5 && !bytes.empty(); ++damage)
        bytes[next() % bytes.size()] = static_cast<char>(next());
      auto const name = fmt::format("damaged-{}-{}", static_cast<int>(format), round);
      house.folder.write(name, bytes);
      auto const answer = house.server->get("/iiif/3/" + name + "/full/max/0/default.png");
      EXPECT_THAT(answer.status, AnyOf(200, 413, 500, 501, 400)) << name;
    }
  }
  house.expect_alive();
}

}  // namespace
}  // namespace triforium::test
