// What surrounds the pieces of a body that is sent while it is being made. Pure.
//
// https://www.rfc-editor.org/rfc/rfc9112#section-7.1
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/result.h"

namespace triforium::server {

class Framing {
 public:
  // By its length if that is known, else chunked; HTTP/1.0 knows no chunks, there the connection's end is the body's.
  Framing(std::optional<std::uint64_t> length, bool is_http_1_0)
      : length_(length), is_chunked_(!length && !is_http_1_0) {}

  // Appends what stands before a piece of that size, which is not 0. Error: internal if it is longer than was said.
  Result<void> append_before(std::string& out, std::uint64_t size);
  // Appends what stands after the last piece. Error: internal if they were shorter than was said.
  Result<void> append_end(std::string& out) const;

  // A piece has been sent.
  void count(std::uint64_t size) { sent_ += size; }
  // Bytes of content.
  std::uint64_t sent() const { return sent_; }

 private:
  std::optional<std::uint64_t> length_;
  bool is_chunked_;
  bool has_begun_ = false;
  std::uint64_t sent_ = 0;
};

}  // namespace triforium::server
