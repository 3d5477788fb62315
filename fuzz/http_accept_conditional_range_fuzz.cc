// What a client may write into Accept, the conditional fields and Range.
#include <array>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "http/accept.h"
#include "http/conditional.h"
#include "http/range.h"

using namespace triforium;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view const text(reinterpret_cast<char const*>(data), size);
  std::array<std::string_view, 2> const offers{"application/json", "application/ld+json;profile=\"http://x/\""};
  auto const choice = http::preferred(text, offers);
  if (choice && *choice >= offers.size()) std::abort();
  for (auto const& range : http::parse_accept(text)) {
    if (range.quality < 0 || range.quality > 1000 || range.media.type.empty()) std::abort();
  }

  http::Request request;
  for (auto const* name : {"If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since", "If-Range"})
    request.fields.add(name, std::string(text));
  request.fields.add("Range", "bytes=1-2");
  http::Validators const validators{"\"a\"", std::chrono::sys_seconds(std::chrono::seconds(784111777))};
  http::evaluate_preconditions(request, validators);
  http::decide_range(request, validators, 10);
  if (auto const date = http::parse_http_date(text); date && http::format_http_date(*date).size() != 29) std::abort();

  for (std::uint64_t const length : {std::uint64_t{0}, std::uint64_t{10}, UINT64_MAX}) {
    auto const part = http::parse_range(text, length);
    if (part.kind != http::RangeDecision::Kind::part) continue;
    if (part.length == 0 || part.offset >= length || part.length > length - part.offset) std::abort();
  }
  return 0;
}
