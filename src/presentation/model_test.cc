#include "presentation/model.h"

#include <gtest/gtest.h>

namespace triforium::presentation {
namespace {

std::optional<Version> detect(std::string_view text) {
  return detect_version(boost::json::parse({text.data(), text.size()}));
}

TEST(Model, DetectsTheVersionByTheContext) {
  EXPECT_EQ(detect(R"({"@context": "http://iiif.io/api/presentation/2/context.json"})"), Version::v2);
  EXPECT_EQ(detect(R"({"@context": "http://iiif.io/api/presentation/3/context.json"})"), Version::v3);
  EXPECT_EQ(detect(R"({"@context": "https://iiif.io/api/presentation/4/context.json"})"), Version::v4);
  EXPECT_EQ(detect(R"({"@context": ["http://www.w3.org/ns/anno.jsonld",
                                    "http://iiif.io/api/presentation/3/context.json"]})"),
            Version::v3);
}

TEST(Model, DetectsNoVersionWhereNoneIsNamed) {
  EXPECT_EQ(detect(R"({"@context": "http://iiif.io/api/image/3/context.json"})"), std::nullopt);
  EXPECT_EQ(detect(R"({"@context": ""})"), std::nullopt);
  EXPECT_EQ(detect(R"({"@context": [3, null, {}]})"), std::nullopt);
  EXPECT_EQ(detect(R"({"type": "Manifest"})"), std::nullopt);
  EXPECT_EQ(detect("[]"), std::nullopt);
}

TEST(Model, PointersEscapeWhatRfc6901Reserves) {
  EXPECT_EQ(pointer_to("", "items"), "/items");
  EXPECT_EQ(pointer_to("/items", std::size_t{3}), "/items/3");
  EXPECT_EQ(pointer_to("/x", "a/b~c"), "/x/a~1b~0c");
}

}  // namespace
}  // namespace triforium::presentation
