// The two ends of a connection, as text.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <string>

namespace triforium::server {

// "192.0.2.1" or "2001:db8::1"; empty if the client has gone already.
std::string peer_of(boost::asio::ip::tcp::socket const& socket);

// "192.0.2.1:8080" or "[2001:db8::1]:8080", as a URL has it; "localhost" if the client has gone already.
std::string local_of(boost::asio::ip::tcp::socket const& socket);

}  // namespace triforium::server
