#include "server/server.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json/parse.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <thread>

#include "base/text.h"
#include "server/test_client.h"

namespace triforium::server {
namespace {

using http::Request;
using http::Response;
using std::chrono::milliseconds;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

// --- a server that answers what it was asked ---

Task<Response> wait_for(milliseconds time, std::stop_token stop, std::atomic<bool>& was_stopped) {
  boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor);
  auto const end = std::chrono::steady_clock::now() + time;
  while (std::chrono::steady_clock::now() < end && !stop.stop_requested()) {
    timer.expires_after(milliseconds(5));
    co_await timer.async_wait(boost::asio::use_awaitable);
  }
  was_stopped = stop.stop_requested();
  Response response;
  response.body = std::string("waited");
  co_return response;
}

Response big_file_response() {
  static std::string const content = [] {
    std::string text(3 << 20, ' ');
    for (std::size_t i = 0; i < text.size(); ++i)
      text[i] = static_cast<char>('a' + i % 23);
    return text;
  }();
  std::FILE* const file = std::tmpfile();
  std::fwrite(content.data(), 1, content.size(), file);
  std::fflush(file);
  Response response;
  response.body = http::FileRange{std::shared_ptr<void const>(file, [file](void const*) { std::fclose(file); }),
                                  fileno(file), 5, content.size() - 5};
  return response;
}

// A piece of a mapped file of two pages; in the cut one the second is gone, and to touch it is SIGBUS.
Response mapped_response(bool is_cut) {
  constexpr std::size_t kBytes = 8192;
  std::FILE* const file = std::tmpfile();
  std::fwrite(std::string(kBytes, 'm').data(), 1, kBytes, file);
  std::fflush(file);
  auto* const mapping = static_cast<std::uint8_t*>(::mmap(nullptr, kBytes, PROT_READ, MAP_SHARED, fileno(file), 0));
  if (is_cut && ::ftruncate(fileno(file), 4096) != 0) std::abort();
  std::shared_ptr<void const> const owner(file, [mapping](void const* closed) {
    ::munmap(mapping, kBytes);
    std::fclose(static_cast<std::FILE*>(const_cast<void*>(closed)));
  });
  Response response;
  response.body = std::vector<http::Piece>{{owner, {mapping + 1, kBytes - 1}, fileno(file), 1}};
  return response;
}

class ServerTest : public ::testing::Test {
 protected:
  void start(Settings settings = {}) {
    settings.listen = {"127.0.0.1:0"};
    settings.access_log = false;
    settings.linger_timeout = milliseconds(200);
    auto handler = [this](Request request) { return answer(std::move(request)); };
    Hooks hooks{[this](RequestRecord const& record) {
      std::lock_guard const lock(mutex_);
      records_.push_back({std::string(record.target), record.status, record.bytes, record.is_aborted});
    }};
    server_ = std::make_unique<Server>(std::move(settings), handler, hooks);
    auto const started = server_->start();
    ASSERT_TRUE(started) << started.error().message;
  }
  std::uint16_t port() const { return server_->port(); }

  std::string exchange(std::string const& request) {
    Client client(port());
    client.send(request);
    return client.read_response();
  }

  Task<Response> answer(Request request) {
    Response response;
    std::string const path(request.path());
    if (path == "/throw") throw std::runtime_error("boom");
    if (path == "/throw-int") throw 42;
    if (path == "/wait") {
      ++waiting_;
      response = co_await wait_for(milliseconds(400), request.stop, was_stopped_);
      co_return response;
    }
    if (path == "/file") co_return big_file_response();
    if (path == "/mapped") co_return mapped_response(false);
    if (path == "/cut") co_return mapped_response(true);
    if (path == "/empty") {
      response.status = 204;
      co_return response;
    }
    if (path == "/pieces") {
      response.body = std::vector<http::Piece>{http::piece_of(share({'a', 'b'})), http::piece_of(share({})),
                                               http::piece_of(share(Bytes(1 << 20, 'c')))};
      co_return response;
    }
    if (path == "/inject") response.fields.add("Location", "/a\r\nSet-Cookie: x=1");
    if (path == "/origin") response.body = request.origin.base_url() + " " + request.peer;
    if (path != "/origin") response.body = request.method_text + " " + request.target + " " + request.body;
    response.timings.push_back({"decode", std::chrono::microseconds(1500)});
    co_return response;
  }

  struct Seen {
    std::string target;
    int status;
    std::uint64_t bytes;
    bool is_aborted;
  };
  std::vector<Seen> records() {
    std::lock_guard const lock(mutex_);
    return records_;
  }

  std::atomic<int> waiting_{0};
  std::atomic<bool> was_stopped_{false};
  std::mutex mutex_;
  std::vector<Seen> records_;
  std::unique_ptr<Server> server_;
};

// --- messages ---

TEST_F(ServerTest, AnswersAndKeepsTheConnection) {
  start();
  Client client(port());
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(client.send(get("/a?b=" + std::to_string(i))));
    auto const response = client.read_response();
    EXPECT_THAT(response, StartsWith("HTTP/1.1 200 OK\r\n"));
    EXPECT_THAT(response, HasSubstr("\r\nAccess-Control-Allow-Origin: *\r\n"));
    EXPECT_THAT(response, HasSubstr("\r\nDate: "));
    EXPECT_THAT(response, Not(HasSubstr("Connection:")));
    EXPECT_EQ(body_of(response), "GET /a?b=" + std::to_string(i) + " ");
  }
  ASSERT_TRUE(eventually([&] { return records().size() == 3; }));
  EXPECT_EQ(records()[2].target, "/a?b=2");
  EXPECT_EQ(records()[2].bytes, 11U);
}

TEST_F(ServerTest, AnswersPipelinedRequestsInOrder) {
  start();
  Client client(port());
  std::string all;
  for (int i = 0; i < 50; ++i)
    all += get("/" + std::to_string(i));
  ASSERT_TRUE(client.send(all));
  for (int i = 0; i < 50; ++i)
    EXPECT_EQ(body_of(client.read_response()), "GET /" + std::to_string(i) + " ");
}

TEST_F(ServerTest, TakesRequestsByteByByte) {
  start();
  Client client(port());
  for (char const c : "\r\n" + get("/slow"))
    ASSERT_TRUE(client.send({&c, 1}));
  EXPECT_EQ(body_of(client.read_response()), "GET /slow ");
}

TEST_F(ServerTest, HeadHasTheLengthButNotTheBody) {
  start();
  Client client(port());
  client.send("HEAD /abc HTTP/1.1\r\nHost: x\r\n\r\n" + get("/next"));
  auto const head = client.read_response(true);
  EXPECT_THAT(head, HasSubstr("Content-Length: 10\r\n"));
  EXPECT_EQ(body_of(head), "");
  EXPECT_EQ(body_of(client.read_response()), "GET /next ");
}

TEST_F(ServerTest, NoContentHasNoLength) {
  start();
  EXPECT_THAT(exchange(get("/empty")), Not(HasSubstr("\nContent-Length:")));
}

TEST_F(ServerTest, SpeaksHttp10) {
  start();
  Client client(port());
  client.send("GET /old HTTP/1.0\r\n\r\n");
  auto const response = client.read_all();
  EXPECT_THAT(response, HasSubstr("\r\nConnection: close\r\n"));
  EXPECT_EQ(body_of(response), "GET /old ");

  Client lasting(port());
  lasting.send("GET /1 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_THAT(lasting.read_response(), HasSubstr("\r\nConnection: keep-alive\r\n"));
  lasting.send("GET /2 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_EQ(body_of(lasting.read_response()), "GET /2 ");
}

TEST_F(ServerTest, ClosesWhenAsked) {
  start();
  Client client(port());
  client.send(get("/bye", "Connection: close\r\n"));
  EXPECT_THAT(client.read_response(), HasSubstr("\r\nConnection: close\r\n"));
  EXPECT_TRUE(client.is_at_end());
}

TEST_F(ServerTest, ReadsBodies) {
  start();
  EXPECT_EQ(body_of(exchange("POST /p HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello")), "POST /p hello");
  EXPECT_EQ(body_of(exchange("POST /p HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                             "3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\n\r\n")),
            "POST /p hello");
}

TEST_F(ServerTest, SaysContinueBeforeTheBody) {
  start();
  Client client(port());
  client.send("POST /p HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
  EXPECT_EQ(client.read_response(), "HTTP/1.1 100 Continue\r\n\r\n");
  client.send("hello");
  EXPECT_EQ(body_of(client.read_response()), "POST /p hello");
}

TEST_F(ServerTest, RefusesALargeBodyBeforeItIsSent) {
  start();
  EXPECT_THAT(exchange("POST /p HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 5000000\r\n\r\n"),
              StartsWith("HTTP/1.1 413 "));
}

TEST_F(ServerTest, BoundsBodies) {
  Settings settings;
  settings.max_body = 1000;
  start(settings);
  Client client(port());
  client.send("POST /p HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n" + std::string(100000, 'x'));
  EXPECT_THAT(client.read_all(), StartsWith("HTTP/1.1 413 "));
  Client chunked(port());
  chunked.send("POST /p HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
  for (int i = 0; i < 20; ++i)
    chunked.send("64\r\n" + std::string(100, 'x') + "\r\n");
  EXPECT_THAT(chunked.read_all(), StartsWith("HTTP/1.1 413 "));
}

TEST_F(ServerTest, TakesRawCharactersThatClientsSend) {
  start();
  std::string const target = "/iiif/3/[frob]<a>\\|`{x}\"/^max/0/default.jpg";
  EXPECT_EQ(body_of(exchange(get(target))), "GET " + target + " ");
  EXPECT_EQ(body_of(exchange(get("/\xC3\xA9"))), "GET /\xC3\xA9 ");
}

TEST_F(ServerTest, TakesAbsoluteTargets) {
  start();
  EXPECT_THAT(exchange("GET http://other.example:81/origin HTTP/1.1\r\nHost: x\r\n\r\n"),
              HasSubstr("http://other.example:81 127.0.0.1"));
}

// --- what no server could answer ---

class Malformed : public ServerTest, public ::testing::WithParamInterface<std::pair<char const*, char const*>> {};

TEST_P(Malformed, IsRefusedAndTheConnectionClosed) {
  start();
  Client client(port());
  ASSERT_TRUE(client.send(GetParam().first));
  client.half_close();
  auto const response = client.read_all();
  EXPECT_THAT(response, StartsWith(std::string("HTTP/1.1 ") + GetParam().second + " "));
  EXPECT_THAT(response, HasSubstr("Content-Type: application/problem+json\r\n"));
  EXPECT_THAT(response, HasSubstr("Access-Control-Allow-Origin: *\r\n"));
  EXPECT_THAT(response, HasSubstr("Connection: close\r\n"));
  auto const problem = boost::json::parse(body_of(response));
  EXPECT_EQ(std::to_string(problem.at("status").as_int64()), GetParam().second);
}

INSTANTIATE_TEST_SUITE_P(
    Requests, Malformed,
    ::testing::Values(
        std::pair{"\x16\x03\x01\x02garbage\r\n\r\n", "400"}, std::pair{"GET\r\n\r\n", "400"},
        std::pair{"GET /a b HTTP/1.1\r\nHost: x\r\n\r\n", "400"},
        std::pair{"GET /a\tb HTTP/1.1\r\nHost: x\r\n\r\n", "400"},
        std::pair{"GET /a\x7f HTTP/1.1\r\nHost: x\r\n\r\n", "400"},
        std::pair{"GET nothing HTTP/1.1\r\nHost: x\r\n\r\n", "400"}, std::pair{"GET / HTTP/1.1\r\n\r\n", "400"},
        std::pair{"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "400"},
        std::pair{"GET / HTTP/1.1\r\nHost: a b\r\n\r\n", "400"},
        std::pair{"GET / HTTP/1.1\r\nHost: <x>\r\n\r\n", "400"}, std::pair{"GET / HTTP/1.1\r\nHost : x\r\n\r\n", "400"},
        std::pair{"GET / HTTP/1.1\r\nHost: x\r\nA\x01: b\r\n\r\n", "400"},
        std::pair{"GET / HTTP/1.1\r\nHost: x\r\nA: b\x01\r\n\r\n", "400"},
        std::pair{"GET / HTTP/3.7\r\nHost: x\r\n\r\n", "505"}, std::pair{"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "505"},
        std::pair{"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", "400"},
        std::pair{"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", "400"},
        std::pair{"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                  "400"},
        std::pair{"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\nabc", "400"},
        std::pair{"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n", "400"},
        std::pair{"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "400"},
        std::pair{"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n", "400"}));

TEST_F(ServerTest, RefusesLongTargets) {
  start();
  EXPECT_THAT(exchange(get("/" + std::string(9000, 'a'))), StartsWith("HTTP/1.1 414 "));
  Client client(port());
  client.send(get("/" + std::string(100'000, 'a')));
  EXPECT_THAT(client.read_all(), StartsWith("HTTP/1.1 414 "));
}

TEST_F(ServerTest, RefusesHeaderFloods) {
  start();
  EXPECT_THAT(exchange(get("/", "X: " + std::string(20'000, 'a') + "\r\n")), StartsWith("HTTP/1.1 431 "));
  std::string fields;
  for (int i = 0; i < 5000; ++i)
    fields += "X-" + std::to_string(i) + ": y\r\n";
  Client client(port());
  client.send(get("/", fields));
  EXPECT_THAT(client.read_all(), StartsWith("HTTP/1.1 431 "));
}

TEST_F(ServerTest, AcceptsAHeaderJustBelowTheLimit) {
  start();
  EXPECT_THAT(exchange(get("/" + std::string(8000, 'a'), "X: " + std::string(16'000, 'b') + "\r\n")),
              StartsWith("HTTP/1.1 200 "));
}

TEST_F(ServerTest, ValuesOfFieldsCannotBreakOut) {
  start();
  EXPECT_THAT(exchange(get("/inject")), Not(HasSubstr("Set-Cookie")));
}

TEST_F(ServerTest, WhatAHandlerThrowsIsA500) {
  start();
  Client client(port());
  for (auto const* path : {"/throw", "/throw-int"}) {
    client.send(get(path));
    auto const response = client.read_response();
    EXPECT_THAT(response, StartsWith("HTTP/1.1 500 "));
    EXPECT_THAT(response, Not(HasSubstr("boom")));
  }
  client.send(get("/after"));
  EXPECT_EQ(body_of(client.read_response()), "GET /after ");
}

// --- bodies ---

TEST_F(ServerTest, SendsMappedFilesAndSurvivesTheirEnd) {
  start();
  EXPECT_EQ(body_of(exchange(get("/mapped"))), std::string(8191, 'm'));
  Client client(port());
  client.send(get("/cut"));
  client.read_all();
  EXPECT_EQ(body_of(exchange(get("/a"))), "GET /a ");
}

TEST_F(ServerTest, SendsFilesWithoutReadingThem) {
  start();
  auto const body = body_of(exchange(get("/file")));
  ASSERT_EQ(body.size(), (3U << 20) - 5);
  EXPECT_EQ(body.substr(0, 3), "fgh");
  bool is_right = true;
  for (std::size_t i = 0; i < body.size(); ++i)
    is_right = is_right && body[i] == static_cast<char>('a' + (i + 5) % 23);
  EXPECT_TRUE(is_right);
}

TEST_F(ServerTest, SendsPiecesToASlowReader) {
  start();
  Client client(port(), 4096);
  client.send(get("/pieces") + get("/pieces"));
  std::this_thread::sleep_for(milliseconds(20));
  for (int i = 0; i < 2; ++i) {
    auto const body = body_of(client.read_response());
    ASSERT_EQ(body.size(), 2 + (1U << 20));
    EXPECT_EQ(body, "ab" + std::string(1 << 20, 'c'));
  }
}

TEST_F(ServerTest, GivesTimingsToWhoAsks) {
  start();
  EXPECT_THAT(exchange(get("/a?timing")), HasSubstr("Server-Timing: decode;dur=1.5, total;dur="));
  EXPECT_THAT(exchange(get("/a", "X-Server-Timing: 1\r\n")), HasSubstr("Server-Timing: "));
  EXPECT_THAT(exchange(get("/a?untiming")), Not(HasSubstr("Server-Timing: ")));
}

TEST_F(ServerTest, BelievesProxiesThatItTrusts) {
  Settings settings;
  settings.proxies.trusted.push_back(*http::Network::parse("127.0.0.0/8"));
  settings.proxies.path_prefix = "/images";
  start(settings);
  EXPECT_THAT(exchange(get("/origin", "X-Forwarded-Proto: https\r\nX-Forwarded-For: 192.0.2.7\r\n")),
              HasSubstr("https://example.org/images 192.0.2.7"));
}

// --- time ---

TEST_F(ServerTest, CutsSlowSenders) {
  Settings settings;
  settings.header_timeout = milliseconds(120);
  start(settings);
  Client client(port());
  client.send("GET / HTTP/1.1\r\n");
  auto const begin = std::chrono::steady_clock::now();
  while (client.send("X-A: b\r\n") && std::chrono::steady_clock::now() - begin < milliseconds(1000)) {
    std::this_thread::sleep_for(milliseconds(20));
    pollfd readable{client.descriptor(), POLLIN, 0};
    if (::poll(&readable, 1, 0) == 1) break;
  }
  EXPECT_LT(std::chrono::steady_clock::now() - begin, milliseconds(800));
  EXPECT_THAT(client.read_all(), StartsWith("HTTP/1.1 408 "));
}

TEST_F(ServerTest, ClosesSilentAndIdleConnections) {
  Settings settings;
  settings.header_timeout = settings.idle_timeout = milliseconds(100);
  start(settings);
  Client silent(port());
  Client idle(port());
  idle.send(get("/"));
  idle.read_response();
  EXPECT_TRUE(silent.is_at_end());
  EXPECT_TRUE(idle.is_at_end());
  EXPECT_TRUE(eventually([&] { return server_->connections() == 0; }));
}

TEST_F(ServerTest, CutsSlowBodies) {
  Settings settings;
  settings.body_timeout = milliseconds(100);
  start(settings);
  Client client(port());
  client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc");
  EXPECT_THAT(client.read_all(), StartsWith("HTTP/1.1 408 "));
}

TEST_F(ServerTest, GivesUpOnClientsThatDoNotRead) {
  Settings settings;
  settings.write_timeout = milliseconds(100);
  start(settings);
  Client client(port(), 4096);
  for (int i = 0; i < 8; ++i)
    client.send(get("/file"));
  EXPECT_TRUE(eventually([&] { return !records().empty() && records().back().is_aborted; }));
  EXPECT_TRUE(eventually([&] { return server_->connections() == 0; }));
}

TEST_F(ServerTest, AnswersHalfClosedClients) {
  start();
  Client client(port());
  client.send(get("/1") + get("/2"));
  client.half_close();
  EXPECT_EQ(body_of(client.read_response()), "GET /1 ");
  EXPECT_EQ(body_of(client.read_response()), "GET /2 ");
  EXPECT_TRUE(client.is_at_end());
}

TEST_F(ServerTest, TellsHandlersThatTheClientHasGone) {
  Settings settings;
  settings.idle_timeout = milliseconds(80);
  start(settings);
  Client client(port());
  client.send(get("/wait"));
  ASSERT_TRUE(eventually([&] { return waiting_ == 1; }));
  client.reset();
  EXPECT_TRUE(eventually([&] { return was_stopped_.load(); }));
  EXPECT_TRUE(eventually([&] { return server_->connections() == 0; }));
}

TEST_F(ServerTest, ALongAnswerIsNotCutByTheIdleTime) {
  Settings settings;
  settings.idle_timeout = settings.header_timeout = settings.write_timeout = milliseconds(60);
  start(settings);
  EXPECT_EQ(body_of(exchange(get("/wait"))), "waited");
  EXPECT_FALSE(was_stopped_);
}

// --- many ---

TEST_F(ServerTest, ServesManyConnectionsAtOnce) {
  start();
  std::vector<std::unique_ptr<Client>> clients;
  for (int i = 0; i < 200; ++i)
    clients.push_back(std::make_unique<Client>(port()));
  for (auto& client : clients)
    client->send(get("/wait"));
  for (auto& client : clients)
    EXPECT_EQ(body_of(client->read_response()), "waited");
}

TEST_F(ServerTest, HoldsItsLimitOfConnections) {
  Settings settings;
  settings.max_connections = 3;
  start(settings);
  std::vector<std::unique_ptr<Client>> clients;
  for (int i = 0; i < 8; ++i)
    clients.push_back(std::make_unique<Client>(port()));
  std::this_thread::sleep_for(milliseconds(50));
  EXPECT_LE(server_->connections(), 4U);
  // All are served in the end: when it is full, it asks for the connection back with each answer.
  std::vector<std::thread> threads;
  std::atomic<int> served{0};
  for (auto& client : clients) {
    threads.emplace_back([&client, &served] {
      client->send(get("/n"));
      if (body_of(client->read_response()) == "GET /n ") ++served;
      client->close();
    });
  }
  for (auto& thread : threads)
    thread.join();
  EXPECT_EQ(served, 8);
}

TEST_F(ServerTest, SurvivesGarbageAndResets) {
  start();
  std::string noise;
  unsigned state = 1;
  for (int i = 0; i < 100; ++i) {
    noise.clear();
    for (int j = 0; j < 300; ++j)
      noise += static_cast<char>((state = state * 1664525 + 1013904223) >> 24);
    Client client(port());
    client.send(i % 2 == 0 ? noise : "GET /file HTTP/1.1\r\nHost: x\r\nX: " + noise);
    if (i % 3 == 0) client.reset();
  }
  EXPECT_EQ(body_of(exchange(get("/alive"))), "GET /alive ");
}

// --- stopping ---

TEST_F(ServerTest, FinishesWhatIsInFlightAndClosesWhatIsIdle) {
  start();
  Client busy(port());
  Client idle(port());
  idle.send(get("/"));
  idle.read_response();
  busy.send(get("/wait"));
  ASSERT_TRUE(eventually([&] { return waiting_ == 1; }));
  bool is_clean = false;
  std::thread stopper([&] { is_clean = server_->stop(milliseconds(3000)); });
  EXPECT_TRUE(idle.is_at_end());
  auto const response = busy.read_response();
  EXPECT_EQ(body_of(response), "waited");
  EXPECT_THAT(response, HasSubstr("Connection: close\r\n"));
  busy.close();
  stopper.join();
  EXPECT_TRUE(is_clean);
  EXPECT_FALSE(Client(port()).is_connected());
}

TEST_F(ServerTest, CutsWhatTakesTooLongToFinish) {
  start();
  Client client(port());
  client.send(get("/wait"));
  ASSERT_TRUE(eventually([&] { return waiting_ == 1; }));
  EXPECT_FALSE(server_->stop(milliseconds(20)));
  EXPECT_TRUE(was_stopped_);
  EXPECT_EQ(server_->connections(), 0U);
}

TEST_F(ServerTest, MayBeDestroyedWithoutHavingBeenStopped) {
  start();
  Client client(port());
  client.send(get("/wait"));
  ASSERT_TRUE(eventually([&] { return waiting_ == 1; }));
  server_.reset();
  EXPECT_TRUE(was_stopped_);
}

// --- addresses ---

Task<Response> say_nothing(Request) {
  co_return Response{};
}

TEST(Listening, SaysWhatIsWrong) {
  auto const error_of = [](std::string const& address) {
    Settings settings;
    settings.listen = {address};
    auto const started = Server(settings, say_nothing).start();
    return started ? std::string() : started.error().message;
  };
  EXPECT_THAT(error_of("8080"), HasSubstr("is no address to listen on"));
  EXPECT_THAT(error_of("127.0.0.1:99999"), HasSubstr("is no address to listen on"));
  EXPECT_THAT(error_of("::1:80"), HasSubstr("is no address to listen on"));
  EXPECT_THAT(error_of("203.0.113.1:0"), HasSubstr("Cannot listen on 203.0.113.1:0"));

  Settings settings;
  settings.listen = {"127.0.0.1:0"};
  Server first(settings, say_nothing);
  ASSERT_TRUE(first.start());
  EXPECT_THAT(error_of("127.0.0.1:" + std::to_string(first.port())), HasSubstr("in use"));
}

TEST(Listening, OnSeveralAddressesAndIpv6) {
  Settings settings;
  settings.listen = {"127.0.0.1:0", "[::]:0"};
  settings.access_log = false;
  Server server(settings, say_nothing);
  auto const started = server.start();
  if (!started) GTEST_SKIP() << "no IPv6 here: " << started.error().message;
  ASSERT_EQ(server.urls().size(), 2U);
  EXPECT_THAT(server.urls()[1], StartsWith("http://[::]:"));
  auto const second = std::stoul(server.urls()[1].substr(12));
  for (auto const port : {static_cast<unsigned long>(server.port()), second}) {
    Client client(static_cast<std::uint16_t>(port));
    client.send(get("/"));
    EXPECT_THAT(client.read_response(), StartsWith("HTTP/1.1 200 "));
  }
}

// --- TLS ---

class TlsTest : public ServerTest {
 protected:
  TlsTest() {
    std::filesystem::create_directories(folder_);
    write_certificate(folder_, "first");
    settings_.tls_certificate = folder_ / "cert.pem";
    settings_.tls_key = folder_ / "key.pem";
  }
  ~TlsTest() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path const folder_ =
      std::filesystem::temp_directory_path() / ("triforium_tls_" + std::to_string(::getpid()));
  Settings settings_;
};

TEST_F(TlsTest, AnswersOverTls) {
  start(settings_);
  TlsClient client(port());
  ASSERT_TRUE(client.is_connected());
  EXPECT_EQ(client.protocol(), "http/1.1");
  EXPECT_EQ(body_of(client.exchange(get("/a"), 7)), "GET /a ");
  EXPECT_THAT(client.exchange(get("/origin"), 20), HasSubstr("https://example.org 127.0.0.1"));
  EXPECT_EQ(body_of(client.exchange(get("/pieces"), 2 + (1 << 20))), "ab" + std::string(1 << 20, 'c'));
  EXPECT_EQ(body_of(client.exchange(get("/file"), (3 << 20) - 5)).substr(0, 4), "fghi");
}

TEST_F(TlsTest, ReadsMappedFilesWithoutTouchingTheMapping) {
  start(settings_);
  EXPECT_EQ(body_of(TlsClient(port()).exchange(get("/mapped"), 8191)), std::string(8191, 'm'));
  EXPECT_EQ(TlsClient(port()).exchange(get("/cut"), 8191), "") << "broken off";
  EXPECT_EQ(body_of(TlsClient(port()).exchange(get("/a"), 7)), "GET /a ");
}

TEST_F(TlsTest, ReloadsTheCertificateWithoutDroppingConnections) {
  start(settings_);
  TlsClient before(port());
  ASSERT_EQ(before.name(), "first");
  write_certificate(folder_, "second");
  ASSERT_TRUE(server_->reload_certificate());
  EXPECT_EQ(TlsClient(port()).name(), "second");
  EXPECT_EQ(body_of(before.exchange(get("/a"), 7)), "GET /a ");

  std::ofstream(folder_ / "cert.pem") << "nonsense";
  EXPECT_FALSE(server_->reload_certificate());
  EXPECT_EQ(TlsClient(port()).name(), "second");
}

// As a renewal leaves it for a moment, or an operator who names the wrong file.
TEST_F(TlsTest, RefusesTheKeyOfAnotherCertificate) {
  start(settings_);
  std::filesystem::create_directories(folder_ / "other");
  write_certificate(folder_ / "other", "other");
  std::filesystem::copy_file(folder_ / "other/key.pem", folder_ / "key.pem",
                             std::filesystem::copy_options::overwrite_existing);
  auto const other = server_->reload_certificate();
  ASSERT_FALSE(other);
  EXPECT_THAT(other.error().message, HasSubstr("key.pem is not the key of "));
  std::filesystem::remove(folder_ / "key.pem");
  auto const missing = server_->reload_certificate();
  ASSERT_FALSE(missing);
  EXPECT_THAT(missing.error().message, HasSubstr("key.pem cannot be used."));
  EXPECT_EQ(TlsClient(port()).name(), "first");
}

TEST_F(TlsTest, DropsWhoDoesNotSpeakIt) {
  settings_.header_timeout = milliseconds(100);
  start(settings_);
  Client plain(port());
  plain.send(get("/"));
  EXPECT_THAT(plain.read_all(), Not(HasSubstr("HTTP/1.1 200")));
  Client silent(port());
  silent.read_all();
  EXPECT_TRUE(eventually([&] { return server_->connections() == 0; }));
}

TEST(TlsFiles, ErrorsNameTheFile) {
  Settings settings;
  settings.listen = {"127.0.0.1:0"};
  settings.tls_certificate = "/nowhere/cert.pem";
  auto const started = Server(settings, say_nothing).start();
  ASSERT_FALSE(started);
  EXPECT_THAT(started.error().message, HasSubstr("/nowhere/cert.pem"));
}

}  // namespace
}  // namespace triforium::server
