// Who the client is and how it reached us, when proxies stand between.
//
// https://www.rfc-editor.org/rfc/rfc7239 (Forwarded) and the X-Forwarded-* that most proxies send instead. Both are
// believed only when the peer is a trusted proxy. Pure.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "http/message.h"

namespace triforium::http {

// An IPv4 or IPv6 address; IPv4 is kept as its mapped form ::ffff:a.b.c.d.
struct Address {
  std::array<std::uint8_t, 16> bytes{};

  // "192.0.2.1", "2001:db8::1", "[2001:db8::1]"; no port, no zone.
  static std::optional<Address> parse(std::string_view text);
  bool operator==(Address const&) const = default;
};

// "10.0.0.0/8", "fd00::/8", or one address.
class Network {
 public:
  // Errors: bad_request, with a sentence for whoever wrote the configuration.
  static Result<Network> parse(std::string_view text);
  bool contains(Address const& address) const;

 private:
  Address address_;
  unsigned prefix_bits_ = 128;  // of the mapped form
};

struct ProxyPolicy {
  std::vector<Network> trusted;
  std::optional<Origin> base_url;  // if set, what every URL begins with, whatever the request says
  std::string path_prefix;         // "/images": what the paths that reach us begin with, "" for nothing

  // Whether anything that a peer of this address forwards is believed.
  bool trusts(Address const& address) const;
};

// What the socket knows.
struct Arrival {
  std::string_view peer;   // the peer's address, without its port
  std::string_view local;  // our own address and port, for clients of HTTP/1.0 that name no host
  bool is_tls = false;
};

struct Client {
  Origin origin;
  std::string address;
};

// The client and the origin. Errors: bad_request for a Host that is none or more than one; whatever a proxy forwards
// that makes no sense is ignored.
Result<Client> identify_client(Arrival const& arrival, Fields const& fields, ProxyPolicy const& policy);

// "example.org", "example.org:8080", "192.0.2.1", "[2001:db8::1]:443" – nothing else, so that it can stand in any URL,
// header or page. https://www.rfc-editor.org/rfc/rfc9110#section-7.2
bool is_valid_authority(std::string_view text);

// "" or "/a/b": no slash at its end, nothing that could lead elsewhere ("//host", "..").
bool is_valid_path_prefix(std::string_view text);

// "https://iiif.example.org/images" → its Origin. Errors: bad_request with a sentence.
Result<Origin> parse_base_url(std::string_view text);

}  // namespace triforium::http
