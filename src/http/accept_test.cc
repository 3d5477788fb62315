#include "http/accept.h"

#include <gtest/gtest.h>

#include <array>

namespace triforium::http {
namespace {

constexpr std::string_view kJson = "application/json";
constexpr std::string_view kLd = "application/ld+json;profile=\"http://iiif.io/api/image/3/context.json\"";
constexpr std::string_view kLd2 = "application/ld+json;profile=\"http://iiif.io/api/image/2/context.json\"";

std::optional<std::size_t> choose(std::string_view accept) {
  std::array<std::string_view, 3> const offers{kJson, kLd, kLd2};
  return preferred(accept, offers);
}

TEST(Accept, TheFirstOfferWinsAmongEquals) {
  EXPECT_EQ(choose(""), 0U);
  EXPECT_EQ(choose("*/*"), 0U);
  EXPECT_EQ(choose("application/*"), 0U);
  EXPECT_EQ(choose("application/ld+json"), 1U);
  EXPECT_EQ(choose("application/ld+json, application/json"), 0U);
}

TEST(Accept, WeightsDecide) {
  EXPECT_EQ(choose("application/json;q=0.5, application/ld+json"), 1U);
  EXPECT_EQ(choose("application/json;q=0.5, application/ld+json;q=0.4"), 0U);
  EXPECT_EQ(choose("application/json;q=0, */*;q=0.1"), 1U);
  EXPECT_EQ(choose("text/html"), std::nullopt);
  EXPECT_EQ(choose("*/*;q=0"), std::nullopt);
}

TEST(Accept, ProfilesSelect) {
  EXPECT_EQ(choose(kLd2), 2U);
  EXPECT_EQ(choose(kLd), 1U);
  EXPECT_EQ(choose("application/ld+json;profile=http://iiif.io/api/image/2/context.json"), 2U);
  EXPECT_EQ(choose("application/ld+json;profile=\"urn:x http://iiif.io/api/image/2/context.json\";q=0.9"), 2U);
  EXPECT_EQ(choose("application/ld+json;profile=\"urn:unknown\""), std::nullopt);
  EXPECT_EQ(choose("application/ld+json;profile=\"urn:unknown\", */*;q=0.1"), 0U);
  EXPECT_EQ(choose(std::string(kLd2) + ", application/json;q=0.9"), 2U);
}

// RFC 9110, section 12.5.1, the example for precedence.
TEST(Accept, TheMostSpecificRangeDecides) {
  auto const ranges = parse_accept(
      "text/*;q=0.3, text/plain;q=0.7, text/plain;format=flowed, text/plain;format=fixed;q=0.4, */*;q=0.5");
  auto const quality = [&](std::string_view type) { return quality_of(ranges, *parse_media_type(type)); };
  EXPECT_EQ(quality("text/plain;format=flowed"), 1000);
  EXPECT_EQ(quality("text/plain"), 700);
  EXPECT_EQ(quality("text/html"), 300);
  EXPECT_EQ(quality("image/jpeg"), 500);
  EXPECT_EQ(quality("text/plain;format=fixed"), 400);
  EXPECT_EQ(quality("text/html;level=3"), 300);
}

TEST(Accept, BrowsersGetPages) {
  std::array<std::string_view, 2> const offers{"application/problem+json", "text/html"};
  EXPECT_EQ(preferred("text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8", offers), 1U);
  EXPECT_EQ(preferred("image/avif,image/webp,*/*", offers), 0U);
}

TEST(Accept, IsPatient) {
  EXPECT_EQ(choose("  ,, ;q=1, application/json ; q = .8 ,"), 0U);
  EXPECT_EQ(choose("*;q=.2"), 0U);
  EXPECT_EQ(choose("APPLICATION/LD+JSON;Profile=\"http://iiif.io/api/image/3/context.json\""), 1U);
  EXPECT_EQ(choose("application/json;q=nonsense"), 0U);
  EXPECT_EQ(choose("application/ld+json;profile=\"unterminated, application/json"), std::nullopt);
  EXPECT_EQ(choose("application/ld+json;x=\"a\\\"b,c\", application/json;q=0.1"), 0U);
}

TEST(MediaType, Parses) {
  auto const type = parse_media_type(" Text/HTML ; Charset=\"utf\\-8\"; empty=; =x ");
  ASSERT_TRUE(type);
  EXPECT_EQ(type->type, "text");
  EXPECT_EQ(type->subtype, "html");
  EXPECT_EQ(type->parameter("charset"), "utf-8");
  EXPECT_EQ(type->parameter("empty"), "");
  EXPECT_EQ(type->parameters.size(), 2U);
  EXPECT_FALSE(parse_media_type("text"));
  EXPECT_FALSE(parse_media_type("/"));
  EXPECT_FALSE(parse_media_type(""));
}

}  // namespace
}  // namespace triforium::http
