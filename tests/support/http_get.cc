#include "support/http_get.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <tuple>
#include <utility>

namespace triforium::test {
namespace {

int connect_to(std::uint16_t port) {
  int const connection = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  timeval const limit{60, 0};
  ::setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(connection, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) return connection;
  ::close(connection);
  return -1;
}

// https://www.rfc-editor.org/rfc/rfc9112#section-7.1.3 – what there is of it, and whether that is all.
std::pair<std::string, bool> unchunked(std::string const& body) {
  std::string content;
  std::size_t at = 0;
  for (;;) {
    auto const line_end = body.find("\r\n", at);
    if (line_end == std::string::npos) return {content, false};
    auto const size = std::strtoull(body.c_str() + at, nullptr, 16);
    if (size == 0) return {content, body.compare(line_end, std::string::npos, "\r\n\r\n") == 0};
    content.append(body, line_end + 2, size);
    at = line_end + 2 + size + 2;
    if (at > body.size()) return {content, false};
  }
}

}  // namespace

std::string exchange(std::uint16_t port, std::string const& bytes) {
  int const connection = connect_to(port);
  if (connection < 0) return {};
  std::size_t sent = 0;
  while (sent < bytes.size()) {
    auto const count = ::send(connection, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
    if (count <= 0) break;
    sent += static_cast<std::size_t>(count);
  }
  std::string received;
  char buffer[65536];
  for (;;) {
    auto const count = ::read(connection, buffer, sizeof buffer);
    if (count <= 0) break;
    received.append(buffer, static_cast<std::size_t>(count));
  }
  ::close(connection);
  return received;
}

Answer parse_answer(std::string const& bytes) {
  Answer answer;
  auto const head_end = bytes.find("\r\n\r\n");
  if (!bytes.starts_with("HTTP/1.1 ") || head_end == std::string::npos) return answer;
  answer.status = std::atoi(bytes.c_str() + 9);
  answer.body = bytes.substr(head_end + 4);
  for (auto line = bytes.find("\r\n") + 2; line < head_end + 2; line = bytes.find("\r\n", line) + 2) {
    auto const colon = bytes.find(": ", line);
    auto name = bytes.substr(line, colon - line);
    std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
    auto const value = bytes.substr(colon + 2, bytes.find("\r\n", line) - colon - 2);
    auto& field = answer.fields[name];
    field = field.empty() ? value : field + ", " + value;
  }
  if (answer.field("transfer-encoding") == "chunked") {
    std::tie(answer.body, answer.is_complete) = unchunked(answer.body);
  }
  return answer;
}

Answer http_get(std::uint16_t port, std::string const& target, std::string const& fields, std::string const& method) {
  return parse_answer(test::exchange(
      port, method + " " + target + " HTTP/1.1\r\nHost: test.example\r\nConnection: close\r\n" + fields + "\r\n"));
}

}  // namespace triforium::test
