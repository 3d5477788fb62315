#include "support/tiny_http_server.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>

namespace triforium::test {

TinyHttpServer::TinyHttpServer(std::function<std::string(std::string const&)> answer) : answer_(std::move(answer)) {
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), length) != 0 || ::listen(listener_, 16) != 0 ||
      ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &length) != 0) {
    throw std::runtime_error("no socket for a test server");
  }
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { run(); });
}

TinyHttpServer::~TinyHttpServer() {
  is_stopping_ = true;
  ::shutdown(listener_, SHUT_RDWR);
  thread_.join();
  ::close(listener_);
}

std::string TinyHttpServer::url() const {
  return "http://127.0.0.1:" + std::to_string(port_);
}

void TinyHttpServer::run() {
  while (!is_stopping_) {
    int const connection = ::accept(listener_, nullptr, nullptr);
    if (connection < 0) continue;
    std::string head;
    char buffer[4096];
    while (head.find("\r\n\r\n") == std::string::npos) {
      auto const count = ::read(connection, buffer, sizeof buffer);
      if (count <= 0) break;
      head.append(buffer, static_cast<std::size_t>(count));
    }
    ++requests_;
    auto const response = answer_(head);
    std::size_t sent = 0;
    while (sent < response.size()) {
      auto const count = ::send(connection, response.data() + sent, response.size() - sent, MSG_NOSIGNAL);
      if (count <= 0) break;
      sent += static_cast<std::size_t>(count);
    }
    ::shutdown(connection, SHUT_WR);
    ::close(connection);
  }
}

}  // namespace triforium::test
