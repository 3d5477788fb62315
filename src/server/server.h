// The HTTP server: sockets on one side, an http::Handler on the other.
//
// Loops are threads, each with its own connections; nothing is shared between them. The handler and the hooks are
// called on all of them. What answers a handler's coroutines from other threads (base/workers) must be destroyed after
// stop() and before the Server.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "http/handler.h"
#include "server/settings.h"

namespace triforium::server {

class Server {
 public:
  Server(Settings settings, http::Handler handler, Hooks hooks = {});
  // Stops at once if nobody has.
  // NOLINTNEXTLINE(bugprone-exception-escape): see there
  ~Server();
  Server(Server const&) = delete;
  Server& operator=(Server const&) = delete;

  // Reads the certificate, binds every address and begins to answer. Once. Errors: bad_request with a sentence for the
  // operator (an address that is none, is in use, is not ours; a certificate that cannot be read).
  Result<void> start();

  // Of the first address; what the system chose if 0 was asked for. 0 before start().
  std::uint16_t port() const;
  // Where it listens: "http://127.0.0.1:8080", one for each address.
  std::vector<std::string> urls() const;
  std::size_t connections() const;

  // Accepts no more, closes idle connections, lets what is in flight finish until `deadline` has passed, then cuts it.
  // Blocks until all of that is done. From any thread but the loops' own. True if nothing had to be cut.
  bool stop(std::chrono::milliseconds deadline);

  // New connections get the certificate that the files hold now; on an error the old one stays. From any thread.
  Result<void> reload_certificate();

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace triforium::server
