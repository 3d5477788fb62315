// The bytes of a connection, with or without TLS. Not thread-safe: lives on one loop.
#pragma once

#include <sys/uio.h>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <chrono>
#include <optional>
#include <span>
#include <string>

#include "base/task.h"
#include "http/message.h"
#include "server/tls.h"

namespace triforium::server {

class Transport {
 public:
  Transport(boost::asio::ip::tcp::socket socket, TlsContext tls);

  bool is_tls() const { return tls_.has_value(); }
  int descriptor() { return socket_.native_handle(); }

  // False if the client and we have no TLS in common.
  Task<bool> handshake();

  // How many bytes came; 0 at the end of the stream, at an error and after cancel().
  Task<std::size_t> read_some(std::span<char> into);

  // Sends what it can without waiting; the number of bytes, or nothing at an error. TLS always sends nothing here.
  std::optional<std::size_t> send_now(std::span<iovec> parts, bool has_more);
  // Waits until something of `parts` was sent; 0 at an error.
  Task<std::size_t> send_some(std::span<iovec> parts);
  // Waits until something of the file was sent; 0 at an error or when the file is shorter than was said.
  Task<std::size_t> send_file_some(http::FileRange file);

  // Says that nothing more will come, and reads until the client has understood or cancel() is called.
  Task<void> finish();

  void cancel();  // what waits returns with an error
  void close();
  // Ends the connection so that no client can take it for complete: with an RST, and without TLS's goodbye. What the
  // kernel has not sent yet is gone.
  void reset();
  // Whether the client has closed its side and there is nothing of it left to read.
  bool is_abandoned();

 private:
  Task<bool> wait_writable();

  boost::asio::ip::tcp::socket socket_;
  TlsContext context_;  // of which certificate, even after a reload
  std::optional<boost::asio::ssl::stream<boost::asio::ip::tcp::socket&>> tls_;
  bool is_cancelled_ = false;
  std::string file_buffer_;  // TLS: the part of a file that is being encrypted
};

// Takes `count` sent bytes off the front of `parts`.
std::span<iovec> drop_front(std::span<iovec> parts, std::size_t count);
std::size_t total_size(std::span<iovec const> parts);

}  // namespace triforium::server
