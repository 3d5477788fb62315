// Bytes of a client → requests, in pieces as a network would cut them.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "server/request_parser.h"

using namespace triforium;

// The first byte says after how many bytes the input is cut.
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  if (size == 0) return 0;
  std::string_view const text(reinterpret_cast<char const*>(data) + 1, size - 1);
  std::size_t const step = std::max<std::size_t>(data[0], 1);
  server::ParserLimits const limits{512, 128, 64};
  server::RequestParser parser(limits);
  std::size_t start = 0;
  for (std::size_t end = 0; end < text.size() && !parser.is_complete() && !parser.refusal();) {
    end = std::min(end + step, text.size());
    start += parser.feed(text.substr(start, end - start));
  }
  auto const& request = parser.request();
  if (request.body.size() > limits.body || request.target.size() > limits.target + 1) std::abort();
  if (parser.is_complete() && !parser.refusal() && request.target.empty()) std::abort();
  return 0;
}
