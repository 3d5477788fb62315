// An answer as the buffers of one system call: its head, and what follows it.
#pragma once

#include <sys/uio.h>

#include <span>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "http/message.h"

namespace triforium::server {

// One for each connection, so that its buffers are used again. Refers to the bodies it is given, and copies none that
// is in memory.
class Outgoing {
 public:
  // Of the answer that is being made: cleared and written by whoever makes it, before one of the next two.
  std::string& head() { return head_; }

  // The head, and the body if it is in memory. With TLS what lies in mapped files is read here, and what fits into one
  // record becomes one buffer. False if a file no longer has what it had.
  bool put(http::Response const& response, bool with_body, bool with_tls);
  // The head, if there is something in it, and the piece of a stream, if there is one.
  void put_piece(SharedBytes const& piece);

  std::span<iovec> parts() { return parts_; }

 private:
  bool add(http::Response const& response, bool with_tls);
  bool add(http::Piece const& piece, bool with_tls);
  void join();

  std::string head_;
  std::vector<iovec> parts_;
  std::vector<std::string> read_pieces_;  // TLS: of mapped files
};

}  // namespace triforium::server
