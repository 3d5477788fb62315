// An HTTP server for tests, on a port of its own: each request's head goes to a function, whose answer goes back as it
// is.
#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <thread>

namespace triforium::test {

class TinyHttpServer {
 public:
  // `answer` gets the request line and fields, and gives all bytes of the response; the connection closes after it.
  explicit TinyHttpServer(std::function<std::string(std::string const& head)> answer);
  ~TinyHttpServer();
  TinyHttpServer(TinyHttpServer const&) = delete;
  TinyHttpServer& operator=(TinyHttpServer const&) = delete;

  std::string url() const;
  int requests() const { return requests_; }

 private:
  void run();

  std::function<std::string(std::string const&)> answer_;
  int listener_ = -1;
  int port_ = 0;
  std::atomic<bool> is_stopping_ = false;
  std::atomic<int> requests_ = 0;
  std::thread thread_;
};

}  // namespace triforium::test
