#include "server/connection.h"

#include <unistd.h>

#include <algorithm>
#include <boost/beast/core/flat_buffer.hpp>
#include <exception>
#include <optional>
#include <stop_token>
#include <utility>
#include <vector>

#include "http/error_response.h"
#include "server/access_log.h"
#include "server/framing.h"
#include "server/head.h"
#include "server/recent_answers.h"
#include "server/request_parser.h"
#include "server/transport.h"

namespace triforium::server {
namespace {

using boost::asio::ip::tcp;
using Clock = Watched::Clock;

constexpr std::size_t kReadChunk = 8 << 10;
constexpr std::size_t kTlsRecord = 16 << 10;
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

// "::ffff:192.0.2.1", as a dual-stack socket says it, is 192.0.2.1.
std::string text_of(boost::asio::ip::address const& address) {
  if (address.is_v6() && address.to_v6().is_v4_mapped())
    return boost::asio::ip::make_address_v4(boost::asio::ip::v4_mapped, address.to_v6()).to_string();
  return address.to_string();
}

std::string peer_of(tcp::socket const& socket) {
  boost::system::error_code error;
  auto const endpoint = socket.remote_endpoint(error);
  return error ? std::string() : text_of(endpoint.address());
}

std::string local_of(tcp::socket const& socket) {
  boost::system::error_code error;
  auto const endpoint = socket.local_endpoint(error);
  if (error) return "localhost";
  std::string const host = text_of(endpoint.address());
  bool const is_ipv6 = host.find(':') != std::string::npos;
  return (is_ipv6 ? "[" + host + "]" : host) + ":" + std::to_string(endpoint.port());
}

// "?timing" or "?a=b&timing", or the header: for whoever looks for what is slow.
bool asks_for_timing(http::Request const& request) {
  if (request.fields.find("X-Server-Timing") == "1") return true;
  std::string_view query = request.query();
  while (!query.empty()) {
    std::string_view const name = query.substr(0, query.find('&'));
    if (name == "timing" || name.substr(0, 7) == "timing=") return true;
    query.remove_prefix(std::min(name.size() + 1, query.size()));
  }
  return false;
}

// What the record of a request needs after the handler has taken the request. One for each connection, so that its
// strings are used again.
struct Summary {
  std::string method;
  std::string target;
  std::string user_agent;
  std::string peer;
  bool is_head = false;
  bool with_timing = false;
  Clock::time_point start;
};

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
  enum class Phase { handshake, idle, header, body, handling, writing, closing };

  void enter(Phase phase, std::chrono::milliseconds limit) {
    phase_ = phase;
    deadline_ = coarse_now() + limit;
  }
  Task<bool> read_request(RequestParser& parser);
  void feed(RequestParser& parser);
  Task<bool> read_more();
  Task<After> answer(RequestParser& parser);
  Task<After> refuse(RequestParser& parser);
  Task<http::Response> handle(http::Request request);
  void summarize(http::Request const& request);
  SharedAnswer find_known(RequestParser& parser);
  Task<After> answer_again(SharedAnswer answer);
  Task<bool> write(http::Response response, bool keep_alive, bool is_http_1_0);
  Task<bool> write_stream(http::Response response, bool keep_alive, bool is_http_1_0);
  Task<Result<void>> send_stream(std::shared_ptr<ByteStream> bytes, SharedBytes piece, Framing* framing);
  Task<bool> send(std::span<iovec> parts);
  Task<bool> send_file(http::FileRange file);
  std::optional<std::span<iovec>> begin_sending(bool has_more);
  bool collect_parts(http::Response const& response, bool with_body);
  bool collect_piece(http::Piece const& piece);
  void join_parts();
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

  boost::beast::flat_buffer input_;
  Summary summary_;
  std::string key_;  // of the request among recent answers; empty: it has none
  std::string head_;
  std::vector<iovec> parts_;
  std::vector<std::string> read_pieces_;  // TLS: of mapped files
  std::stop_source stop_;
  Phase phase_ = Phase::idle;
  Clock::time_point deadline_;
  bool has_timed_out_ = false;
};

// --- on the loop's clock ---

void Connection::check(Clock::time_point now) {
  if (phase_ == Phase::handling) {
    // CHOICE: a client that has closed its sending side may still want its answer (it gets it, if there is one), but
    // far more often it is a viewer whose user has moved on; expensive work stops.
    bool const is_last = input_.size() == 0;
    if (is_last && !stop_.stop_requested() && transport_.is_abandoned()) stop_.request_stop();
    return;
  }
  if (now < deadline_) return;
  has_timed_out_ = true;
  transport_.cancel();
}

void Connection::begin_stop() {
  if (phase_ == Phase::idle || phase_ == Phase::handshake) transport_.cancel();
}

void Connection::abort() {
  stop_.request_stop();
  transport_.close();
}

// --- reading ---

Task<void> Connection::run() {
  if (transport_.is_tls()) {
    enter(Phase::handshake, settings_.header_timeout);
    bool const is_agreed = co_await transport_.handshake();
    if (!is_agreed) co_return;
  }
  enter(Phase::idle, settings_.header_timeout);
  After after = After::next_request;
  while (after == After::next_request) {
    RequestParser parser({settings_.max_header, settings_.max_target, settings_.max_body, &settings_.body_limit});
    bool const has_request = co_await read_request(parser);
    if (!has_request) co_return;
    after = co_await answer(parser);
    if (after == After::next_request) enter(Phase::idle, settings_.idle_timeout);
  }
  if (after == After::drop) co_return;
  enter(Phase::closing, settings_.linger_timeout);
  co_await transport_.finish();
}

// Parses what is there already. Pipelined requests come out of one buffer, one after the other.
void Connection::feed(RequestParser& parser) {
  auto const bytes = input_.cdata();
  input_.consume(parser.feed({static_cast<char const*>(bytes.data()), bytes.size()}));
  if (phase_ == Phase::idle && parser.has_started()) enter(Phase::header, settings_.header_timeout);
  if (phase_ == Phase::header && parser.has_header()) enter(Phase::body, settings_.body_timeout);
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
      bool const was_sent = co_await send(parts);
      if (!was_sent) co_return false;
      enter(Phase::body, settings_.body_timeout);
    }
    if (phase_ == Phase::idle && loop_.is_stopping()) co_return false;
    bool const has_more = co_await read_more();
    if (has_more && !has_timed_out_) continue;
    if (!has_timed_out_ || !parser.has_started()) co_return false;
    has_timed_out_ = false;
    parser.give_up({408, "The request took too long to arrive."});
  }
}

// --- answering ---

void Connection::summarize(http::Request const& request) {
  summary_.method = request.method_text;
  summary_.target = request.target;
  summary_.user_agent = request.fields.find("User-Agent").value_or("");
  summary_.peer = request.peer;
  summary_.is_head = request.method == http::Method::head;
  summary_.with_timing = settings_.server_timing && asks_for_timing(request);
  summary_.start = Clock::now();
}

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
  summarize(request);
  if (SharedAnswer known = find_known(parser)) {
    After const after = co_await answer_again(std::move(known));
    co_return after;
  }
  phase_ = Phase::handling;
  http::Response response = co_await handle(std::move(request));
  bool const ends_with_connection = parser.is_http_1_0() && http::has_unknown_length(response.body);
  bool const keep_alive = may_keep_alive(parser) && !ends_with_connection;
  if (keep_alive && !key_.empty()) {
    if (SharedAnswer kept = loop_.recent_answers().keep(key_, response, coarse_now())) {
      After const after = co_await answer_again(std::move(kept));
      co_return after;
    }
  }
  bool was_written = false;
  if (std::holds_alternative<http::Stream>(response.body) && sends_body(response.status, summary_.is_head)) {
    was_written = co_await write_stream(std::move(response), keep_alive, parser.is_http_1_0());
  } else {
    was_written = co_await write(std::move(response), keep_alive, parser.is_http_1_0());
  }
  if (!was_written) co_return After::drop;
  co_return keep_alive ? After::next_request : After::finish;
}

// Null where the handler has to be asked.
SharedAnswer Connection::find_known(RequestParser& parser) {
  key_.clear();
  bool const is_usual = may_keep_alive(parser) && !parser.is_http_1_0() && !summary_.with_timing;
  if (!is_usual || !write_key(key_, parser.request())) {
    key_.clear();
    return nullptr;
  }
  return loop_.recent_answers().find(key_, coarse_now());
}

Task<Connection::After> Connection::answer_again(SharedAnswer answer) {
  enter(Phase::writing, settings_.write_timeout);
  auto const& response = answer->response;
  head_.clear();
  append_beginning(head_, response.status, loop_.http_date());
  head_ += answer->fields;
  collect_parts(response, sends_body(response.status, false));
  auto const rest = begin_sending(false);
  bool was_written = rest.has_value();
  if (was_written && !rest->empty()) was_written = co_await send(*rest);
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
  summarize(request);
  bool const was_written = co_await write(std::move(response), false, parser.is_http_1_0());
  co_return was_written ? After::finish : After::drop;
}

// --- writing ---

// Makes one buffer of head and body when they fit into one TLS record, as each buffer becomes a record of its own.
void Connection::join_parts() {
  std::span<iovec const> const rest = std::span<iovec const>(parts_).subspan(1);
  if (rest.empty() || total_size(parts_) > kTlsRecord) return;
  for (auto const& part : rest)
    head_.append(static_cast<char const*>(part.iov_base), part.iov_len);
  parts_.assign(1, {head_.data(), head_.size()});
}

// False if a file no longer has what it had.
bool Connection::collect_piece(http::Piece const& piece) {
  if (piece.bytes.empty()) return true;
  if (!transport_.is_tls() || piece.descriptor < 0) {
    parts_.push_back({const_cast<std::uint8_t*>(piece.bytes.data()), piece.bytes.size()});
    return true;
  }
  // What is encrypted is read here, and not out of a mapping.
  auto& read = read_pieces_.emplace_back(piece.bytes.size(), '\0');
  auto const count = ::pread(piece.descriptor, read.data(), read.size(), static_cast<off_t>(piece.offset));
  parts_.push_back({read.data(), read.size()});
  return count == static_cast<ssize_t>(read.size());
}

bool Connection::collect_parts(http::Response const& response, bool with_body) {
  parts_.clear();
  read_pieces_.clear();
  parts_.push_back({head_.data(), head_.size()});
  if (!with_body) return true;
  if (auto const* text = std::get_if<std::string>(&response.body)) {
    if (!text->empty()) parts_.push_back({const_cast<char*>(text->data()), text->size()});
  } else if (auto const* pieces = std::get_if<std::vector<http::Piece>>(&response.body)) {
    // Pointers into read_pieces_ must stay.
    read_pieces_.reserve(pieces->size());
    return std::all_of(pieces->begin(), pieces->end(), [this](auto const& piece) { return collect_piece(piece); });
  }
  return true;
}

// Nearly every answer fits into the socket's buffer: one system call, and no wait. What is left of parts_ otherwise;
// nothing if the connection is gone.
std::optional<std::span<iovec>> Connection::begin_sending(bool has_more) {
  if (transport_.is_tls()) join_parts();
  auto const sent = transport_.send_now(parts_, has_more);
  if (!sent) return std::nullopt;
  return drop_front(parts_, *sent);
}

Task<bool> Connection::write(http::Response response, bool keep_alive, bool is_http_1_0) {
  enter(Phase::writing, settings_.write_timeout);
  head_.clear();
  append_head(head_, response,
              {loop_.http_date(), summary_.is_head, keep_alive, is_http_1_0, summary_.with_timing,
               Clock::now() - summary_.start});
  bool const with_body = sends_body(response.status, summary_.is_head);
  if (!collect_parts(response, with_body)) {
    record(response, 0, true);
    co_return false;
  }
  auto const* const file = with_body ? std::get_if<http::FileRange>(&response.body) : nullptr;
  bool const has_file = file != nullptr && file->length > 0;
  auto const rest = begin_sending(has_file);
  bool was_written = rest.has_value();
  if (was_written && !rest->empty()) was_written = co_await send(*rest);
  if (was_written && has_file) was_written = co_await send_file(*file);
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
  head_.clear();
  append_head(head_, response,
              {loop_.http_date(), false, keep_alive, is_http_1_0, summary_.with_timing, Clock::now() - summary_.start});
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

// Sends what is in head_, and the pieces behind it. Error: why that did not come to its end.
Task<Result<void>> Connection::send_stream(std::shared_ptr<ByteStream> bytes, SharedBytes piece, Framing* framing) {
  for (;;) {
    auto const framed = piece ? framing->append_before(head_, piece->size()) : framing->append_end(head_);
    if (!framed) co_return fail(framed);
    parts_.clear();
    if (!head_.empty()) parts_.push_back({head_.data(), head_.size()});
    if (piece) parts_.push_back({const_cast<std::uint8_t*>(piece->data()), piece->size()});
    bool const was_sent = co_await send(parts_);
    if (!was_sent) co_return fail(ErrorKind::cancelled, "The client took no more of it.");
    if (!piece) co_return Result<void>();
    framing->count(piece->size());
    head_.clear();
    piece.reset();
    // A client that goes away is looked for while we wait, and no time runs: it is not the client who is slow.
    phase_ = Phase::handling;
    Result<SharedBytes> next = co_await bytes->next();
    if (!next) co_return fail(next);
    piece = std::move(*next);
  }
}

Task<bool> Connection::send(std::span<iovec> parts) {
  enter(Phase::writing, settings_.write_timeout);
  while (!parts.empty()) {
    std::size_t const count = co_await transport_.send_some(parts);
    if (count == 0) co_return false;
    parts = drop_front(parts, count);
    deadline_ = Clock::now() + settings_.write_timeout;
  }
  co_return true;
}

Task<bool> Connection::send_file(http::FileRange file) {
  while (file.length > 0) {
    std::size_t const count = co_await transport_.send_file_some(file);
    if (count == 0) co_return false;
    file.offset += count;
    file.length -= count;
    deadline_ = Clock::now() + settings_.write_timeout;
  }
  co_return true;
}

void Connection::record(http::Response const& response, std::uint64_t bytes, bool is_aborted) const {
  auto const& hook = slot_.shared().hooks.on_complete;
  if (!settings_.access_log && !hook) return;
  RequestRecord const record{summary_.method,
                             summary_.target,
                             response.route,
                             summary_.peer,
                             summary_.user_agent,
                             response.status,
                             bytes,
                             Clock::now() - summary_.start,
                             response.timings,
                             response.log_detail,
                             response.log_level,
                             is_aborted,
                             loop_.number()};
  if (hook) hook(record);
  if (settings_.access_log) write_access_line(record);
}

}  // namespace

Task<void> serve_connection(Loop& loop, Slot slot, tcp::socket socket, TlsContext tls) {
  Connection connection(loop, std::move(slot), std::move(socket), std::move(tls));
  co_await connection.run();
}

}  // namespace triforium::server
