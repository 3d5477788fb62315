// Requests and responses as values, without sockets. server/ turns bytes into these and back.
//
// https://www.rfc-editor.org/rfc/rfc9110
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/byte_stream.h"
#include "base/bytes.h"
#include "base/log.h"

namespace triforium::http {

enum class Method { get, head, options, post, put, patch, delete_, other };

// Header fields in the order they came. Names compare without regard to case (RFC 9110, section 5.1).
class Fields {
 public:
  // The first field of that name.
  std::optional<std::string_view> find(std::string_view name) const;
  // All values of that name joined by ", " (RFC 9110, section 5.3); absent if there is none.
  std::optional<std::string> find_all(std::string_view name) const;
  bool has(std::string_view name) const { return find(name).has_value(); }

  void add(std::string name, std::string value);  // beside others of that name
  void set(std::string name, std::string value);  // instead of others of that name
  void erase(std::string_view name);

  auto begin() const { return fields_.begin(); }
  auto end() const { return fields_.end(); }
  std::size_t size() const { return fields_.size(); }

 private:
  std::vector<std::pair<std::string, std::string>> fields_;
};

// How the client reached this server, as it sees it itself: what every URL that we write begins with.
struct Origin {
  std::string scheme = "http";
  std::string authority;    // host, or host:port; as sent, checked to be one
  std::string path_prefix;  // "" or "/prefix", without a slash at its end

  std::string base_url() const { return scheme + "://" + authority + path_prefix; }
};

// Where in the target a "{name}" of the route's pattern matched.
struct Capture {
  std::string_view name;  // lives as long as the router
  std::size_t offset = 0;
  std::size_t length = 0;
};

struct Request {
  Method method = Method::get;
  std::string method_text = "GET";
  std::string target;  // as on the request line: path and query, undecoded
  Fields fields;
  std::string body;
  std::string peer;  // the client's address, behind trusted proxies the one that they name
  Origin origin;
  std::vector<Capture> captures;  // set by the router
  std::stop_token stop;           // requested when the client has gone, or the server will not wait any longer

  std::string_view path() const;   // of the target, undecoded, without the query
  std::string_view query() const;  // after the first '?', undecoded; empty if there is none
  // What "{name}" or "{name...}" of the route's pattern matched, undecoded; empty if the pattern has no such name.
  std::string_view capture(std::string_view name) const;
};

// Part of a stored file, sent without being read into memory. `descriptor` is closed with the last owner of `file`.
struct FileRange {
  std::shared_ptr<void const> file;
  int descriptor = -1;
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
};

// Bytes and who keeps them alive: a cache entry, a mapped file, a header made for this answer.
struct Piece {
  std::shared_ptr<void const> owner;
  ByteView bytes;
  // Of a mapped file: where the bytes are in it. Whoever does not hand them to the kernel as they are reads them from
  // here instead: the pages of a file that is cut are gone (SIGBUS).
  int descriptor = -1;
  std::uint64_t offset = 0;
};
Piece piece_of(SharedBytes bytes);

// Content that is sent while it is being made. An error before its first piece becomes an answer of its own; a later
// one ends the connection so that nobody takes what has arrived for the whole.
struct Stream {
  std::shared_ptr<ByteStream> bytes;    // never null, and not asked for anything if the answer has no content (HEAD)
  std::optional<std::uint64_t> length;  // absent: shows when it ends
};

using Body = std::variant<std::monostate, std::string, std::vector<Piece>, FileRange, Stream>;
// In bytes; 0 of a stream whose length nobody knows.
std::uint64_t size_of(Body const& body);
bool has_unknown_length(Body const& body);

// A stage of the work on a request, for Server-Timing and the access log.
struct Timing {
  std::string_view name;  // a literal
  std::chrono::nanoseconds duration;
};

// How long an answer stays what it is. Only for answers to GET that depend on nothing but the target, the origin, and
// the fields Accept, Accept-Encoding, If-None-Match and If-Modified-Since: whoever has asked the same may get it
// meanwhile.
struct Freshness {
  std::chrono::steady_clock::time_point until;
  std::atomic<std::uint64_t> const* changes = nullptr;  // counts what makes it old at once; outlives the server
  std::uint64_t seen = 0;                               // the count when it was made

  bool holds(std::chrono::steady_clock::time_point now) const {
    return now < until && (changes == nullptr || changes->load(std::memory_order_acquire) == seen);
  }
};

struct Response {
  int status = 200;
  Fields fields;
  Body body;
  std::vector<Timing> timings;
  // For the access log: what went wrong, for the operator.
  std::string log_detail;
  log::Level log_level = log::Level::info;
  std::optional<Freshness> fresh;  // absent: made anew for each request
  std::string_view route;          // the name of the route that answered; lives as long as the router
};

}  // namespace triforium::http
