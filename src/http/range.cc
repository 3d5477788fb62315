#include "http/range.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "http/error_response.h"

namespace triforium::http {
namespace {

using Kind = RangeDecision::Kind;

// Any number of digits: what is above 2^64 is, like anything behind the end, "the end".
std::optional<std::uint64_t> parse_position(std::string_view digits) {
  bool const is_number = !digits.empty() && digits.find_first_not_of("0123456789") == std::string_view::npos;
  if (!is_number) return std::nullopt;
  return parse_unsigned(digits).value_or(UINT64_MAX);
}

// "If the selected representation is shorter than the specified suffix-length, the entire representation is used."
RangeDecision last_bytes(std::uint64_t count, std::uint64_t size) {
  if (count == 0 || size == 0) return {Kind::unsatisfiable};
  std::uint64_t const length = std::min(count, size);
  return {Kind::part, size - length, length};
}

// https://www.rfc-editor.org/rfc/rfc9110#section-13.1.5
//
// "A client MUST NOT generate an If-Range header field containing an entity tag that is marked as weak", and a date is
// compared for equality: "exactly matches".
bool is_unchanged(std::string_view if_range, Validators const& validators) {
  if_range = trim(if_range);
  bool const is_etag = !if_range.empty() && (if_range.front() == '"' || if_range.substr(0, 2) == "W/");
  if (is_etag) {
    bool const is_weak = if_range.front() != '"';
    return !is_weak && !validators.etag.empty() && if_range == validators.etag;
  }
  auto const date = parse_http_date(if_range);
  return date && validators.modified && *date == *validators.modified;
}

}  // namespace

// https://www.rfc-editor.org/rfc/rfc9110#section-14.1.2
//
//   ranges-specifier = range-unit "=" range-set
//   int-range = first-pos "-" [ last-pos ]     suffix-range = "-" suffix-length
RangeDecision parse_range(std::string_view header, std::uint64_t size) {
  auto const equals = header.find('=');
  if (equals == std::string_view::npos || !equals_ignoring_case(trim(header.substr(0, equals)), "bytes")) return {};
  std::string_view const set = trim(header.substr(equals + 1));
  // CHOICE: "A server that supports range requests MAY ignore or reject a Range header field that contains … many small
  // ranges": several are answered with the whole, which every client understands.
  auto const dash = set.find('-');
  if (set.find(',') != std::string_view::npos || dash == std::string_view::npos) return {};
  std::string_view const first_text = trim(set.substr(0, dash));
  std::string_view const last_text = trim(set.substr(dash + 1));

  auto const last = parse_position(last_text);
  if (first_text.empty()) return last ? last_bytes(*last, size) : RangeDecision{};
  auto const first = parse_position(first_text);
  if (!first || (!last && !last_text.empty())) return {};
  // "An int-range is invalid if the last-pos value is present and less than first-pos." Invalid ones are ignored.
  if (last && *last < *first) return {};
  if (*first >= size) return {Kind::unsatisfiable};
  return {Kind::part, *first, std::min(last.value_or(UINT64_MAX), size - 1) - *first + 1};
}

RangeDecision decide_range(Request const& request, Validators const& validators, std::uint64_t size) {
  // "A server MUST ignore a Range header field received with a request method that is unrecognized or for which range
  //  handling is not defined. For this specification, GET is the only method for which range handling is defined."
  auto const range = request.fields.find("Range");
  if (request.method != Method::get || !range) return {};
  auto const if_range = request.fields.find("If-Range");
  if (if_range && !is_unchanged(*if_range, validators)) return {};
  return parse_range(*range, size);
}

RangeDecision answer_range(Request const& request, Validators const& validators, std::uint64_t size,
                           Response& response) {
  response.fields.set("Accept-Ranges", "bytes");
  auto const decision = decide_range(request, validators, size);
  if (decision.kind == Kind::part) {
    response.status = 206;
    response.fields.set("Content-Range",
                        fmt::format("bytes {}-{}/{}", decision.offset, decision.offset + decision.length - 1, size));
  } else if (decision.kind == Kind::unsatisfiable) {
    response = problem(416, fmt::format("The range lies outside of the {} bytes that there are.", size), request);
    response.fields.set("Content-Range", fmt::format("bytes */{}", size));
  }
  return decision;
}

void apply_range(Request const& request, Validators const& validators, Response& response) {
  auto* const file = std::get_if<FileRange>(&response.body);
  if (response.status != 200 || !file) return;
  auto const whole = *file;
  auto const decision = answer_range(request, validators, whole.length, response);
  if (decision.kind != Kind::part) return;
  response.body = FileRange{whole.file, whole.descriptor, whole.offset + decision.offset, decision.length};
}

}  // namespace triforium::http
