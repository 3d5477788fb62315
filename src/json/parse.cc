#include "json/parse.h"

#include <utility>

#include <fmt/format.h>

#include <algorithm>

namespace triforium::json {
namespace {

std::string place_of(std::string_view text, std::size_t offset) {
  auto const before = text.substr(0, std::min(offset, text.size()));
  auto const line_start = before.rfind('\n');
  auto const column = line_start == std::string_view::npos ? before.size() + 1 : before.size() - line_start;
  return fmt::format("line {}, column {}", std::ranges::count(before, '\n') + 1, column);
}

}  // namespace

Result<boost::json::value> parse(std::string_view text, ParseLimits limits, boost::json::storage_ptr storage) {
  if (text.size() > limits.bytes)
    return fail(ErrorKind::too_large,
                fmt::format("the JSON has {} bytes, more than the {} allowed", text.size(), limits.bytes));

  // RFC 8259, section 8.1: "implementations that parse JSON texts MAY ignore the presence of a byte order mark".
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());

  boost::json::stream_parser parser({}, {.max_depth = limits.depth});
  parser.reset(std::move(storage));
  boost::system::error_code error;
  auto const consumed = parser.write_some(text.data(), text.size(), error);
  if (!error && consumed < text.size()) error = boost::json::error::extra_data;
  if (!error) parser.finish(error);
  if (error)
    return fail(ErrorKind::bad_request, fmt::format("not JSON at {}: {}", place_of(text, consumed), error.message()));
  return parser.release();
}

}  // namespace triforium::json
