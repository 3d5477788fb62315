#include "presentation/v4/same_text.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "presentation/v3/read.h"
#include "presentation/v4/write.h"

namespace triforium::presentation {
namespace {

std::string page_with(std::string_view more) {
  return R"({"@context":"http://iiif.io/api/presentation/3/context.json","id":"urn:triforium:presentation/3/collection/c",)"
         R"("type":"CollectionPage","label":{"none":["1–2"]},"partOf":[{"id":"urn:triforium:c","type":"Collection"}],)"
         R"("items":[{"id":"urn:triforium:m","type":"Manifest","label":{"en":["A \"view\""]},)"
         R"("navDate":"1871-05-06T00:00:00Z","thumbnail":[{"id":"urn:triforium:t.jpg","type":"Image","width":9,"service":)"
         R"([{"id":"urn:triforium:s","type":"ImageService3","profile":"level2"}]}]})" +
         std::string(more) + "]}";
}

boost::json::object by_the_model(std::string_view v3) {
  return write_v4(read_v3(boost::json::parse(v3).as_object()).value()).document;
}

TEST(SameInV4, IsWhatTheModelWouldMake) {
  for (auto const* const more :
       {"", R"(,{"id":"urn:b","type":"Collection","label":{"none":["a\\b","Canvas of a ship"]}})",
        R"(,{"id":"urn:b","type":"Manifest","rights":"http://r","requiredStatement":{"label":{},)"
        R"("value":{}},"behavior":["unordered"],"rendering":[{"id":"u","type":"Text"}]})"}) {
    auto const page = page_with(more);
    auto const same = same_in_v4(page);
    ASSERT_TRUE(same) << more;
    EXPECT_EQ(boost::json::serialize(by_the_model(page)), boost::json::serialize(boost::json::parse(*same)));
  }
}

TEST(SameInV4, SaysNothingWhereTheModelWouldChangeSomething) {
  for (auto const* const more :
       {R"(,{"id":"urn:b","type":"Canvas","duration":2})", R"(,{"type":"SpecificResource","source":"urn:b"})",
        R"(,{"id":"urn:b","type":"Manifest","placeholderCanvas":{"id":"urn:c"}})", R"(,{"id":"urn:b","type":"Sound"})",
        R"(,{"id":"urn:b","type":"Annotation","body":"urn:c"})", R"(,{"id":"urn:b","rendering":[{"language":"en"}]})",
        R"(,{"id":"urn:b","service":[{"@context":"http://iiif.io/api/search/2/context.json"}]})",
        R"(,{"id":"urn:b","type":"Canv\u0061s","duration":2})", R"(,{"id":"urn:b","motivation":"painting"})"}) {
    EXPECT_FALSE(same_in_v4(page_with(more))) << more;
  }
}

TEST(SameInV4, SaysNothingOfOtherContexts) {
  EXPECT_FALSE(same_in_v4(R"({"@context":["http://iiif.io/api/presentation/3/context.json"],"id":"urn:a"})"));
  EXPECT_FALSE(same_in_v4(R"({"id":"urn:a","@context":"http://iiif.io/api/presentation/3/context.json"})"));
  EXPECT_FALSE(same_in_v4(""));
}

}  // namespace
}  // namespace triforium::presentation
