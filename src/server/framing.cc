#include "server/framing.h"

#include <fmt/format.h>

#include <iterator>

namespace triforium::server {
namespace {

Failure other_length(std::uint64_t said, std::string_view found) {
  return fail(ErrorKind::internal, "The answer has another length than was announced.",
              fmt::format("{} bytes were announced, {} came", said, found));
}

}  // namespace

// chunk = chunk-size [ chunk-ext ] CRLF chunk-data CRLF; the end of one chunk is sent with the beginning of the next.
Result<void> Framing::append_before(std::string& out, std::uint64_t size) {
  if (length_ && size > *length_ - sent_) return other_length(*length_, "more");
  if (!is_chunked_) return {};
  fmt::format_to(std::back_inserter(out), "{}{:x}\r\n", has_begun_ ? "\r\n" : "", size);
  has_begun_ = true;
  return {};
}

Result<void> Framing::append_end(std::string& out) const {
  if (length_ && sent_ != *length_) return other_length(*length_, fmt::format("{}", sent_));
  if (is_chunked_) out += has_begun_ ? "\r\n0\r\n\r\n" : "0\r\n\r\n";
  return {};
}

}  // namespace triforium::server
