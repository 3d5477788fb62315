#include "http/forwarded.h"

#include <arpa/inet.h>

#include <algorithm>
#include <cstring>

#include "base/text.h"

namespace triforium::http {
namespace {

constexpr std::size_t kMaxAuthority = 260;  // a host name's 253, a colon, a port
constexpr std::size_t kMaxPrefix = 256;

bool is_alphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_valid_port(std::string_view text) {
  auto const port = parse_unsigned(text, 65535);
  return port && *port > 0 && text.size() <= 5;
}

// "a, b" → the elements, trimmed; those of quoted strings stay together.
std::vector<std::string_view> list_elements(std::string_view text, char separator) {
  std::vector<std::string_view> elements;
  std::size_t start = 0;
  bool is_quoted = false;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    if (i < text.size() && text[i] == '"') is_quoted = !is_quoted;
    if (i < text.size() && (text[i] != separator || is_quoted)) continue;
    elements.push_back(trim(text.substr(start, i - start)));
    start = i + 1;
  }
  return elements;
}

std::string_view unquoted(std::string_view text) {
  bool const is_quoted = text.size() >= 2 && text.front() == '"' && text.back() == '"';
  return is_quoted ? text.substr(1, text.size() - 2) : text;
}

// The address of "192.0.2.43", "192.0.2.43:47011", "[2001:db8::1]:4711" or "2001:db8::1"; of "unknown" and "_hidden"
// none.
std::string_view without_port(std::string_view node) {
  if (!node.empty() && node.front() == '[') return node.substr(0, node.find(']') + 1);
  auto const colon = node.find(':');
  bool const is_ipv6 = colon != std::string_view::npos && node.find(':', colon + 1) != std::string_view::npos;
  return is_ipv6 ? node : node.substr(0, colon);
}

std::string text_of(Address const& address) {
  char text[INET6_ADDRSTRLEN] = {};
  static constexpr std::uint8_t kMapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  if (std::memcmp(address.bytes.data(), kMapped, sizeof kMapped) == 0) {
    inet_ntop(AF_INET, address.bytes.data() + 12, text, sizeof text);
  } else {
    inet_ntop(AF_INET6, address.bytes.data(), text, sizeof text);
  }
  return text;
}

// What one proxy says about the request that it received. Empty: it does not say.
struct Hop {
  std::string_view from;  // who sent it the request, maybe with a port
  std::string_view scheme;
  std::string_view host;
};

// https://www.rfc-editor.org/rfc/rfc7239#section-4
//
//   Forwarded = 1#forwarded-element      forwarded-element = [ forwarded-pair ] *( ";" [ forwarded-pair ] )
std::vector<Hop> hops_of_forwarded(std::string_view header) {
  std::vector<Hop> hops;
  for (auto const element : list_elements(header, ',')) {
    Hop& hop = hops.emplace_back();
    for (auto const pair : list_elements(element, ';')) {
      auto const equals = pair.find('=');
      if (equals == std::string_view::npos) continue;
      std::string_view const name = trim(pair.substr(0, equals));
      std::string_view const value = unquoted(trim(pair.substr(equals + 1)));
      if (equals_ignoring_case(name, "for")) hop.from = value;
      if (equals_ignoring_case(name, "proto")) hop.scheme = value;
      if (equals_ignoring_case(name, "host")) hop.host = value;
    }
  }
  return hops;
}

// How many hops, counted from the last, were written by proxies that we trust, and who spoke to the outermost of them.
struct Trail {
  std::size_t trusted_hops = 0;
  std::optional<Address> client;
};

// The last element was added by our peer. If the sender that it names is trusted too, so is the element before it.
Trail follow(std::vector<std::string_view> const& senders, ProxyPolicy const& policy) {
  Trail trail;
  for (auto sender = senders.rbegin(); sender != senders.rend(); ++sender) {
    ++trail.trusted_hops;
    auto const address = Address::parse(without_port(*sender));
    if (!address) break;  // "unknown", "_hidden" or nonsense: nothing before it can be believed
    trail.client = address;
    if (!policy.trusts(*address)) break;
  }
  return trail;
}

// Owns its text: the header that it was read from may have been joined of several.
struct Forwarded {
  std::optional<Address> client;
  std::string scheme;
  std::string host;
  std::string port;
  std::string prefix;
};

Forwarded read_forwarded(std::string_view header, ProxyPolicy const& policy) {
  auto const hops = hops_of_forwarded(header);
  std::vector<std::string_view> senders;
  for (auto const& hop : hops)
    senders.push_back(hop.from);
  Trail const trail = follow(senders, policy);
  Forwarded forwarded{trail.client, {}, {}, {}, {}};
  // The outermost trusted proxy saw what the client asked for; those behind it may only repeat it.
  for (std::size_t i = hops.size(); i > hops.size() - trail.trusted_hops; --i) {
    if (!hops[i - 1].scheme.empty()) forwarded.scheme = hops[i - 1].scheme;
    if (!hops[i - 1].host.empty()) forwarded.host = hops[i - 1].host;
  }
  return forwarded;
}

// Of "https, http" what the outermost trusted proxy wrote: proxies append, so with n of them it is the nth from the
// end. Nearly all write one value only.
std::string_view outermost_trusted(Fields const& fields, std::string_view name, std::size_t trusted_hops) {
  auto const header = fields.find(name);
  if (!header) return {};
  auto const values = list_elements(*header, ',');
  std::size_t const back = std::min(std::max<std::size_t>(trusted_hops, 1), values.size());
  return values[values.size() - back];
}

Forwarded read_x_forwarded(Fields const& fields, ProxyPolicy const& policy) {
  auto const chain = fields.find_all("X-Forwarded-For");
  Trail trail;
  if (chain) trail = follow(list_elements(*chain, ','), policy);
  auto const value = [&](std::string_view name) {
    return std::string(outermost_trusted(fields, name, trail.trusted_hops));
  };
  return {trail.client, value("X-Forwarded-Proto"), value("X-Forwarded-Host"), value("X-Forwarded-Port"),
          value("X-Forwarded-Prefix")};
}

// Of a proxy that sends both, X-Forwarded-* are its own: every common proxy writes them, and lets a Forwarded that a
// client made up pass.
Forwarded read_proxy_fields(Fields const& fields, ProxyPolicy const& policy) {
  bool const has_x = fields.has("X-Forwarded-For") || fields.has("X-Forwarded-Proto") ||
                     fields.has("X-Forwarded-Host") || fields.has("X-Forwarded-Port") ||
                     fields.has("X-Forwarded-Prefix");
  auto const header = has_x ? std::nullopt : fields.find_all("Forwarded");
  return header ? read_forwarded(*header, policy) : read_x_forwarded(fields, policy);
}

bool has_port(std::string_view authority) {
  auto const bracket = authority.rfind(']');
  return authority.find(':', bracket == std::string_view::npos ? 0 : bracket) != std::string_view::npos;
}

bool is_default_port(std::string_view scheme, std::string_view port) {
  return (scheme == "http" && port == "80") || (scheme == "https" && port == "443");
}

void apply_forwarded(Forwarded const& forwarded, Client& client) {
  Origin& origin = client.origin;
  if (forwarded.client) client.address = text_of(*forwarded.client);
  if (equals_ignoring_case(forwarded.scheme, "https")) origin.scheme = "https";
  if (equals_ignoring_case(forwarded.scheme, "http")) origin.scheme = "http";
  if (is_valid_authority(forwarded.host)) origin.authority = forwarded.host;
  bool const is_port_known = has_port(origin.authority) || is_default_port(origin.scheme, forwarded.port);
  if (is_valid_port(forwarded.port) && !is_port_known) origin.authority += ":" + forwarded.port;

  std::string_view prefix = forwarded.prefix;
  while (!prefix.empty() && prefix.back() == '/')
    prefix.remove_suffix(1);
  // A proxy that names the prefix it was configured with, and one that has stripped it, look the same: never double it.
  if (is_valid_path_prefix(prefix) && prefix != origin.path_prefix)
    origin.path_prefix = std::string(prefix) + origin.path_prefix;
}

// https://www.rfc-editor.org/rfc/rfc9112#section-3.2
//
// "A server MUST respond with a 400 (Bad Request) status code to any HTTP/1.1 request message that lacks a Host header
//  field and to any request message that contains more than one Host header field line or a Host header field with an
//  invalid field value." That it is there is the connection's to check: it knows the version.
Result<std::string> host_of(Arrival const& arrival, Fields const& fields) {
  auto const host = fields.find("Host");
  if (!host) return std::string(arrival.local);
  auto const count = std::count_if(fields.begin(), fields.end(),
                                   [](auto const& field) { return equals_ignoring_case(field.first, "Host"); });
  if (count > 1) return fail(ErrorKind::bad_request, "The request has more than one Host.");
  if (host->empty()) return std::string(arrival.local);
  if (!is_valid_authority(*host))
    return fail(ErrorKind::bad_request, "The Host of the request, " + quoted(*host) + ", is no host name.");
  return std::string(*host);
}

}  // namespace

std::optional<Address> Address::parse(std::string_view text) {
  if (text.size() > 2 && text.front() == '[' && text.back() == ']') text = text.substr(1, text.size() - 2);
  char buffer[INET6_ADDRSTRLEN] = {};
  if (text.empty() || text.size() >= sizeof buffer || text.find('\0') != std::string_view::npos) return std::nullopt;
  std::copy(text.begin(), text.end(), buffer);
  Address address;
  if (inet_pton(AF_INET6, buffer, address.bytes.data()) == 1) return address;
  if (inet_pton(AF_INET, buffer, address.bytes.data() + 12) != 1) return std::nullopt;
  std::fill_n(address.bytes.begin(), 10, std::uint8_t{0});
  address.bytes[10] = address.bytes[11] = 0xff;
  return address;
}

Result<Network> Network::parse(std::string_view text) {
  auto const slash = text.find('/');
  std::string_view const host = text.substr(0, slash);
  auto const address = Address::parse(host);
  if (!address) return fail(ErrorKind::bad_request, quoted(text) + " is no address or network such as 10.0.0.0/8.");
  bool const is_ipv6 = host.find(':') != std::string_view::npos;
  unsigned const bits = is_ipv6 ? 128 : 32;
  Network network;
  network.address_ = *address;
  if (slash != std::string_view::npos) {
    auto const length = parse_unsigned(text.substr(slash + 1), bits);
    if (!length)
      return fail(ErrorKind::bad_request,
                  quoted(text) + " has no prefix length from 0 to " + std::to_string(bits) + ".");
    network.prefix_bits_ = 128 - bits + static_cast<unsigned>(*length);
  }
  return network;
}

bool Network::contains(Address const& address) const {
  unsigned const whole = prefix_bits_ / 8;
  if (!std::equal(address_.bytes.begin(), address_.bytes.begin() + whole, address.bytes.begin())) return false;
  unsigned const rest = prefix_bits_ % 8;
  if (rest == 0) return true;
  return ((address_.bytes[whole] ^ address.bytes[whole]) >> (8 - rest)) == 0;
}

bool ProxyPolicy::trusts(Address const& address) const {
  return std::any_of(trusted.begin(), trusted.end(), [&](Network const& network) { return network.contains(address); });
}

bool is_valid_authority(std::string_view text) {
  if (text.empty() || text.size() > kMaxAuthority) return false;
  std::string_view host = text;
  if (text.front() == '[') {
    auto const close = text.find(']');
    if (close == std::string_view::npos || !Address::parse(text.substr(0, close + 1))) return false;
    if (text.substr(0, close).find(':') == std::string_view::npos) return false;  // [192.0.2.1]
    host = text.substr(0, close + 1);
  } else {
    host = text.substr(0, text.find(':'));
    // RFC 3986 would also allow %41 and sub-delims in a reg-name; no name on the Internet has them, attacks do.
    auto const is_host_char = [](char c) { return is_alphanumeric(c) || c == '-' || c == '.' || c == '_'; };
    if (host.empty() || !std::all_of(host.begin(), host.end(), is_host_char)) return false;
  }
  std::string_view const rest = text.substr(host.size());
  return rest.empty() || (rest.front() == ':' && is_valid_port(rest.substr(1)));
}

bool is_valid_path_prefix(std::string_view text) {
  if (text.empty()) return true;
  if (text.size() > kMaxPrefix || text.front() != '/') return false;
  auto const is_allowed = [](char c) {
    return is_alphanumeric(c) || std::string_view("-._~!$&'()*+,;=:@%/").find(c) != std::string_view::npos;
  };
  if (!std::all_of(text.begin(), text.end(), is_allowed)) return false;
  auto const segments = split(text.substr(1), '/');
  return std::none_of(segments.begin(), segments.end(),
                      [](std::string_view segment) { return segment.empty() || segment == "." || segment == ".."; });
}

Result<Origin> parse_base_url(std::string_view text) {
  Origin origin;
  auto const colon = text.find("://");
  origin.scheme = to_lower(text.substr(0, colon == std::string_view::npos ? 0 : colon));
  if (origin.scheme != "http" && origin.scheme != "https")
    return fail(ErrorKind::bad_request, "The base URL " + quoted(text) + " does not begin with http:// or https://.");
  std::string_view rest = text.substr(colon + 3);
  auto const slash = rest.find('/');
  origin.authority = std::string(rest.substr(0, slash));
  rest = slash == std::string_view::npos ? std::string_view() : rest.substr(slash);
  while (!rest.empty() && rest.back() == '/')
    rest.remove_suffix(1);
  origin.path_prefix = std::string(rest);
  if (!is_valid_authority(origin.authority))
    return fail(ErrorKind::bad_request, "The base URL " + quoted(text) + " has no valid host.");
  if (!is_valid_path_prefix(rest))
    return fail(ErrorKind::bad_request, "The path of the base URL " + quoted(text) + " cannot begin other URLs.");
  return origin;
}

Result<Client> identify_client(Arrival const& arrival, Fields const& fields, ProxyPolicy const& policy) {
  TRIFORIUM_TRY(std::string host, host_of(arrival, fields));
  Client client{{arrival.is_tls ? "https" : "http", std::move(host), policy.path_prefix}, std::string(arrival.peer)};
  if (!policy.trusted.empty()) {
    auto const peer = Address::parse(arrival.peer);
    if (peer && policy.trusts(*peer)) apply_forwarded(read_proxy_fields(fields, policy), client);
  }
  if (policy.base_url) client.origin = *policy.base_url;
  return client;
}

}  // namespace triforium::http
