#include "server/transport.h"

#include <poll.h>
#include <sys/ioctl.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>

namespace triforium::server {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
constexpr auto kAwait = asio::as_tuple(asio::use_awaitable);

constexpr std::size_t kMaxParts = 64;          // of one system call; the rest goes with the next
constexpr std::size_t kFileChunk = 64 << 10;   // of a file that is encrypted
constexpr std::size_t kMaxSendfile = 1 << 20;  // so that one fast client does not hold the loop
constexpr std::size_t kTlsRecord = 16 << 10;

bool would_block() {
  return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
}

}  // namespace

std::size_t total_size(std::span<iovec const> parts) {
  std::size_t total = 0;
  for (auto const& part : parts)
    total += part.iov_len;
  return total;
}

std::span<iovec> drop_front(std::span<iovec> parts, std::size_t count) {
  while (!parts.empty() && count >= parts.front().iov_len) {
    count -= parts.front().iov_len;
    parts = parts.subspan(1);
  }
  if (!parts.empty()) {
    parts.front().iov_base = static_cast<char*>(parts.front().iov_base) + count;
    parts.front().iov_len -= count;
  }
  return parts;
}

Transport::Transport(tcp::socket socket, TlsContext tls) : socket_(std::move(socket)), context_(std::move(tls)) {
  boost::system::error_code ignored;
  socket_.non_blocking(true, ignored);
  socket_.set_option(tcp::no_delay(true), ignored);
  if (context_) tls_.emplace(socket_, *context_);
}

Task<bool> Transport::handshake() {
  if (!tls_) co_return true;
  auto const [error] = co_await tls_->async_handshake(asio::ssl::stream_base::server, kAwait);
  co_return !error;
}

Task<std::size_t> Transport::read_some(std::span<char> into) {
  auto const buffer = asio::buffer(into.data(), into.size());
  if (tls_) {
    auto const [error, count] = co_await tls_->async_read_some(buffer, kAwait);
    co_return error ? 0 : count;
  }
  auto const [error, count] = co_await socket_.async_read_some(buffer, kAwait);
  co_return error ? 0 : count;
}

std::optional<std::size_t> Transport::send_now(std::span<iovec> parts, bool has_more) {
  if (tls_) return 0;
  msghdr message = {};
  message.msg_iov = parts.data();
  message.msg_iovlen = std::min(parts.size(), kMaxParts);
  auto const count = ::sendmsg(descriptor(), &message, MSG_NOSIGNAL | MSG_DONTWAIT | (has_more ? MSG_MORE : 0));
  if (count >= 0) return static_cast<std::size_t>(count);
  if (would_block()) return 0;
  return std::nullopt;
}

Task<bool> Transport::wait_writable() {
  auto const [error] = co_await socket_.async_wait(tcp::socket::wait_write, kAwait);
  co_return !error;
}

Task<std::size_t> Transport::send_some(std::span<iovec> parts) {
  if (tls_) {
    auto const& first = parts.front();
    auto const [error, count] =
        co_await tls_->async_write_some(asio::const_buffer(first.iov_base, first.iov_len), kAwait);
    co_return error ? 0 : count;
  }
  for (;;) {
    auto const count = send_now(parts, false);
    if (!count) co_return 0;
    if (*count > 0) co_return *count;
    bool const is_writable = co_await wait_writable();
    if (!is_writable) co_return 0;
  }
}

Task<std::size_t> Transport::send_file_some(http::FileRange file) {
  auto const offset = static_cast<off_t>(file.offset);
  if (tls_) {
    file_buffer_.resize(std::min<std::uint64_t>(kFileChunk, file.length));
    auto const read = ::pread(file.descriptor, file_buffer_.data(), file_buffer_.size(), offset);
    if (read <= 0) co_return 0;
    std::size_t const chunk = std::min<std::size_t>(static_cast<std::size_t>(read), kTlsRecord);
    auto const [error, count] = co_await tls_->async_write_some(asio::const_buffer(file_buffer_.data(), chunk), kAwait);
    co_return error ? 0 : count;
  }
  for (;;) {
    off_t position = offset;
    auto const count =
        ::sendfile(descriptor(), file.descriptor, &position, std::min<std::uint64_t>(file.length, kMaxSendfile));
    if (count >= 0) co_return static_cast<std::size_t>(count);
    if (!would_block()) co_return 0;
    bool const is_writable = co_await wait_writable();
    if (!is_writable) co_return 0;
  }
}

// Closing while the client still sends would make the kernel reset the connection, and the client lose our answer.
// https://www.rfc-editor.org/rfc/rfc9112#section-9.6
Task<void> Transport::finish() {
  is_cancelled_ = false;
  boost::system::error_code ignored;
  if (tls_) co_await tls_->async_shutdown(kAwait);
  socket_.shutdown(tcp::socket::shutdown_send, ignored);
  std::array<char, 4096> discarded;
  while (!is_cancelled_) {
    auto const [error, count] = co_await socket_.async_read_some(asio::buffer(discarded), kAwait);
    if (error) co_return;
  }
}

void Transport::cancel() {
  is_cancelled_ = true;
  boost::system::error_code ignored;
  socket_.cancel(ignored);
}

void Transport::close() {
  boost::system::error_code ignored;
  socket_.close(ignored);
}

void Transport::reset() {
  boost::system::error_code ignored;
  socket_.set_option(tcp::socket::linger(true, 0), ignored);
  socket_.close(ignored);
}

bool Transport::is_abandoned() {
  pollfd state{descriptor(), POLLRDHUP, 0};
  if (!socket_.is_open() || ::poll(&state, 1, 0) != 1) return false;
  if ((state.revents & (POLLERR | POLLHUP)) != 0) return true;
  if ((state.revents & POLLRDHUP) == 0) return false;
  // Requests may wait behind the one that is being answered. With TLS what waits is the client's goodbye.
  int unread = 0;
  return is_tls() || ::ioctl(descriptor(), FIONREAD, &unread) != 0 || unread == 0;
}

}  // namespace triforium::server
