// Whether a request still wants what we have: validators and preconditions, and HTTP's dates.
//
// https://www.rfc-editor.org/rfc/rfc9110#section-13
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "http/message.h"

namespace triforium::http {

// What identifies the state of a resource.
struct Validators {
  std::string etag;  // with its quotes, and W/ if it is weak; empty: none
  std::optional<std::chrono::sys_seconds> modified;
};

enum class Precondition {
  proceed,
  not_modified,  // answer 304
  failed,        // answer 412
};

// Pure: in the order of RFC 9110, section 13.2.2. Fields that do not parse are ignored, as that section says of dates.
Precondition evaluate_preconditions(Request const& request, Validators const& validators);

// Adds ETag and Last-Modified, as far as they are known.
void add_validators(Fields& fields, Validators const& validators);

// 304 with the validators and those of `fields` that a 304 must repeat (Cache-Control, Content-Location, Vary, Link …);
// what describes a body is left out.
Response not_modified(Validators const& validators, Fields const& fields = {});

// Whether `etag` is in the list of an If-None-Match or If-Match. "*" matches everything.
bool list_contains_etag(std::string_view list, std::string_view etag, bool is_weak_comparison);

// "Sun, 06 Nov 1994 08:49:37 GMT"; of a year outside 1–9999, the nearest in it.
std::string format_http_date(std::chrono::sys_seconds time);

// All three forms of RFC 9110, section 5.6.7; absent for anything else. `now` decides the century of the form with two
// digits for the year.
std::optional<std::chrono::sys_seconds> parse_http_date(std::string_view text, std::chrono::sys_seconds now);
std::optional<std::chrono::sys_seconds> parse_http_date(std::string_view text);

}  // namespace triforium::http
