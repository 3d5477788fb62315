#include "exports/in_process.h"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>
#include <cerrno>
#include <cstring>
#include <thread>

#include "base/text.h"

namespace triforium::exports {
namespace {

using namespace std::chrono_literals;

// A server that has too much to do says so at once; we have time.
constexpr int kMostAttempts = 600;
constexpr auto kPause = 100ms;

Error error_of(int status, std::string const& path) {
  auto const kind = status == 404   ? ErrorKind::not_found
                    : status == 410 ? ErrorKind::gone
                    : status == 406 ? ErrorKind::not_implemented
                    : status == 503 ? ErrorKind::busy
                                    : ErrorKind::internal;
  return {kind, fmt::format("“{}” is answered with {}.", path, status), {}};
}

Result<void> drain_file(http::FileRange const& range, Sink const& sink) {
  std::array<std::uint8_t, 64 << 10> buffer;
  for (std::uint64_t done = 0; done < range.length;) {
    auto const wanted = std::min<std::uint64_t>(buffer.size(), range.length - done);
    auto const count = ::pread(range.descriptor, buffer.data(), wanted, static_cast<off_t>(range.offset + done));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return fail(ErrorKind::internal, "A file has become shorter while it was read.");
    TRIFORIUM_CHECK(sink(ByteView(buffer.data(), static_cast<std::size_t>(count))));
    done += static_cast<std::uint64_t>(count);
  }
  return {};
}

Result<void> drain_pieces(std::vector<http::Piece> const& pieces, Sink const& sink) {
  for (auto const& piece : pieces) {
    if (piece.descriptor < 0) {
      TRIFORIUM_CHECK(sink(piece.bytes));
    } else {
      TRIFORIUM_CHECK(drain_file({piece.owner, piece.descriptor, piece.offset, piece.bytes.size()}, sink));
    }
  }
  return {};
}

}  // namespace

http::Response InProcess::blocking_answer(http::Request request) {
  loop_.restart();
  auto answer = boost::asio::co_spawn(loop_, handler_(std::move(request)), boost::asio::use_future);
  loop_.run();
  return answer.get();
}

Result<http::Response> InProcess::blocking_ask(http::Method method, std::string const& path) {
  http::Request request;
  request.method = method;
  request.method_text = method == http::Method::head ? "HEAD" : "GET";
  request.target = "/" + path;
  request.fields.add("Accept", "*/*");
  request.origin = origin_;
  for (int attempt = 0; attempt < kMostAttempts; ++attempt) {
    auto response = blocking_answer(request);
    if (response.status == 200) return response;
    if (response.status != 503) return Failure(error_of(response.status, path));
    std::this_thread::sleep_for(kPause);
  }
  return Failure(error_of(503, path));
}

Result<void> InProcess::blocking_drain_stream(ByteStream& stream, Sink const& sink) {
  for (;;) {
    loop_.restart();
    auto asked = boost::asio::co_spawn(loop_, stream.next(), boost::asio::use_future);
    loop_.run();
    TRIFORIUM_TRY(auto const piece, asked.get());
    if (!piece) return {};
    TRIFORIUM_CHECK(sink(ByteView(*piece)));
  }
}

Result<void> InProcess::blocking_drain(http::Body const& body, Sink const& sink) {
  if (auto const* const text = std::get_if<std::string>(&body)) return sink(as_bytes(*text));
  if (auto const* const pieces = std::get_if<std::vector<http::Piece>>(&body)) return drain_pieces(*pieces, sink);
  if (auto const* const range = std::get_if<http::FileRange>(&body)) return drain_file(*range, sink);
  if (auto const* const stream = std::get_if<http::Stream>(&body)) return blocking_drain_stream(*stream->bytes, sink);
  return {};
}

std::string tag_of(http::Response const& response) {
  auto const tag = response.fields.find("ETag").value_or(std::string_view());
  return tag.starts_with('"') ? std::string(tag) : std::string();
}

}  // namespace triforium::exports
