// Who may read our answers from a page of another origin: everybody.
//
// https://fetch.spec.whatwg.org/#http-cors-protocol
// https://iiif.io/api/image/3.0/#71-cors
#pragma once

#include <string_view>

#include "http/message.h"

namespace triforium::http {

// The fields of every answer, errors and redirects included, as lines of a response's head with their CRLF. The server
// writes them unless the response has an Access-Control-Allow-Origin of its own.
inline constexpr std::string_view kCorsFields =
    "Access-Control-Allow-Origin: *\r\n"
    "Access-Control-Expose-Headers: "
    "Link, Content-Length, ETag, Location, Server-Timing, Content-Range, Retry-After\r\n";

// https://fetch.spec.whatwg.org/#cors-preflight-request – OPTIONS with Origin and Access-Control-Request-Method.
bool is_preflight(Request const& request);

// 204 that allows `methods` ("GET, HEAD, OPTIONS") and the headers that clients of ours send, for a day.
Response preflight(std::string_view methods);

}  // namespace triforium::http
