// Asks the program's own endpoints without a socket: what an export writes is what the server answers, byte for byte.
#pragma once

#include <boost/asio/io_context.hpp>
#include <string>

#include "base/result.h"
#include "exports/folder.h"
#include "http/handler.h"

namespace triforium::exports {

// Used by one thread at a time; others have their own. Everything here blocks.
class InProcess {
 public:
  // `origin` is what the answers' URLs begin with.
  InProcess(http::Handler handler, http::Origin origin) : handler_(std::move(handler)), origin_(std::move(origin)) {}

  // The answer to a request for `path` (below the origin, as it stands in a URL, without a slash at its beginning).
  // Errors: what the server answers instead, as an error with its status and reason.
  Result<http::Response> blocking_get(std::string const& path) { return blocking_ask(http::Method::get, path); }
  // The same without content, which is not made.
  Result<http::Response> blocking_head(std::string const& path) { return blocking_ask(http::Method::head, path); }

  // Hands all of it to `sink`, in pieces. Errors: those of making it, and of `sink`.
  Result<void> blocking_drain(http::Body const& body, Sink const& sink);

 private:
  Result<http::Response> blocking_ask(http::Method method, std::string const& path);
  http::Response blocking_answer(http::Request request);
  Result<void> blocking_drain_stream(ByteStream& stream, Sink const& sink);

  http::Handler handler_;
  http::Origin origin_;
  boost::asio::io_context loop_{1};
};

// The strong entity tag of an answer; empty: it has none.
std::string tag_of(http::Response const& response);

}  // namespace triforium::exports
