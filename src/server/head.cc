#include "server/head.h"

#include <fmt/compile.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

#include "base/text.h"
#include "http/cors.h"
#include "http/error_response.h"

namespace triforium::server {
namespace {

double milliseconds(std::chrono::nanoseconds duration) {
  return static_cast<double>(duration.count()) / 1e6;
}

constexpr bool is_token_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}
// One look at a table for each character: this runs over every field of every answer.
constexpr std::array<bool, 256> kTokenChars = [] {
  std::array<bool, 256> table{};
  for (std::size_t i = 0; i < table.size(); ++i)
    table[i] = is_token_char(static_cast<char>(i));
  return table;
}();

bool is_token(std::string_view name) {
  return !name.empty() &&
         std::all_of(name.begin(), name.end(), [](char c) { return kTokenChars[static_cast<unsigned char>(c)]; });
}

// A line break in a value would begin a field, or a response, of the attacker's own.
bool is_safe(std::string_view value) {
  return std::none_of(value.begin(), value.end(), [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
}

bool is_ours(std::string_view name) {
  static constexpr std::array<std::string_view, 5> kOurs{"Connection", "Content-Length", "Date", "Server",
                                                         "Transfer-Encoding"};
  return std::any_of(kOurs.begin(), kOurs.end(),
                     [&](std::string_view ours) { return equals_ignoring_case(ours, name); });
}

void append_field(std::string& out, std::string_view name, std::string_view value) {
  out.append(name).append(": ").append(value).append("\r\n");
}

// Where the body ends: Content-Length, or else the chunked coding, or else, for HTTP/1.0, the end of the connection.
// https://www.rfc-editor.org/rfc/rfc9112#section-6.3
//
// https://www.rfc-editor.org/rfc/rfc9110#section-8.6 – "A server MUST NOT send a Content-Length header field in any
// response with a status code of 1xx (Informational) or
//  204 (No Content)." In a 304 it may stand, but only with the length that the 200 would have, which we do not know.
void append_framing(std::string& out, http::Response const& response, bool is_head, bool is_http_1_0) {
  if (response.status < 200 || response.status == 204 || response.status == 304) return;
  if (http::has_unknown_length(response.body)) {
    if (!is_http_1_0) append_field(out, "Transfer-Encoding", "chunked");
    return;
  }
  auto const stated = response.fields.find("Content-Length");
  bool const is_absent = std::holds_alternative<std::monostate>(response.body);
  // A handler of HEAD may know the length without having made the body.
  if (is_head && is_absent && stated && parse_unsigned(*stated)) return append_field(out, "Content-Length", *stated);
  fmt::format_to(std::back_inserter(out), FMT_COMPILE("Content-Length: {}\r\n"), http::size_of(response.body));
}

}  // namespace

bool sends_body(int status, bool is_head) {
  return !is_head && status >= 200 && status != 204 && status != 304;
}

std::string format_server_timing(std::vector<http::Timing> const& timings, std::chrono::nanoseconds total) {
  std::string text;
  for (auto const& timing : timings)
    text += fmt::format("{};dur={:.1f}, ", timing.name, milliseconds(timing.duration));
  return text + fmt::format("total;dur={:.1f}", milliseconds(total));
}

void append_beginning(std::string& out, int status, std::string_view date) {
  fmt::format_to(std::back_inserter(out), FMT_COMPILE("HTTP/1.1 {} {}\r\n"), status, http::reason_phrase(status));
  append_field(out, "Date", date);
  append_field(out, "Server", "triforium");
}

void append_fields(std::string& out, http::Response const& response, HeadContext const& context) {
  bool has_cors = false;
  for (auto const& [name, value] : response.fields) {
    if (is_ours(name) || !is_token(name) || !is_safe(value)) continue;
    has_cors = has_cors || equals_ignoring_case(name, "Access-Control-Allow-Origin");
    append_field(out, name, value);
  }
  append_framing(out, response, context.is_head, context.is_http_1_0);
  if (!has_cors) out += http::kCorsFields;
  if (context.with_timing) {
    append_field(out, "Server-Timing", format_server_timing(response.timings, context.duration));
    append_field(out, "Timing-Allow-Origin", "*");
  }
  if (!context.keep_alive) append_field(out, "Connection", "close");
  if (context.keep_alive && context.is_http_1_0) append_field(out, "Connection", "keep-alive");
  out += "\r\n";
}

void append_head(std::string& out, http::Response const& response, HeadContext const& context) {
  append_beginning(out, response.status, context.date);
  append_fields(out, response, context);
}

}  // namespace triforium::server
