#include "items/annotation_pages.h"

#include <gmock/gmock.h>

#include "items/text_page.h"
#include "json/parse.h"
#include "store/test_store.h"
#include "text/page_text_binary.h"

namespace triforium::items {
namespace {

text::Word word(std::string text, text::Box box) {
  return {.text = std::move(text), .box = box};
}

text::PageText two_lines() {
  text::PageText page;
  text::Line first{.words = {word("Neue", {10, 20, 40, 10}), word("Friedens", {60, 20, 80, 10})},
                   .box = {10, 20, 130, 10}};
  text::Line second{.words = {word("Vorschläge", {10, 40, 100, 10})}, .box = {10, 40, 100, 10}, .language = "la"};
  page.blocks.push_back({.lines = {first, second}});
  return page;
}

boost::json::value at(boost::json::value const& document, std::string_view pointer) {
  boost::system::error_code error;
  auto const* const found = document.find_pointer(pointer, error);
  return found == nullptr ? boost::json::value("(absent)") : *found;
}

TEST(TextPage, SaysEveryLineWithItsPlace) {
  boost::json::value const page = text_page("a/b", {"p1", text::Granularity::line}, two_lines(), "de");
  EXPECT_EQ(at(page, "/id"), "urn:triforium:presentation/3/a/b/annotations/p1-text");
  EXPECT_EQ(at(page, "/items/0/id"), "urn:triforium:id/a/b/annotation/p1-l1");
  EXPECT_EQ(at(page, "/items/0/motivation"), "supplementing");
  EXPECT_EQ(at(page, "/items/0/textGranularity"), "line");
  EXPECT_EQ(at(page, "/items/0/body/value"), "Neue Friedens");
  EXPECT_EQ(at(page, "/items/0/body/language"), "de");
  EXPECT_EQ(at(page, "/items/0/target"), "urn:triforium:id/a/b/canvas/p1#xywh=10,20,130,10");
  EXPECT_EQ(at(page, "/items/1/body/language"), "la");
  EXPECT_EQ(page.at("items").as_array().size(), 2U);
}

TEST(TextPage, SaysEveryWordOnRequest) {
  boost::json::value const page = text_page("a", {"p1", text::Granularity::word}, two_lines(), "");
  ASSERT_EQ(page.at("items").as_array().size(), 3U);
  EXPECT_EQ(at(page, "/items/1/id"), "urn:triforium:id/a/annotation/p1-l1w2");
  EXPECT_EQ(at(page, "/items/1/textGranularity"), "word");
  EXPECT_EQ(at(page, "/items/1/body/value"), "Friedens");
  EXPECT_EQ(at(page, "/items/1/body/language"), "(absent)");
}

TEST(TextPage, KnowsThePageOfEachAnnotation) {
  EXPECT_EQ(page_of_text_annotation("p-1-l7"), "p-1-text");
  EXPECT_EQ(page_of_text_annotation("p1-l7w12"), "p1-words");
  EXPECT_EQ(page_of_text_annotation("p1-c3"), "p1-text");
  for (auto const* const other :
       {"", "-l1", "p1-", "p1-l", "p1-l7w", "p1-l7x", "p1-c3w1", "p1-w2", "p1-painting", "l7"})
    EXPECT_EQ(page_of_text_annotation(other), "") << other;
}

class AnnotationPagesTest : public testing::Test {
 protected:
  AnnotationPagesTest() {
    auto publication = store::test::manifest("a", R"({"@context":"http://iiif.io/api/presentation/3/context.json",
      "items":[{"type":"Canvas","items":[{"id":"urn:triforium:presentation/3/a/annotations/p1-painting","type":"AnnotationPage","items":[]}],
      "placeholderCanvas":{"type":"Canvas","items":[
      {"id":"urn:triforium:presentation/3/a/annotations/p1-placeholder-painting","type":"AnnotationPage","items":[]}]},
      "annotations":[{"id":"urn:triforium:presentation/3/a/annotations/p1-text","type":"AnnotationPage"}]}]})");
    auto const words = text::write_page_text(two_lines());
    publication.texts = std::vector{store::Text{
        .canvas = "p1", .language = "de", .plain = "Neue Friedens\nVorschläge", .words = {words.begin(), words.end()}}};
    EXPECT_TRUE(store::test::publish(*store_, publication));
  }
  std::optional<boost::json::value> page(std::string_view key) {
    auto const found = store_->read([&](store::Reading& reading) -> Result<std::optional<std::string>> {
      TRIFORIUM_TRY(auto const document, reading.find_document("a"));
      return annotation_page(*document, key, reading);
    });
    EXPECT_TRUE(found);
    if (!found || !*found) return std::nullopt;
    return *json::parse(**found);
  }
  std::unique_ptr<store::Store> store_ = store::test::open_in_memory();
};

TEST_F(AnnotationPagesTest, MakesPagesOfTheTextInTheStore) {
  ASSERT_TRUE(page("p1-text"));
  EXPECT_EQ(at(*page("p1-text"), "/items/0/body/value"), "Neue Friedens");
  ASSERT_TRUE(page("p1-words"));
  EXPECT_EQ(at(*page("p1-words"), "/items/2/body/value"), "Vorschläge");
}

TEST_F(AnnotationPagesTest, FindsPagesThatTheManifestEmbeds) {
  ASSERT_TRUE(page("p1-painting"));
  EXPECT_EQ(at(*page("p1-painting"), "/@context"), "http://iiif.io/api/presentation/3/context.json");
  EXPECT_EQ(at(*page("p1-painting"), "/type"), "AnnotationPage");
  EXPECT_TRUE(page("p1-placeholder-painting"));
}

TEST_F(AnnotationPagesTest, HasNoOthers) {
  for (auto const* const key : {"p2-text", "p1", "text", "-text", "p1-painting2"})
    EXPECT_FALSE(page(key)) << key;
}

}  // namespace
}  // namespace triforium::items
