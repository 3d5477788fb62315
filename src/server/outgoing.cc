#include "server/outgoing.h"

#include <unistd.h>

#include <algorithm>

#include "server/transport.h"

namespace triforium::server {
namespace {

constexpr std::size_t kTlsRecord = 16 << 10;

}  // namespace

bool Outgoing::put(http::Response const& response, bool with_body, bool with_tls) {
  parts_.clear();
  read_pieces_.clear();
  parts_.push_back({head_.data(), head_.size()});
  if (with_body && !add(response, with_tls)) return false;
  if (with_tls) join();
  return true;
}

void Outgoing::put_piece(SharedBytes const& piece) {
  parts_.clear();
  if (!head_.empty()) parts_.push_back({head_.data(), head_.size()});
  if (piece) parts_.push_back({const_cast<std::uint8_t*>(piece->data()), piece->size()});
}

bool Outgoing::add(http::Response const& response, bool with_tls) {
  if (auto const* text = std::get_if<std::string>(&response.body)) {
    if (!text->empty()) parts_.push_back({const_cast<char*>(text->data()), text->size()});
  } else if (auto const* pieces = std::get_if<std::vector<http::Piece>>(&response.body)) {
    // Pointers into read_pieces_ must stay.
    read_pieces_.reserve(pieces->size());
    return std::all_of(pieces->begin(), pieces->end(), [&](auto const& piece) { return add(piece, with_tls); });
  }
  return true;
}

bool Outgoing::add(http::Piece const& piece, bool with_tls) {
  if (piece.bytes.empty()) return true;
  if (!with_tls || piece.descriptor < 0) {
    parts_.push_back({const_cast<std::uint8_t*>(piece.bytes.data()), piece.bytes.size()});
    return true;
  }
  // What is encrypted is read here, and not out of a mapping.
  auto& read = read_pieces_.emplace_back(piece.bytes.size(), '\0');
  auto const count = ::pread(piece.descriptor, read.data(), read.size(), static_cast<off_t>(piece.offset));
  parts_.push_back({read.data(), read.size()});
  return count == static_cast<ssize_t>(read.size());
}

// Makes one buffer of head and body when they fit into one TLS record, as each buffer becomes a record of its own.
void Outgoing::join() {
  std::span<iovec const> const rest = std::span<iovec const>(parts_).subspan(1);
  if (rest.empty() || total_size(parts_) > kTlsRecord) return;
  for (auto const& part : rest)
    head_.append(static_cast<char const*>(part.iov_base), part.iov_len);
  parts_.assign(1, {head_.data(), head_.size()});
}

}  // namespace triforium::server
