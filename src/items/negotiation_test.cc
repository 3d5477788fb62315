#include "items/negotiation.h"

#include <gtest/gtest.h>

#include <array>

#include "items/packing.h"

namespace triforium::items {
namespace {

constexpr auto kBrowser = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8";
constexpr auto kUnquoted = "application/ld+json;profile=http://iiif.io/api/presentation/2/context.json";

TEST(Negotiation, AnswersLinkedDataUnlessPlainJsonIsPreferred) {
  auto const linked = linked_data_type(3);
  EXPECT_EQ(linked, "application/ld+json;profile=\"http://iiif.io/api/presentation/3/context.json\"");
  EXPECT_EQ(document_type("", 3), linked);
  EXPECT_EQ(document_type("*/*", 3), linked);
  EXPECT_EQ(document_type("application/ld+json", 3), linked);
  EXPECT_EQ(document_type(kUnquoted, 2), linked_data_type(2));
  EXPECT_EQ(document_type("application/json", 3), "application/json");
  EXPECT_EQ(document_type("application/json, application/ld+json;q=0.5", 3), "application/json");
  EXPECT_EQ(document_type(kBrowser, 3), "application/json");
  EXPECT_EQ(document_type("image/png", 3), linked);
}

TEST(Negotiation, ChoosesTheVersionOfAName) {
  std::array<int, 3> const versions{3, 2, 4};
  auto const version = [&](std::string_view accept) { return name_preference(accept, versions).version; };
  EXPECT_EQ(version(""), 3);
  EXPECT_EQ(version("application/ld+json"), 3);
  EXPECT_EQ(version(kUnquoted), 2);
  EXPECT_EQ(version(linked_data_type(4)), 4);
  EXPECT_EQ(version(linked_data_type(4) + ";q=0.5, " + linked_data_type(2)), 2);
  EXPECT_EQ(version("application/json"), 3);
  EXPECT_TRUE(name_preference(kBrowser, versions).wants_page);
  EXPECT_FALSE(name_preference("*/*", versions).wants_page);
}

TEST(Negotiation, ChoosesTheSmallestEncoding) {
  EXPECT_EQ(choose_encoding(""), Encoding::identity);
  EXPECT_EQ(choose_encoding("gzip, deflate, br"), Encoding::brotli);
  EXPECT_EQ(choose_encoding("gzip;q=0.5, br;q=0"), Encoding::gzip);
  EXPECT_EQ(choose_encoding("gzip;q=0.000"), Encoding::identity);
  EXPECT_EQ(choose_encoding("*"), Encoding::brotli);
  EXPECT_EQ(choose_encoding("br;q=0, *"), Encoding::gzip);
  EXPECT_EQ(choose_encoding("identity"), Encoding::identity);
}

TEST(Negotiation, PacksSmaller) {
  std::string const text(10'000, 'x');
  EXPECT_EQ(pack(text, Encoding::identity).value_or(""), text);
  EXPECT_LT(pack(text, Encoding::gzip)->size(), 200U);
  EXPECT_LT(pack(text, Encoding::brotli)->size(), 200U);
  EXPECT_TRUE(pack(text, Encoding::gzip)->starts_with("\x1f\x8b"));
  EXPECT_TRUE(pack("", Encoding::brotli));
}

}  // namespace
}  // namespace triforium::items
