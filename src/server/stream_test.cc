// Answers that are made while they are sent.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

#include <atomic>
#include <mutex>
#include <optional>
#include <thread>

#include "base/workers.h"
#include "server/server.h"
#include "server/test_client.h"

namespace triforium::server {
namespace {

using http::Request;
using http::Response;
using std::chrono::milliseconds;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr std::size_t kPiece = StreamWriter::kPieceSize;

// The content of chunks; absent if they are no such thing, or not all of them.
std::optional<std::string> unchunked(std::string_view body) {
  std::string content;
  for (;;) {
    auto const line = body.find("\r\n");
    if (line == std::string_view::npos) return std::nullopt;
    auto const size = std::stoul(std::string(body.substr(0, line)), nullptr, 16);
    body.remove_prefix(line + 2);
    if (body.size() < size + 2 || body.substr(size, 2) != "\r\n") return std::nullopt;
    if (size == 0) return body.size() == 2 ? std::optional(content) : std::nullopt;
    content += body.substr(0, size);
    body.remove_prefix(size + 2);
  }
}

// Three pieces and a bit.
std::string alphabet() {
  std::string text(3 * kPiece + 7, ' ');
  for (std::size_t i = 0; i < text.size(); ++i)
    text[i] = static_cast<char>('a' + i % 26);
  return text;
}

class StreamTest : public ::testing::Test {
 protected:
  ~StreamTest() override {
    if (server_) server_->stop(milliseconds(1000));
    workers_.reset();
  }

  void start(Settings settings = {}) {
    settings.listen = {"127.0.0.1:0"};
    settings.access_log = false;
    settings.linger_timeout = milliseconds(200);
    Hooks hooks{[this](RequestRecord const& record) {
      std::lock_guard const lock(mutex_);
      records_.push_back({record.status, record.bytes, record.is_aborted, std::string(record.detail)});
    }};
    auto handler = [this](Request request) { return answer(std::move(request)); };
    server_ = std::make_unique<Server>(std::move(settings), handler, hooks);
    auto const started = server_->start();
    ASSERT_TRUE(started) << started.error().message;
  }
  std::uint16_t port() const { return server_->port(); }

  Task<Response> answer(Request request) {
    std::string const path(request.path());
    Response response;
    response.route = "test";
    response.fields.add("Content-Type", "text/plain");
    http::Stream stream{workers_->stream(1000, work_of(path)), std::nullopt};
    if (path == "/known" || path == "/short") stream.length = alphabet().size() + (path == "/short" ? 1 : 0);
    response.body = std::move(stream);
    co_return response;
  }

  StreamWork work_of(std::string const& path) {
    return [this, path](StreamWriter& out) -> Result<void> {
      ++begun_;
      if (path == "/early") return fail(ErrorKind::corrupt_source, "The file is damaged.", "at its beginning");
      if (path == "/empty") return {};
      TRIFORIUM_CHECK(out.blocking_write(as_bytes(alphabet())));
      if (path == "/late") return fail(ErrorKind::corrupt_source, "The file is damaged.", "in its middle");
      Result<void> written;
      while (path == "/endless" && written)
        written = out.blocking_write(Bytes(kPiece, 'x'));
      return written;
    };
  }

  struct Seen {
    int status;
    std::uint64_t bytes;
    bool is_aborted;
    std::string detail;
  };
  // The record of the only request.
  Seen seen() {
    EXPECT_TRUE(eventually([&] {
      std::lock_guard const lock(mutex_);
      return records_.size() == 1;
    }));
    std::lock_guard const lock(mutex_);
    return records_.empty() ? Seen{} : records_.back();
  }
  bool is_idle() {
    return eventually([&] { return workers_->running(Lane::stream) == 0 && workers_->memory_in_use() == 0; });
  }
  template <typename Condition>
  static bool eventually(Condition const& condition) {
    for (int i = 0; i < 400 && !condition(); ++i)
      std::this_thread::sleep_for(milliseconds(5));
    return condition();
  }

  std::atomic<int> begun_ = 0;
  std::mutex mutex_;
  std::vector<Seen> records_;
  std::unique_ptr<Workers> workers_ = std::make_unique<Workers>(Workers::Settings{.max_streams = 4});
  std::unique_ptr<Server> server_;
};

TEST_F(StreamTest, GoesOutInChunksAndTheConnectionGoesOn) {
  start();
  Client client(port());
  client.send(get("/a") + get("/empty") + get("/a", "Connection: close\r\n"));
  auto const all = client.read_all();
  EXPECT_THAT(all, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(all, HasSubstr("\r\nTransfer-Encoding: chunked\r\n"));
  EXPECT_EQ(all.find("\r\nContent-Length: "), std::string::npos);
  auto const second = all.find("HTTP/1.1 200 OK", 1), third = all.find("HTTP/1.1 200 OK", second + 1);
  ASSERT_NE(third, std::string::npos);
  EXPECT_TRUE(unchunked(body_of(all.substr(0, second))) == alphabet());
  EXPECT_EQ(unchunked(body_of(all.substr(second, third - second))), "");
  EXPECT_TRUE(unchunked(body_of(all.substr(third))) == alphabet());
}

TEST_F(StreamTest, HasAContentLengthWhereItIsKnown) {
  start();
  Client client(port());
  client.send(get("/known"));
  auto const response = client.read_response();
  EXPECT_THAT(response, HasSubstr("\r\nContent-Length: " + std::to_string(alphabet().size()) + "\r\n"));
  EXPECT_THAT(response, Not(HasSubstr("Transfer-Encoding")));
  EXPECT_TRUE(body_of(response) == alphabet());
  EXPECT_EQ(seen().bytes, alphabet().size());
}

TEST_F(StreamTest, EndsWithTheConnectionInHttp10) {
  start();
  Client client(port());
  client.send("GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  auto const response = client.read_all();
  EXPECT_THAT(response, HasSubstr("\r\nConnection: close\r\n"));
  EXPECT_THAT(response, Not(HasSubstr("Transfer-Encoding")));
  EXPECT_TRUE(body_of(response) == alphabet());
}

TEST_F(StreamTest, DoesNotBeginForHead) {
  start();
  Client client(port());
  client.send("HEAD /a HTTP/1.1\r\nHost: x\r\n\r\n");
  auto const head = client.read_response(true);
  EXPECT_THAT(head, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(head, EndsWith("\r\n\r\n"));
  client.send(get("/empty"));
  EXPECT_EQ(client.read_response().find("HTTP/1.1 200 OK"), 0U);
  EXPECT_EQ(begun_, 1);
}

TEST_F(StreamTest, AnErrorBeforeTheFirstPieceIsAnAnswer) {
  start();
  Client client(port());
  client.send(get("/early"));
  auto const response = client.read_response();
  EXPECT_THAT(response, StartsWith("HTTP/1.1 500 "));
  EXPECT_THAT(body_of(response), HasSubstr("The file is damaged."));
  EXPECT_EQ(seen().detail, "at its beginning");
  EXPECT_FALSE(seen().is_aborted);
}

// Reads to the end of the connection; errno then, 0 if the end was a clean one.
int error_at_the_end(Client& client, std::string* received = nullptr) {
  char chunk[65536];
  for (;;) {
    errno = 0;
    auto const count = ::recv(client.descriptor(), chunk, sizeof chunk, 0);
    if (count <= 0) return errno;
    if (received != nullptr) received->append(chunk, static_cast<std::size_t>(count));
  }
}

TEST_F(StreamTest, AnErrorAfterTheFirstPieceResetsTheConnection) {
  start();
  for (auto const* version : {"1.1", "1.0"}) {
    Client client(port());
    client.send(std::string("GET /late HTTP/") + version + "\r\nHost: x\r\n\r\n");
    EXPECT_EQ(error_at_the_end(client), ECONNRESET);
  }
  ASSERT_TRUE(eventually([&] {
    std::lock_guard const lock(mutex_);
    return records_.size() == 2;
  }));
  EXPECT_EQ(records_[0].status, 200);
  EXPECT_EQ(records_[0].bytes, 3 * kPiece);
  EXPECT_TRUE(records_[0].is_aborted);
  EXPECT_EQ(records_[0].detail, "in its middle");
  EXPECT_TRUE(is_idle());
}

TEST_F(StreamTest, AWrongLengthResetsTheConnection) {
  start();
  Client client(port());
  client.send(get("/short"));
  EXPECT_EQ(error_at_the_end(client), ECONNRESET);
  EXPECT_THAT(seen().detail, HasSubstr("bytes were announced"));
}

TEST_F(StreamTest, StopsWhenTheClientGoes) {
  start();
  for (bool const is_reset : {true, false}) {
    Client client(port(), 4096);
    client.send(get("/endless"));
    char byte = 0;
    ASSERT_EQ(::recv(client.descriptor(), &byte, 1, 0), 1);
    EXPECT_EQ(workers_->running(Lane::stream), 1U);
    is_reset ? client.reset() : client.close();
    EXPECT_TRUE(is_idle());
  }
  EXPECT_TRUE(eventually([&] { return server_->connections() == 0; }));
}

TEST_F(StreamTest, StopsWhenTheClientDoesNotRead) {
  Settings settings;
  settings.write_timeout = milliseconds(100);
  start(settings);
  Client client(port(), 4096);
  client.send(get("/endless"));
  EXPECT_TRUE(seen().is_aborted);
  EXPECT_TRUE(is_idle());
  EXPECT_EQ(error_at_the_end(client), ECONNRESET);
}

TEST_F(StreamTest, RefusesWhatIsTooMuch) {
  start();
  std::vector<std::unique_ptr<Client>> clients;
  for (int i = 0; i < 4; ++i) {
    clients.push_back(std::make_unique<Client>(port(), 4096));
    clients.back()->send(get("/endless"));
    char byte = 0;
    ASSERT_EQ(::recv(clients.back()->descriptor(), &byte, 1, 0), 1);
  }
  Client refused(port());
  refused.send(get("/a"));
  auto const response = refused.read_response();
  EXPECT_THAT(response, StartsWith("HTTP/1.1 503 "));
  EXPECT_THAT(response, HasSubstr("\r\nRetry-After: "));
  clients.clear();
  EXPECT_TRUE(is_idle());
}

TEST_F(StreamTest, IsCutWhenTheServerStops) {
  start();
  Client client(port(), 4096);
  client.send(get("/endless"));
  char byte = 0;
  ASSERT_EQ(::recv(client.descriptor(), &byte, 1, 0), 1);
  EXPECT_FALSE(server_->stop(milliseconds(20)));
  EXPECT_TRUE(is_idle());
}

TEST_F(StreamTest, GoesOutOverTlsAndEndsThereWithoutAGoodbyeWhenItFails) {
  auto const folder = std::filesystem::temp_directory_path() / ("triforium_stream_" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  write_certificate(folder, "streams");
  Settings settings;
  settings.tls_certificate = folder / "cert.pem";
  settings.tls_key = folder / "key.pem";
  start(settings);
  {
    TlsClient client(port());
    ASSERT_TRUE(client.is_connected());
    EXPECT_EQ(body_of(client.exchange(get("/known"), alphabet().size())), alphabet());
    auto const all = client.exchange(get("/a", "Connection: close\r\n"), SIZE_MAX / 2);
    EXPECT_TRUE(unchunked(body_of(all)) == alphabet());
    EXPECT_TRUE(client.has_said_goodbye());
  }
  TlsClient client(port());
  auto const cut = client.exchange(get("/late"), SIZE_MAX / 2);
  EXPECT_EQ(unchunked(body_of(cut)), std::nullopt);
  EXPECT_FALSE(client.has_said_goodbye());
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace triforium::server
