// Answers given again by the server: when they may be, and when the handler has to be asked.
#include "server/recent_answers.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "server/server.h"
#include "server/test_client.h"

namespace triforium::server {
namespace {

using http::Request;
using http::Response;
using std::chrono::milliseconds;
using std::chrono::steady_clock;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

// Each answer of the handler tells which one it is. One loop, so that every connection finds what the others left.
class RecentAnswersTest : public ::testing::Test {
 protected:
  void SetUp() override {
    Settings settings;
    settings.listen = {"127.0.0.1:0"};
    settings.loops = 1;
    settings.access_log = false;
    Hooks hooks;
    hooks.on_complete = [this](RequestRecord const& record) {
      records_.push_back(fmt::format("{} {} {} {}", record.target, record.route, record.status, record.bytes));
    };
    server_ = std::make_unique<Server>(
        settings, [this](Request request) { return answer(std::move(request)); }, hooks);
    ASSERT_TRUE(server_->start());
  }

  Task<Response> answer(Request request) {
    Response response;
    response.status = status_;
    response.route = "route";
    std::string text = std::to_string(++asked_) + " " + std::string(request.fields.find("Accept").value_or(""));
    text.append(padding_, '.');
    if (status_ == 200)
      response.body = std::vector<http::Piece>{http::piece_of(share(Bytes(text.begin(), text.end())))};
    if (file_) std::get<std::vector<http::Piece>>(response.body).push_back(piece_of_file());
    response.fields.add("ETag", "\"" + std::to_string(asked_) + "\"");
    response.fresh = http::Freshness{steady_clock::now() + lasts_, &changes_, changes_.load()};
    co_return response;
  }

  // The sockets of the test are not encrypted, so nobody reads from the descriptor.
  http::Piece piece_of_file() const { return {file_, as_bytes(*file_), 0, 0}; }

  std::string ask(std::string const& fields = {}, std::string const& target = "/a", std::string const& method = "GET",
                  std::string const& version = "1.1") {
    Client client(server_->port());
    client.send(method + " " + target + " HTTP/" + version + "\r\nHost: here\r\n" + fields + "\r\n");
    return client.read_response(method == "HEAD");
  }
  // What the handler was asked for, and what was told of it, once the server has ended.
  std::vector<std::string> records() {
    server_->stop(std::chrono::seconds(1));
    return records_;
  }

  std::atomic<int> asked_{0};
  std::atomic<std::uint64_t> changes_{0};
  milliseconds lasts_ = std::chrono::minutes(1);
  int status_ = 200;
  std::size_t padding_ = 0;
  std::shared_ptr<std::string const> file_;  // stands for a mapped one; null: answers have none
  std::vector<std::string> records_;
  std::unique_ptr<Server> server_;
};

TEST_F(RecentAnswersTest, TheSameIsAnsweredWithoutAskingAgain) {
  auto const first = ask();
  EXPECT_THAT(first, StartsWith("HTTP/1.1 200 OK\r\nDate: "));
  EXPECT_THAT(first, HasSubstr("\r\nContent-Length: 2\r\n"));
  EXPECT_THAT(first, HasSubstr("\r\nAccess-Control-Allow-Origin: *\r\n"));
  EXPECT_THAT(first, EndsWith("\r\n\r\n1 "));
  auto const second = ask("User-Agent: another\r\n");
  EXPECT_EQ(second.substr(second.find("\r\nServer")), first.substr(first.find("\r\nServer")));
  EXPECT_EQ(asked_, 1);
  EXPECT_THAT(records(), ::testing::ElementsAre("/a route 200 2", "/a route 200 2"));
}

TEST_F(RecentAnswersTest, ManyOnOneConnectionAtOnceAreAnsweredInOrder) {
  Client client(server_->port());
  client.send(get("/a") + get("/b") + get("/a") + get("/a"));
  for (auto const* const body : {"1 ", "2 ", "1 ", "1 "})
    EXPECT_EQ(body_of(client.read_response()), body);
}

TEST_F(RecentAnswersTest, WhatTheAnswerDependsOnIsAskedForItself) {
  ask();
  for (auto const* const other : {"Accept: application/json\r\n", "Accept-Encoding: br\r\n", "If-None-Match: \"1\"\r\n",
                                  "If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT\r\n"}) {
    auto const before = asked_.load();
    ask(other);
    EXPECT_EQ(asked_, before + 1) << other;
    ask(other);
    EXPECT_EQ(asked_, before + 1) << other;
  }
  ask({}, "/a?b");
  EXPECT_EQ(asked_, 6);
}

TEST_F(RecentAnswersTest, AnotherHostIsAnotherQuestion) {
  ask();
  Client client(server_->port());
  client.send(get("/a"));
  EXPECT_EQ(body_of(client.read_response()), "2 ");
}

TEST_F(RecentAnswersTest, WhatAsksForMoreIsAlwaysAskedForItself) {
  ask();
  for (auto const* const more :
       {"Authorization: Bearer x\r\n", "Cookie: a=b\r\n", "Range: bytes=0-1\r\n", "If-Match: *\r\n",
        "If-Range: \"1\"\r\n", "X-Server-Timing: 1\r\n", "If-Unmodified-Since: Sun, 06 Nov 1994 08:49:37 GMT\r\n",
        "Connection: close\r\n", "Content-Length: 1\r\n\r\nx"}) {
    auto const before = asked_.load();
    ask(more);
    ask(more);
    EXPECT_EQ(asked_, before + 2) << more;
  }
}

TEST_F(RecentAnswersTest, OtherMethodsAndVersionsAreAskedForThemselves) {
  ask();
  EXPECT_THAT(ask({}, "/a", "HEAD"), EndsWith("\r\n\r\n"));
  ask({}, "/a", "POST");
  ask({}, "/a", "GET", "1.0");
  EXPECT_EQ(asked_, 4);
}

TEST_F(RecentAnswersTest, AChangeMakesItOldAtOnce) {
  ask();
  ++changes_;
  EXPECT_THAT(ask(), EndsWith("2 "));
  EXPECT_THAT(ask(), EndsWith("2 "));
}

TEST_F(RecentAnswersTest, WhatNoLongerHoldsIsNotGivenAgain) {
  lasts_ = milliseconds(1);
  ask();
  std::this_thread::sleep_for(milliseconds(20));
  EXPECT_THAT(ask(), EndsWith("2 "));
}

TEST_F(RecentAnswersTest, NotModifiedIsKeptAsWell) {
  status_ = 304;
  EXPECT_THAT(ask("If-None-Match: \"1\"\r\n"), StartsWith("HTTP/1.1 304 "));
  EXPECT_THAT(ask("If-None-Match: \"1\"\r\n"), HasSubstr("\r\nETag: \"1\"\r\n"));
  EXPECT_EQ(asked_, 1);
}

TEST_F(RecentAnswersTest, ErrorsAndWhatIsLargeAreNotKept) {
  status_ = 404;
  ask();
  ask();
  EXPECT_EQ(asked_, 2);
  status_ = 200;
  padding_ = 100'000;
  EXPECT_EQ(body_of(ask()).size(), 100'002);
  ask();
  EXPECT_EQ(asked_, 4);
}

TEST_F(RecentAnswersTest, APieceOfAFileIsKeptWhenItIsAskedForAgain) {
  file_ = std::make_shared<std::string const>("of a file");
  EXPECT_THAT(ask(), EndsWith("\r\n\r\n1 of a file"));
  EXPECT_THAT(ask(), EndsWith("\r\n\r\n2 of a file"));
  EXPECT_THAT(ask(), EndsWith("\r\n\r\n2 of a file"));
  EXPECT_EQ(asked_, 2);
}

TEST_F(RecentAnswersTest, AFileIsNotKeptOpenByItsPieces) {
  file_ = std::make_shared<std::string const>("of a file");
  ask();
  ask();
  std::weak_ptr<std::string const> const first = file_;
  file_ = std::make_shared<std::string const>("of another");
  // The client may have the answer before the server has done with it.
  EXPECT_TRUE(eventually([&] { return first.expired(); }));
  EXPECT_THAT(ask(), EndsWith("\r\n\r\n3 of another"));
}

TEST_F(RecentAnswersTest, TwoFilesAreAskedForEachTime) {
  file_ = std::make_shared<std::string const>("of a file");
  RecentAnswers answers;
  for (auto const pieces : {1U, 2U}) {
    Response response;
    response.fresh = http::Freshness{steady_clock::now() + lasts_};
    response.body = std::vector<http::Piece>(pieces, piece_of_file());
    answers.keep("a", response, steady_clock::now());
    EXPECT_EQ(static_cast<bool>(answers.keep("a", response, steady_clock::now())), pieces == 1) << pieces;
  }
}

TEST(RecentUse, TellsWhatHappenedSinceItWasTold) {
  RecentAnswers answers;
  auto const now = steady_clock::now();
  Response response;
  response.fresh = http::Freshness{now + std::chrono::minutes(1)};
  response.body = "body";
  EXPECT_TRUE(answers.keep("a", response, now));
  EXPECT_TRUE(answers.find("a", now));
  EXPECT_FALSE(answers.find("b", now));
  auto const use = answers.take_use();
  EXPECT_EQ(use.hits, 1);
  EXPECT_EQ(use.misses, 1);
  EXPECT_EQ(use.entries, 1);
  EXPECT_GT(use.bytes, 0);
  EXPECT_FALSE(answers.find("a", now + std::chrono::minutes(2)));
  auto const later = answers.take_use();
  EXPECT_EQ(later.hits, 0);
  EXPECT_EQ(later.entries, -1);
  EXPECT_EQ(later.bytes, -use.bytes);
}

TEST_F(RecentAnswersTest, HoldsOnlySoMuch) {
  padding_ = 60'000;
  for (int i = 0; i < 100; ++i)
    ask({}, "/" + std::to_string(i));
  ask({}, "/99");
  EXPECT_EQ(asked_, 100);
  ask({}, "/0");
  EXPECT_EQ(asked_, 101);
}

}  // namespace
}  // namespace triforium::server
