#include "presentation/marker.h"

#include <gtest/gtest.h>

namespace triforium::presentation {
namespace {

constexpr std::string_view kBase = "https://iiif.example.org/triforium";

TEST(Marker, ReplacesTheBaseAtTheBeginningOfKeysAndValues) {
  EXPECT_EQ(to_relative(R"({"id": "https://iiif.example.org/triforium/id/x","https://iiif.example.org/triforium/k":1})",
                        kBase),
            R"({"id": "urn:triforium:id/x","urn:triforium:k":1})");
}

TEST(Marker, TakesABaseWithASlashAtItsEnd) {
  EXPECT_EQ(to_relative(R"(["https://h/id/x"])", "https://h/"), R"(["urn:triforium:id/x"])");
  EXPECT_EQ(to_absolute(R"(["urn:triforium:id/x"])", "https://h/"), R"(["https://h/id/x"])");
}

TEST(Marker, LeavesOtherHostsPrefixesAndMiddlesAlone) {
  std::string const text =
      R"(["https://iiif.example.org/triforium2/x","https://iiif.example.org/triforium","see https://iiif.example.org/triforium/x"])";
  EXPECT_EQ(to_relative(text, kBase), text);
  EXPECT_EQ(to_absolute(R"(["see urn:triforium:x"])", kBase), R"(["see urn:triforium:x"])");
}

TEST(Marker, LeavesQuotationMarksWithinStringsAlone) {
  std::string const link = R"(["<a href=\"https://iiif.example.org/triforium/x\">"])";
  EXPECT_EQ(to_relative(link, kBase), link);
  EXPECT_EQ(to_absolute(R"(["a \"urn:triforium:x\""])", kBase), R"(["a \"urn:triforium:x\""])");
}

TEST(Marker, ReadsEscapedSlashes) {
  EXPECT_EQ(to_relative(R"(["https:\/\/iiif.example.org\/triforium\/id\/x"])", kBase), R"(["urn:triforium:id\/x"])");
}

TEST(Marker, ComesBackTheSameUnderAnotherHost) {
  std::string const text = R"({"id":"https://iiif.example.org/triforium/id/x","at":["https://elsewhere.org/y",""]})";
  EXPECT_EQ(to_absolute(to_relative(text, kBase), kBase), text);
  EXPECT_EQ(to_absolute(to_relative(text, kBase), "http://[::1]:8080"),
            R"({"id":"http://[::1]:8080/id/x","at":["https://elsewhere.org/y",""]})");
}

TEST(Marker, NeverLetsABaseEndAString) {
  EXPECT_EQ(to_absolute(R"(["urn:triforium:x"])", "https://h\"\\"), R"(["https://h%22%5C/x"])");
}

TEST(Marker, EndsWithTextThatEndsEarly) {
  for (std::string const text : {"", "\"", "\"https:", "\"https:\\", "\"https:\\/\\/iiif.example.org\\/triforium"})
    EXPECT_EQ(to_relative(text, kBase), text);
  EXPECT_EQ(to_relative("\"https://h/x\"", ""), "\"https://h/x\"");
}

}  // namespace
}  // namespace triforium::presentation
