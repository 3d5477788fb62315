// The one table from what went wrong to what the client is told, and the two forms in which it is told.
//
// https://iiif.io/api/image/3.0/#73-error-conditions
// https://www.rfc-editor.org/rfc/rfc9457 (problem details) for programs, a small page for browsers.
#pragma once

#include <string_view>

#include "base/error.h"
#include "base/log.h"
#include "http/message.h"

namespace triforium::http {

int status_of(ErrorKind kind);
log::Level log_level_of(ErrorKind kind);

// "Not Found" for 404; "Unknown" for what RFC 9110 does not name.
std::string_view reason_phrase(int status);

// The answer to a request that failed. `error.message` goes to the client, `error.detail` to the log alone.
Response error_response(Error const& error, Request const& request);

// The same for a status that no ErrorKind stands for, such as those of the connection itself (408, 431).
Response problem(int status, std::string_view message, Request const& request);

}  // namespace triforium::http
