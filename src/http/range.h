// Parts of a body: Range, If-Range, 206 and 416.
//
// https://www.rfc-editor.org/rfc/rfc9110#section-14
#pragma once

#include <cstdint>
#include <string_view>

#include "http/conditional.h"
#include "http/message.h"

namespace triforium::http {

struct RangeDecision {
  enum class Kind { whole, part, unsatisfiable };
  Kind kind = Kind::whole;
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
};

// What "bytes=0-499" means for a body of `size` bytes. Several ranges, other units and what does not parse: the whole.
RangeDecision parse_range(std::string_view header, std::uint64_t size);

// The same with the request's method and its If-Range taken into account.
RangeDecision decide_range(Request const& request, Validators const& validators, std::uint64_t size);

// Makes of a 200 the head of the 206 or 416 that the request asks for of a body of `size` bytes, and says what of it is
// to be sent: whoever makes the body cuts it. Says Accept-Ranges in either case.
RangeDecision answer_range(Request const& request, Validators const& validators, std::uint64_t size,
                           Response& response);

// Turns a 200 whose body is a FileRange into the 206 or 416 that the request asks for; any other response stays as it
// is.
void apply_range(Request const& request, Validators const& validators, Response& response);

}  // namespace triforium::http
