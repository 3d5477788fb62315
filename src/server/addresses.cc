#include "server/addresses.h"

namespace triforium::server {
namespace {

// "::ffff:192.0.2.1", as a dual-stack socket says it, is 192.0.2.1.
std::string text_of(boost::asio::ip::address const& address) {
  if (address.is_v6() && address.to_v6().is_v4_mapped())
    return boost::asio::ip::make_address_v4(boost::asio::ip::v4_mapped, address.to_v6()).to_string();
  return address.to_string();
}

}  // namespace

std::string peer_of(boost::asio::ip::tcp::socket const& socket) {
  boost::system::error_code error;
  auto const endpoint = socket.remote_endpoint(error);
  return error ? std::string() : text_of(endpoint.address());
}

std::string local_of(boost::asio::ip::tcp::socket const& socket) {
  boost::system::error_code error;
  auto const endpoint = socket.local_endpoint(error);
  if (error) return "localhost";
  std::string const host = text_of(endpoint.address());
  bool const is_ipv6 = host.find(':') != std::string::npos;
  return (is_ipv6 ? "[" + host + "]" : host) + ":" + std::to_string(endpoint.port());
}

}  // namespace triforium::server
