#include "storage/public_address.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>

#include <string>

namespace triforium::storage {
namespace {

bool is_public(std::string const& text) {
  sockaddr_storage room{};
  auto* const four = reinterpret_cast<sockaddr_in*>(&room);
  auto* const six = reinterpret_cast<sockaddr_in6*>(&room);
  if (::inet_pton(AF_INET, text.c_str(), &four->sin_addr) == 1) {
    room.ss_family = AF_INET;
  } else {
    EXPECT_EQ(::inet_pton(AF_INET6, text.c_str(), &six->sin6_addr), 1) << text;
    room.ss_family = AF_INET6;
  }
  return storage::is_public(reinterpret_cast<sockaddr const&>(room));
}

TEST(PublicAddress, IsOnTheInternet) {
  for (auto const* address : {"8.8.8.8", "172.15.0.1", "172.32.0.1", "193.0.0.1", "2a00:1450:4001::1",
                              "64:ff9b::808:808", "::ffff:8.8.8.8", "2002:808:808::1"})
    EXPECT_TRUE(is_public(address)) << address;
}

TEST(PublicAddress, IsNotBehindOurDoor) {
  for (auto const* address : {"0.0.0.0",
                              "10.1.2.3",
                              "100.64.0.1",
                              "127.0.0.1",
                              "169.254.169.254",
                              "172.16.0.1",
                              "172.31.255.255",
                              "192.168.1.1",
                              "224.0.0.1",
                              "255.255.255.255",
                              "::",
                              "::1",
                              "fe80::1",
                              "fc00::1",
                              "fd00::1",
                              "ff02::1",
                              "::ffff:127.0.0.1",
                              "64:ff9b::7f00:1",
                              "2002:a00:1::1",
                              "2001::1",
                              "2001:db8::1"})
    EXPECT_FALSE(is_public(address)) << address;
}

TEST(PublicAddress, IsOfTheInternetProtocol) {
  sockaddr local{};
  local.sa_family = AF_UNIX;
  EXPECT_FALSE(storage::is_public(local));
}

}  // namespace
}  // namespace triforium::storage
