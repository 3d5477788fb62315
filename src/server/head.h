// The head of a response, as it goes over the wire. Pure.
//
// https://www.rfc-editor.org/rfc/rfc9112#section-4
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "http/message.h"

namespace triforium::server {

struct HeadContext {
  std::string_view date;  // as an HTTP date
  bool is_head = false;   // the request's method: Content-Length speaks of a body that is not sent
  bool keep_alive = true;
  bool is_http_1_0 = false;
  bool with_timing = false;  // Server-Timing
  std::chrono::nanoseconds duration{0};
};

// Whether the response of this status to this method is followed by its body.
bool sends_body(int status, bool is_head);

// Appends status line, fields and the empty line to `out`. Connection, Content-Length, Date, Server and
// Transfer-Encoding are written from the facts, not from the response's fields; fields that would break the message are
// left out.
void append_head(std::string& out, http::Response const& response, HeadContext const& context);

// Its two parts: status line, Date and Server; and all the rest, for which context.date does not matter.
void append_beginning(std::string& out, int status, std::string_view date);
void append_fields(std::string& out, http::Response const& response, HeadContext const& context);

// "decode;dur=12.3, total;dur=15.0", in milliseconds. https://www.w3.org/TR/server-timing/
std::string format_server_timing(std::vector<http::Timing> const& timings, std::chrono::nanoseconds total);

}  // namespace triforium::server
