#include "server/sender.h"

namespace triforium::server {

std::optional<std::span<iovec>> Sender::send_now(std::span<iovec> parts, bool has_more) {
  auto const sent = transport_.send_now(parts, has_more);
  if (!sent) return std::nullopt;
  return drop_front(parts, *sent);
}

Task<bool> Sender::send(std::span<iovec> parts) {
  progress_.enter(Phase::writing, limit_);
  while (!parts.empty()) {
    std::size_t const count = co_await transport_.send_some(parts);
    if (count == 0) co_return false;
    parts = drop_front(parts, count);
    progress_.enter(Phase::writing, limit_);
  }
  co_return true;
}

Task<bool> Sender::send_file(http::FileRange file) {
  while (file.length > 0) {
    std::size_t const count = co_await transport_.send_file_some(file);
    if (count == 0) co_return false;
    file.offset += count;
    file.length -= count;
    progress_.enter(Phase::writing, limit_);
  }
  co_return true;
}

}  // namespace triforium::server
