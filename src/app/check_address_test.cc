#include "app/check_address.h"

#include <gtest/gtest.h>

namespace triforium::app {
namespace {

Fetched fetched_from(std::string url) {
  Fetched fetched;
  fetched.urls = {std::move(url)};
  fetched.response.status = 200;
  fetched.response.allow_origin = "*";
  fetched.response.content_type =
      "application/ld+json;profile=\"http://iiif.io/api/presentation/3/context.json\"; charset=utf-8";
  return fetched;
}

std::string rules_of(Fetched const& fetched, std::string_view document) {
  auto const report = check_answer(fetched, boost::json::parse(document), presentation::Version::v3);
  std::string rules;
  for (auto const& finding : report.findings)
    rules += (rules.empty() ? "" : " ") + finding.rule + "@" + finding.pointer;
  return rules;
}

constexpr auto kUrl = "https://a.example/m";
constexpr auto kDocument = R"({"id":"https://a.example/m","rights":"http://b"})";

TEST(CheckAddress, HasNothingToSayOfAGoodAnswer) {
  EXPECT_EQ(rules_of(fetched_from(kUrl), kDocument), "");
}

TEST(CheckAddress, TellsWhatKeepsViewersOut) {
  auto fetched = fetched_from(kUrl);
  fetched.response.allow_origin.clear();
  fetched.response.content_type = "text/html";
  EXPECT_EQ(rules_of(fetched, kDocument), "http-cors@ http-content-type@");
  fetched = fetched_from(kUrl);
  fetched.response.content_type = "application/ld+json;profile=http://iiif.io/api/presentation/2/context.json";
  EXPECT_EQ(rules_of(fetched, kDocument), "http-profile@");
}

TEST(CheckAddress, ComparesTheIdWithEveryAddressOnTheWay) {
  auto fetched = fetched_from("https://a.example/other");
  EXPECT_EQ(rules_of(fetched, kDocument), "id-is-address@/id");
  fetched.urls = {kUrl, "https://a.example/other"};
  EXPECT_EQ(rules_of(fetched, kDocument), "");
  fetched.urls = {kUrl, "https://a.example/b", "http://a.example/c"};
  EXPECT_EQ(rules_of(fetched, kDocument), "http-redirect-insecure@ http-redirects@");
}

TEST(CheckAddress, FindsWhatBrowsersWillNotLoad) {
  constexpr auto kMixed = R"({"id":"https://a.example/m","items":[{"type":"Image","id":"http://a.example/i.jpg",
      "service":[{"@type":"ImageService2","@id":"http://a.example/i"}]}]})";
  EXPECT_EQ(rules_of(fetched_from(kUrl), kMixed), "http-mixed@/items/0/id http-mixed@/items/0/service/0/@id");
  auto insecure = fetched_from("http://a.example/m");
  insecure.urls.insert(insecure.urls.begin(), kUrl);
  EXPECT_EQ(rules_of(insecure, kMixed), "http-redirect-insecure@");
}

}  // namespace
}  // namespace triforium::app
