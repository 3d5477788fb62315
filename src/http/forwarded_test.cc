#include "http/forwarded.h"

#include <gtest/gtest.h>

namespace triforium::http {
namespace {

using Pairs = std::initializer_list<std::pair<char const*, char const*>>;

ProxyPolicy policy() {
  ProxyPolicy policy;
  for (auto const* network : {"10.0.0.0/8", "fd00::/8", "127.0.0.1"})
    policy.trusted.push_back(*Network::parse(network));
  return policy;
}

// "base URL | client", or the error.
std::string identify(Pairs fields, std::string_view peer = "10.1.2.3", ProxyPolicy const& rules = policy()) {
  Fields all;
  for (auto const& [name, value] : fields)
    all.add(name, value);
  auto const client = identify_client({peer, "127.0.0.1:8080", false}, all, rules);
  return client ? client->origin.base_url() + " | " + client->address : "error: " + client.error().message;
}

TEST(Forwarded, WithoutProxiesTheHostDecides) {
  EXPECT_EQ(identify({{"Host", "a.example:8080"}}, "192.0.2.1"), "http://a.example:8080 | 192.0.2.1");
  EXPECT_EQ(identify({}, "192.0.2.1"), "http://127.0.0.1:8080 | 192.0.2.1");
  EXPECT_EQ(identify({{"Host", "[::1]:80"}}, "::1"), "http://[::1]:80 | ::1");
}

TEST(Forwarded, BadHostsAreRefused) {
  for (auto const* host :
       {"a b", "a/b", "a:0", "a:99999", "a:", "a@b", "<a>", "[::1", "[a]", "a\"b", ":80", "a:8a", "[1.2.3.4]"})
    EXPECT_EQ(identify({{"Host", host}}).substr(0, 6), "error:") << host;
  EXPECT_EQ(identify({{"Host", "a"}, {"Host", "a"}}).substr(0, 6), "error:");
}

TEST(Forwarded, StrangersAreNotBelieved) {
  EXPECT_EQ(identify({{"Host", "a"}, {"X-Forwarded-Proto", "https"}, {"X-Forwarded-For", "1.2.3.4"}}, "192.0.2.1"),
            "http://a | 192.0.2.1");
  EXPECT_EQ(identify({{"Host", "a"}, {"Forwarded", "proto=https;host=evil"}}, "192.0.2.1"), "http://a | 192.0.2.1");
}

TEST(XForwarded, OneProxy) {
  EXPECT_EQ(identify({{"Host", "inner:8080"},
                      {"X-Forwarded-For", "192.0.2.9"},
                      {"X-Forwarded-Proto", "https"},
                      {"X-Forwarded-Host", "iiif.example.org"},
                      {"X-Forwarded-Prefix", "/images/"}}),
            "https://iiif.example.org/images | 192.0.2.9");
  EXPECT_EQ(identify({{"Host", "a"}, {"X-Forwarded-Proto", "https"}, {"X-Forwarded-Port", "8443"}}),
            "https://a:8443 | 10.1.2.3");
  EXPECT_EQ(identify({{"Host", "a"}, {"X-Forwarded-Proto", "https"}, {"X-Forwarded-Port", "443"}}),
            "https://a | 10.1.2.3");
  EXPECT_EQ(identify({{"Host", "a:81"}, {"X-Forwarded-Port", "82"}}), "http://a:81 | 10.1.2.3");
}

TEST(XForwarded, SeveralProxiesAndALyingClient) {
  // The client wrote 6.6.6.6, the outer proxy added the client, the inner one the outer.
  EXPECT_EQ(identify({{"Host", "a"}, {"X-Forwarded-For", "6.6.6.6, 192.0.2.9, 10.9.9.9"}}), "http://a | 192.0.2.9");
  EXPECT_EQ(identify({{"Host", "a"}, {"X-Forwarded-For", "6.6.6.6"}, {"X-Forwarded-For", "192.0.2.9"}}),
            "http://a | 192.0.2.9");
  EXPECT_EQ(identify({{"Host", "a"},
                      {"X-Forwarded-For", "6.6.6.6, 192.0.2.9, 10.9.9.9"},
                      {"X-Forwarded-Proto", "gopher, https, http"}}),
            "https://a | 192.0.2.9");
}

TEST(XForwarded, NonsenseIsIgnored) {
  EXPECT_EQ(identify({{"Host", "a"},
                      {"X-Forwarded-For", "unknown"},
                      {"X-Forwarded-Proto", "javascript"},
                      {"X-Forwarded-Host", "evil\r\nSet-Cookie: x"},
                      {"X-Forwarded-Port", "0"},
                      {"X-Forwarded-Prefix", "//evil.example"}}),
            "http://a | 10.1.2.3");
  EXPECT_EQ(identify({{"Host", "a"}, {"X-Forwarded-Prefix", "/a/../b"}}), "http://a | 10.1.2.3");
  EXPECT_EQ(identify({{"Host", "a"}, {"X-Forwarded-For", ", ,"}}), "http://a | 10.1.2.3");
}

TEST(XForwarded, APrefixIsNeverDoubled) {
  auto rules = policy();
  rules.path_prefix = "/images";
  EXPECT_EQ(identify({{"Host", "a"}, {"X-Forwarded-Prefix", "/images"}}, "10.1.2.3", rules),
            "http://a/images | 10.1.2.3");
  EXPECT_EQ(identify({{"Host", "a"}, {"X-Forwarded-Prefix", "/outer"}}, "10.1.2.3", rules),
            "http://a/outer/images | 10.1.2.3");
}

// The examples of RFC 7239, section 4.
TEST(Forwarded, ReadsTheStandardForm) {
  EXPECT_EQ(identify({{"Host", "a"}, {"Forwarded", "for=192.0.2.60;proto=https;by=203.0.113.43"}}),
            "https://a | 192.0.2.60");
  EXPECT_EQ(identify({{"Host", "a"}, {"Forwarded", "For=\"[2001:db8:cafe::17]:4711\""}}),
            "http://a | 2001:db8:cafe::17");
  EXPECT_EQ(identify({{"Host", "a"}, {"Forwarded", "for=6.6.6.6;host=evil, for=192.0.2.43;host=b, for=10.1.1.1"}}),
            "http://b | 192.0.2.43");
  EXPECT_EQ(identify({{"Host", "a"}, {"Forwarded", "for=\"_gazonk\";host=\"b:8\""}}), "http://b:8 | 10.1.2.3");
  EXPECT_EQ(identify({{"Host", "a"}, {"Forwarded", ";;=,;\"=\";for"}}), "http://a | 10.1.2.3");
}

TEST(Forwarded, AConfiguredBaseUrlWins) {
  auto rules = policy();
  rules.base_url = *parse_base_url("https://iiif.example.org/x/");
  EXPECT_EQ(identify({{"Host", "a"}, {"X-Forwarded-Host", "b"}, {"X-Forwarded-For", "192.0.2.9"}}, "10.1.2.3", rules),
            "https://iiif.example.org/x | 192.0.2.9");
}

TEST(BaseUrl, SaysWhatIsWrong) {
  EXPECT_FALSE(parse_base_url("iiif.example.org"));
  EXPECT_FALSE(parse_base_url("ftp://a"));
  EXPECT_FALSE(parse_base_url("http://"));
  EXPECT_FALSE(parse_base_url("http://a b"));
  EXPECT_FALSE(parse_base_url("http://a/b?c"));
  EXPECT_EQ(parse_base_url("HTTPS://a:1//")->base_url(), "https://a:1");
}

TEST(Network, Contains) {
  auto const contains = [](char const* network, char const* address) {
    return Network::parse(network)->contains(*Address::parse(address));
  };
  EXPECT_TRUE(contains("10.0.0.0/8", "10.255.0.1"));
  EXPECT_FALSE(contains("10.0.0.0/8", "11.0.0.1"));
  EXPECT_TRUE(contains("192.168.1.128/25", "192.168.1.200"));
  EXPECT_FALSE(contains("192.168.1.128/25", "192.168.1.100"));
  EXPECT_TRUE(contains("10.0.0.0/8", "::ffff:10.1.1.1"));
  EXPECT_TRUE(contains("0.0.0.0/0", "8.8.8.8"));
  EXPECT_FALSE(contains("0.0.0.0/0", "2001:db8::1"));
  EXPECT_TRUE(contains("::/0", "2001:db8::1"));
  EXPECT_TRUE(contains("2001:db8::/33", "2001:db8:7fff::1"));
  EXPECT_FALSE(contains("2001:db8::/33", "2001:db8:8000::1"));
  EXPECT_TRUE(contains("::1", "::1"));
  for (auto const* text : {"", "10.0.0.0/33", "a", "10.0.0/8", "::/129", "10.0.0.0/", "10.0.0.0/-1"})
    EXPECT_FALSE(Network::parse(text)) << text;
}

}  // namespace
}  // namespace triforium::http
