#include "app/check_document.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace triforium::app {
namespace {

using testing::HasSubstr;

// Three things are wrong, of which one has one right form only.
constexpr auto kManifest = R"({"@context":"http://iiif.io/api/presentation/3/context.json","id":"https://a.example/m",
  "type":"Manifest","label":{"en":["A"]},"rights":"https://creativecommons.org/licenses/by/4.0/",
  "items":[{"id":"https://a.example/c","type":"Canvas","height":10},{"id":"https://a.example/c","type":"Canvas",
  "height":10,"width":10}]})";

TEST(CheckDocument, KnowsDocumentsByTheirBytes) {
  EXPECT_TRUE(is_presentation_text(kManifest));
  EXPECT_TRUE(is_presentation_text("\xEF\xBB\xBF {\"@context\": \"https://iiif.io/api/presentation/2/context.json\""));
  EXPECT_FALSE(is_presentation_text("{}"));
  EXPECT_FALSE(is_presentation_text("<p>iiif.io/api/presentation/</p>"));
  EXPECT_FALSE(check_text("{}", false));
  EXPECT_FALSE(check_text("{", false));
}

TEST(CheckDocument, MendsUntilNothingChanges) {
  auto const as_it_is = check_text(kManifest, false);
  auto const mended = check_text(kManifest, true);
  ASSERT_TRUE(as_it_is && mended);
  EXPECT_TRUE(as_it_is->changes.empty());
  ASSERT_EQ(mended->changes.size(), 1U);
  EXPECT_EQ(mended->changes.front().pointer, "/rights");
  EXPECT_EQ(mended->document.at("rights").as_string(), "http://creativecommons.org/licenses/by/4.0/");
  EXPECT_EQ(check_text(boost::json::serialize(mended->document), true)->changes.size(), 0U);
}

TEST(CheckDocument, TellsPeopleAndPrograms) {
  auto const checked = check_text(kManifest, false);
  ASSERT_TRUE(checked);
  auto const text = describe("m.json", *checked);
  EXPECT_THAT(text, HasSubstr("m.json: Presentation API 3, "));
  EXPECT_THAT(text, HasSubstr("/items/0"));
  EXPECT_THAT(text, HasSubstr("https://iiif.io/api/presentation/3.0/#"));
  EXPECT_THAT(text, HasSubstr("(--fix mends it)"));
  auto const report = to_json("m.json", *checked);
  EXPECT_EQ(report.at("errors").to_number<std::size_t>(), checked->report.errors);
  EXPECT_EQ(report.at("findings").as_array().size(), checked->report.findings.size());
}

}  // namespace
}  // namespace triforium::app
