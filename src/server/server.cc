#include "server/server.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <condition_variable>
#include <mutex>

#include "base/guarded.h"
#include "base/text.h"
#include "server/connection.h"
#include "server/loop.h"

namespace triforium::server {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using std::chrono::milliseconds;
constexpr auto kAwait = asio::as_tuple(asio::use_awaitable);

constexpr milliseconds kFullPause{10};      // until a connection may have ended
constexpr milliseconds kAcceptPause{100};   // after an error such as too many open files
constexpr milliseconds kAbortGrace{2'000};  // for coroutines to notice that their connection is gone

struct HostPort {
  std::string host;
  std::string port;
};

// "127.0.0.1:8080", "localhost:8080", "[::]:8080", ":8080" (every address).
Result<HostPort> parse_listen(std::string const& text) {
  auto const colon = text.rfind(':');
  auto const is_bad = [&] {
    return fail(ErrorKind::bad_request,
                quoted(text) + " is no address to listen on, such as 127.0.0.1:8080 or [::]:8080.");
  };
  if (colon == std::string::npos) return is_bad();
  HostPort address{text.substr(0, colon), text.substr(colon + 1)};
  if (!parse_unsigned(address.port, 65535)) return is_bad();
  bool const is_bracketed = address.host.size() > 2 && address.host.front() == '[' && address.host.back() == ']';
  if (is_bracketed) address.host = address.host.substr(1, address.host.size() - 2);
  if (!is_bracketed && address.host.find(':') != std::string::npos) return is_bad();
  if (address.host.empty()) address.host = "::";
  return address;
}

Result<tcp::endpoint> resolve(asio::io_context& context, std::string const& text) {
  TRIFORIUM_TRY(auto address, parse_listen(text));
  boost::system::error_code error;
  tcp::resolver resolver(context);
  auto const found = resolver.resolve(address.host, address.port, tcp::resolver::passive, error);
  if (error || found.empty())
    return fail(ErrorKind::bad_request, "The host of " + quoted(text) + " is not known here.", error.message());
  return found.begin()->endpoint();
}

Result<tcp::acceptor> listen_on(asio::io_context& context, std::string const& text) {
  TRIFORIUM_TRY(auto const endpoint, resolve(context, text));
  tcp::acceptor acceptor(context);
  boost::system::error_code error;
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  // [::] is every address, those of IPv4 too.
  if (!error && endpoint.address().is_v6()) acceptor.set_option(asio::ip::v6_only(false), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(tcp::acceptor::max_listen_connections, error);
  if (error) return fail(ErrorKind::bad_request, "Cannot listen on " + text + ": " + error.message() + ".");
  return acceptor;
}

// A quarter of the shortest limit, so that none is overrun by more than that.
milliseconds sweep_interval_of(Settings const& settings) {
  auto const shortest = std::min({settings.header_timeout, settings.body_timeout, settings.idle_timeout,
                                  settings.write_timeout, settings.linger_timeout});
  return std::clamp(shortest / 4, milliseconds(10), milliseconds(250));
}

}  // namespace

struct Server::Inside {
  Inside(Settings settings, http::Handler handler, Hooks hooks) : shared(std::make_shared<Shared>()) {
    shared->settings = std::move(settings);
    shared->handler = std::move(handler);
    shared->hooks = std::move(hooks);
    auto const interval = sweep_interval_of(shared->settings);
    for (unsigned i = 0; i < std::max(1U, shared->settings.loops); ++i)
      loops.push_back(std::make_unique<Loop>(i, interval, shared->hooks.on_recent_use));
  }

  bool uses_tls() const { return !shared->settings.tls_certificate.empty(); }
  Result<void> read_certificate();
  Result<void> bind();
  void start_loops();
  Task<void> accept_forever(tcp::acceptor& acceptor);
  void close_acceptors();
  bool wait_for_loops(milliseconds limit);
  void join_loops();

  std::shared_ptr<Shared> shared;
  Guarded<TlsContext> tls;
  std::vector<std::unique_ptr<Loop>> loops;
  std::vector<tcp::acceptor> acceptors;  // all on the first loop
  std::vector<tcp::endpoint> endpoints;
  std::size_t next_loop = 0;  // of the first loop's thread

  std::mutex mutex;
  std::condition_variable loop_has_ended;
  std::size_t running_loops = 0;
};

Result<void> Server::Inside::read_certificate() {
  if (!uses_tls()) return {};
  TRIFORIUM_TRY(auto context, make_tls_context(shared->settings.tls_certificate, shared->settings.tls_key));
  tls.with([&](TlsContext& current) { current = std::move(context); });
  return {};
}

Result<void> Server::Inside::bind() {
  for (auto const& address : shared->settings.listen) {
    TRIFORIUM_TRY(auto acceptor, listen_on(loops.front()->context(), address));
    boost::system::error_code ignored;
    endpoints.push_back(acceptor.local_endpoint(ignored));
    acceptors.push_back(std::move(acceptor));
  }
  if (acceptors.empty()) return fail(ErrorKind::bad_request, "There is no address to listen on.");
  return {};
}

void Server::Inside::start_loops() {
  for (auto& acceptor : acceptors) {
    asio::co_spawn(loops.front()->context(), accept_forever(acceptor), asio::detached);
  }
  running_loops = loops.size();
  for (auto& loop : loops) {
    loop->start([this] {
      std::lock_guard const lock(mutex);
      --running_loops;
      loop_has_ended.notify_all();
    });
  }
}

// One acceptor that hands its sockets round: with a listening socket for each loop the kernel would spread the six
// connections of a browser by chance, and a second server on the same port would go unnoticed.
Task<void> Server::Inside::accept_forever(tcp::acceptor& acceptor) {
  asio::steady_timer pause(loops.front()->context());
  while (acceptor.is_open()) {
    if (shared->is_full()) {
      pause.expires_after(kFullPause);
      co_await pause.async_wait(kAwait);
      continue;
    }
    Loop& loop = *loops[next_loop++ % loops.size()];
    tcp::socket socket(loop.context());
    auto const [error] = co_await acceptor.async_accept(socket, kAwait);
    if (!acceptor.is_open()) co_return;
    if (error) {
      log::warning("cannot accept a connection", {{"detail", error.message()}});
      pause.expires_after(kAcceptPause);
      co_await pause.async_wait(kAwait);
      continue;
    }
    TlsContext context = tls.with([](TlsContext const& current) { return current; });
    asio::co_spawn(loop.context(), serve_connection(loop, Slot(shared), std::move(socket), std::move(context)),
                   asio::detached);
  }
}

void Server::Inside::close_acceptors() {
  asio::post(loops.front()->context(), [this] {
    boost::system::error_code ignored;
    for (auto& acceptor : acceptors)
      acceptor.close(ignored);
  });
}

bool Server::Inside::wait_for_loops(milliseconds limit) {
  std::unique_lock lock(mutex);
  return loop_has_ended.wait_for(lock, limit, [this] { return running_loops == 0; });
}

void Server::Inside::join_loops() {
  for (auto& loop : loops)
    loop->join();
}

Server::Server(Settings settings, http::Handler handler, Hooks hooks)
    : inside_(std::make_unique<Inside>(std::move(settings), std::move(handler), std::move(hooks))) {}

// NOLINTNEXTLINE(bugprone-exception-escape): a loop that cannot be joined must not go on without its server.
Server::~Server() {
  stop(milliseconds(0));
}

Result<void> Server::start() {
  TRIFORIUM_CHECK(inside_->read_certificate());
  TRIFORIUM_CHECK(inside_->bind());
  inside_->start_loops();
  return {};
}

std::uint16_t Server::port() const {
  return inside_->endpoints.empty() ? 0 : inside_->endpoints.front().port();
}

std::vector<std::string> Server::urls() const {
  std::vector<std::string> urls;
  for (auto const& endpoint : inside_->endpoints) {
    auto const text = endpoint.address().to_string();
    auto const host = endpoint.address().is_v6() ? fmt::format("[{}]", text) : text;
    urls.push_back(fmt::format("{}://{}:{}", inside_->uses_tls() ? "https" : "http", host, endpoint.port()));
  }
  return urls;
}

std::size_t Server::connections() const {
  return inside_->shared->connections.load();
}

bool Server::stop(milliseconds deadline) {
  inside_->close_acceptors();
  for (auto& loop : inside_->loops)
    loop->begin_stop();
  bool const is_clean = inside_->wait_for_loops(deadline);
  if (!is_clean) {
    for (auto& loop : inside_->loops)
      loop->abort();
    if (!inside_->wait_for_loops(kAbortGrace)) {
      log::warning("requests were still being answered when the server stopped");
      for (auto& loop : inside_->loops)
        loop->kill();
    }
  }
  inside_->join_loops();
  return is_clean;
}

Result<void> Server::reload_certificate() {
  return inside_->read_certificate();
}

}  // namespace triforium::server
