// Whether an address is one of the public Internet. What is fetched because a document from outside names it must not
// reach the machines behind our own door.
//
// https://www.iana.org/assignments/iana-ipv4-special-registry/
// https://www.iana.org/assignments/iana-ipv6-special-registry/
#pragma once

#include <sys/socket.h>

namespace triforium::storage {

// False for loopback, private, link-local, shared and reserved addresses, for multicast, for IPv6 that carries such an
// IPv4 address, and for what is neither IPv4 nor IPv6. Pure.
bool is_public(sockaddr const& address);

}  // namespace triforium::storage
