#include "server/connection.h"

#include <boost/beast/core/flat_buffer.hpp>
#include <exception>
#include <optional>
#include <stop_token>
#include <utility>
#include <vector>

#include "http/error_response.h"
#include "server/access_log.h"
#include "server/addresses.h"
#include "server/framing.h"
#include "server/head.h"
#include "server/outgoing.h"
#include "server/recent_answers.h"
#include "server/request_parser.h"
#include "server/sender.h"
#include "server/summary.h"
#include "server/transport.h"

namespace triforium::server {
namespace {

using boost::asio::ip::tcp;
using Clock = Watched::Clock;

constexpr std::size_t kReadChunk = 8 << 10;
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

class Connection final : public Watched {
 public:
  Connection(Loop& loop, Slot slot, tcp::socket socket, TlsContext tls)
      : loop_(loop),
        slot_(std::move(slot)),
        settings_(slot_.shared().settings),
        peer_(peer_of(socket)),
        local_(local_of(socket)),
        transport_(std::move(socket), std::move(tls)) {
    loop_.add(*this);
  }
  ~Connection() override { loop_.remove(*this); }
  Connection(Connection const&) = delete;
  Connection& operator=(Connection const&) = delete;

  Task<void> run();

  void check(Clock::time_point now) override;
  void begin_stop() override;
  void abort() override;

 private:
  enum class After { next_request, finish, drop };

  Task<bool> read_request(RequestParser& parser);
  void feed(RequestParser& parser);
  Task<bool> read_more();
  Task<After> answer(RequestParser& parser);
  Task<After> refuse(RequestParser& parser);
  Task<http::Response> handle(http::Request request);
  KnownAnswer find_known(RequestParser& parser);
  Task<After> answer_again(KnownAnswer known);
  Task<bool> write(http::Response response, bool keep_alive, bool is_http_1_0);
  Task<bool> write_stream(http::Response response, bool keep_alive, bool is_http_1_0);
  Task<Result<void>> send_stream(std::shared_ptr<ByteStream> bytes, SharedBytes piece, Framing* framing);
  void record(http::Response const& response, std::uint64_t bytes, bool is_aborted) const;
  bool may_keep_alive(RequestParser const& parser) const {
    return parser.wants_keep_alive() && !loop_.is_stopping() && !slot_.shared().is_full();
  }

  Loop& loop_;
  Slot slot_;
  Settings const& settings_;
  std::string const peer_;
  std::string const local_;
  Transport transport_;
  Progress progress_;
  Sender sender_{transport_, progress_, settings_.write_timeout};

  boost::beast::flat_buffer input_;
  Summary summary_;
  std::string key_;  // of the request among recent answers; empty: it has none
  Outgoing outgoing_;
  std::stop_source stop_;
  bool has_timed_out_ = false;
};

// --- on the loop's clock ---

void Connection::check(Clock::time_point now) {
  if (progress_.phase() == Phase::handling) {
    // CHOICE: a client that has closed its sending side may still want its answer (it gets it, if there is one), but
    // far more often it is a viewer whose user has moved on; expensive work stops.
    bool const is_last = input_.size() == 0;
    if (is_last && !stop_.stop_requested() && transport_.is_abandoned()) stop_.request_stop();
    return;
  }
  if (!progress_.is_late(now)) return;
  has_timed_out_ = true;
  transport_.cancel();
}

void Connection::begin_stop() {
  if (progress_.phase() == Phase::idle || progress_.phase() == Phase::handshake) transport_.cancel();
}

void Connection::abort() {
  stop_.request_stop();
  transport_.close();
}

// --- reading ---

Task<void> Connection::run() {
  if (transport_.is_tls()) {
    progress_.enter(Phase::handshake, settings_.header_timeout);
    bool const is_agreed = co_await transport_.handshake();
    if (!is_agreed) co_return;
  }
  progress_.enter(Phase::idle, settings_.header_timeout);
  After after = After::next_request;
  while (after == After::next_request) {
    RequestParser parser({settings_.max_header, settings_.max_target, settings_.max_body, &settings_.body_limit});
    bool const has_request = co_await read_request(parser);
    if (!has_request) co_return;
    after = co_await answer(parser);
    if (after == After::next_request) progress_.enter(Phase::idle, settings_.idle_timeout);
  }
  if (after == After::drop) co_return;
  progress_.enter(Phase::closing, settings_.linger_timeout);
  co_await transport_.finish();
}

// Parses what is there already. Pipelined requests come out of one buffer, one after the other.
void Connection::feed(RequestParser& parser) {
  auto const bytes = input_.cdata();
  input_.consume(parser.feed({static_cast<char const*>(bytes.data()), bytes.size()}));
  if (progress_.phase() == Phase::idle && parser.has_started())
    progress_.enter(Phase::header, settings_.header_timeout);
  if (progress_.phase() == Phase::header && parser.has_header()) progress_.enter(Phase::body, settings_.body_timeout);
}

Task<bool> Connection::read_more() {
  auto const space = input_.prepare(kReadChunk);
  std::span<char> const into(static_cast<char*>(space.data()), space.size());
  std::size_t const count = co_await transport_.read_some(into);
  input_.commit(count);
  co_return count > 0;
}

// True when the parser holds a request or a reason to refuse it; false when the connection is over.
Task<bool> Connection::read_request(RequestParser& parser) {
  bool has_continued = false;
  for (;;) {
    if (input_.size() > 0) feed(parser);
    if (parser.is_complete() || parser.refusal()) co_return true;
    if (parser.has_header() && parser.expects_continue() && !has_continued) {
      has_continued = true;
      iovec part{const_cast<char*>(kContinue.data()), kContinue.size()};
      std::span<iovec> const parts(&part, 1);
      bool const was_sent = co_await sender_.send(parts);
      if (!was_sent) co_return false;
      progress_.enter(Phase::body, settings_.body_timeout);
    }
    if (progress_.phase() == Phase::idle && loop_.is_stopping()) co_return false;
    bool const has_more = co_await read_more();
    if (has_more && !has_timed_out_) continue;
    if (!has_timed_out_ || !parser.has_started()) co_return false;
    has_timed_out_ = false;
    parser.give_up({408, "The request took too long to arrive."});
  }
}

// --- answering ---

Task<http::Response> Connection::handle(http::Request request) {
  http::Response response;
  std::string failure;
  try {
    response = co_await slot_.shared().handler(std::move(request));
    co_return response;
  } catch (std::exception const& e) {
    failure = e.what();
  } catch (...) {
    failure = "an exception that is none of std's";
  }
  Error const error{ErrorKind::internal, "The server failed on this request.", failure};
  response = http::error_response(error, http::Request());
  co_return response;
}

Task<Connection::After> Connection::answer(RequestParser& parser) {
  if (parser.refusal()) {
    After const after = co_await refuse(parser);
    co_return after;
  }
  http::Request& request = parser.request();
  auto client = http::identify_client({peer_, local_, transport_.is_tls()}, request.fields, settings_.proxies);
  if (!client) {
    parser.give_up({400, client.error().message});
    After const after = co_await refuse(parser);
    co_return after;
  }
  request.peer = std::move(client->address);
  request.origin = std::move(client->origin);
  request.stop = stop_.get_token();
  summary_.begin(request, settings_.server_timing);
  if (KnownAnswer known = find_known(parser)) {
    After const after = co_await answer_again(std::move(known));
    co_return after;
  }
  progress_.enter_handling();
  http::Response response = co_await handle(std::move(request));
  bool const ends_with_connection = parser.is_http_1_0() && http::has_unknown_length(response.body);
  bool const keep_alive = may_keep_alive(parser) && !ends_with_connection;
  if (keep_alive && !key_.empty()) {
    if (KnownAnswer kept = loop_.recent_answers().keep(key_, response, coarse_now())) {
      After const after = co_await answer_again(std::move(kept));
      co_return after;
    }
  }
  bool was_written = false;
  if (std::holds_alternative<http::Stream>(response.body) && sends_body(response.status, summary_.is_head())) {
    was_written = co_await write_stream(std::move(response), keep_alive, parser.is_http_1_0());
  } else {
    was_written = co_await write(std::move(response), keep_alive, parser.is_http_1_0());
  }
  if (!was_written) co_return After::drop;
  co_return keep_alive ? After::next_request : After::finish;
}

// Null where the handler has to be asked.
KnownAnswer Connection::find_known(RequestParser& parser) {
  key_.clear();
  bool const is_usual = may_keep_alive(parser) && !parser.is_http_1_0() && !summary_.with_timing();
  if (!is_usual || !write_key(key_, parser.request())) {
    key_.clear();
    return {};
  }
  return loop_.recent_answers().find(key_, coarse_now());
}

Task<Connection::After> Connection::answer_again(KnownAnswer known) {
  progress_.enter(Phase::writing, settings_.write_timeout);
  auto const& response = known.answer->response;
  outgoing_.head().clear();
  append_beginning(outgoing_.head(), response.status, loop_.http_date());
  outgoing_.head() += known.answer->fields;
  if (!outgoing_.put(response, sends_body(response.status, false), transport_.is_tls())) {
    record(response, 0, true);
    co_return After::drop;
  }
  auto const rest = sender_.send_now(outgoing_.parts(), false);
  bool was_written = rest.has_value();
  if (was_written && !rest->empty()) was_written = co_await sender_.send(*rest);
  record(response, was_written ? http::size_of(response.body) : 0, !was_written);
  co_return was_written ? After::next_request : After::drop;
}

// Answers what cannot be understood. What follows it on the connection cannot be, either: always the last answer.
Task<Connection::After> Connection::refuse(RequestParser& parser) {
  Refusal const& refusal = *parser.refusal();
  http::Request& request = parser.request();
  request.peer = peer_;
  http::Response response = http::problem(refusal.status, refusal.message, request);
  response.log_detail = refusal.message;
  summary_.begin(request, settings_.server_timing);
  bool const was_written = co_await write(std::move(response), false, parser.is_http_1_0());
  co_return was_written ? After::finish : After::drop;
}

// --- writing ---

Task<bool> Connection::write(http::Response response, bool keep_alive, bool is_http_1_0) {
  progress_.enter(Phase::writing, settings_.write_timeout);
  outgoing_.head().clear();
  append_head(
      outgoing_.head(), response,
      {loop_.http_date(), summary_.is_head(), keep_alive, is_http_1_0, summary_.with_timing(), summary_.duration()});
  bool const with_body = sends_body(response.status, summary_.is_head());
  if (!outgoing_.put(response, with_body, transport_.is_tls())) {
    record(response, 0, true);
    co_return false;
  }
  auto const* const file = with_body ? std::get_if<http::FileRange>(&response.body) : nullptr;
  bool const has_file = file != nullptr && file->length > 0;
  auto const rest = sender_.send_now(outgoing_.parts(), has_file);
  bool was_written = rest.has_value();
  if (was_written && !rest->empty()) was_written = co_await sender_.send(*rest);
  if (was_written && has_file) was_written = co_await sender_.send_file(*file);
  std::uint64_t const bytes = with_body && was_written ? http::size_of(response.body) : 0;
  record(response, bytes, !was_written);
  co_return was_written;
}

// The head goes out with the first piece: until then an error is an answer of its own. Afterwards only the connection
// itself can tell. RFC 9112, section 8: "A response that has neither chunked transfer coding nor Content-Length … is
// considered complete unless an error was indicated by the underlying connection".
Task<bool> Connection::write_stream(http::Response response, bool keep_alive, bool is_http_1_0) {
  auto const stream = std::move(std::get<http::Stream>(response.body));
  Result<SharedBytes> first = co_await stream.bytes->next();
  if (!first) {
    auto refusal = http::error_response(first.error(), http::Request());
    refusal.route = response.route;
    bool const was_written = co_await write(std::move(refusal), keep_alive, is_http_1_0);
    co_return was_written;
  }
  response.body = http::Stream{nullptr, stream.length};
  outgoing_.head().clear();
  append_head(outgoing_.head(), response,
              {loop_.http_date(), false, keep_alive, is_http_1_0, summary_.with_timing(), summary_.duration()});
  Framing framing(stream.length, is_http_1_0);
  Result<void> const sent = co_await send_stream(stream.bytes, std::move(*first), &framing);
  if (!sent) {
    stop_.request_stop();
    transport_.reset();
    auto const& error = sent.error();
    response.log_level = http::log_level_of(error.kind);
    response.log_detail = error.detail.empty() ? error.message : error.detail;
  }
  record(response, framing.sent(), !sent);
  co_return sent.has_value();
}

// Sends the head, and the pieces behind it. Error: why that did not come to its end.
Task<Result<void>> Connection::send_stream(std::shared_ptr<ByteStream> bytes, SharedBytes piece, Framing* framing) {
  for (;;) {
    auto& head = outgoing_.head();
    auto const framed = piece ? framing->append_before(head, piece->size()) : framing->append_end(head);
    if (!framed) co_return fail(framed);
    outgoing_.put_piece(piece);
    bool const was_sent = co_await sender_.send(outgoing_.parts());
    if (!was_sent) co_return fail(ErrorKind::cancelled, "The client took no more of it.");
    if (!piece) co_return Result<void>();
    framing->count(piece->size());
    head.clear();
    piece.reset();
    // A client that goes away is looked for while we wait.
    progress_.enter_handling();
    Result<SharedBytes> next = co_await bytes->next();
    if (!next) co_return fail(next);
    piece = std::move(*next);
  }
}

void Connection::record(http::Response const& response, std::uint64_t bytes, bool is_aborted) const {
  auto const& hook = slot_.shared().hooks.on_complete;
  if (!settings_.access_log && !hook) return;
  auto const record = summary_.record(response, bytes, is_aborted, loop_.number());
  if (hook) hook(record);
  if (settings_.access_log) write_access_line(record);
}

}  // namespace

Task<void> serve_connection(Loop& loop, Slot slot, tcp::socket socket, TlsContext tls) {
  Connection connection(loop, std::move(slot), std::move(socket), std::move(tls));
  co_await connection.run();
}

}  // namespace triforium::server
