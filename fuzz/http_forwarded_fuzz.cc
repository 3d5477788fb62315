// The fields that proxies and clients send about themselves, by any peer: what comes out can stand in a URL.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/text.h"
#include "http/forwarded.h"

using namespace triforium;

// Lines "Name: value"; the first is the peer's address.
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  static http::ProxyPolicy const policy = [] {
    http::ProxyPolicy trusting;
    trusting.trusted.push_back(*http::Network::parse("10.0.0.0/8"));
    return trusting;
  }();
  auto const lines = split({reinterpret_cast<char const*>(data), size}, '\n');
  http::Fields fields;
  for (auto const line : lines) {
    auto const colon = line.find(':');
    if (colon != std::string_view::npos)
      fields.add(std::string(line.substr(0, colon)), std::string(trim(line.substr(colon + 1))));
  }
  auto const client = http::identify_client({lines.front(), "127.0.0.1:8080", false}, fields, policy);
  if (client && !http::parse_base_url(client->origin.base_url())) std::abort();
  if (http::Network::parse(lines.front()) && lines.front().empty()) std::abort();
  return 0;
}
