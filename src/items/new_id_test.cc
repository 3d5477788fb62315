#include "items/new_id.h"

#include <gtest/gtest.h>

#include "json/parse.h"
#include "presentation/names.h"

namespace triforium::items {
namespace {

std::string wanted(std::string const& text) {
  return wanted_id(json::parse(text)->as_object(), "https://x.org");
}

TEST(NewId, IsTheOneHereOrTheTellingPartOfOneElsewhere) {
  EXPECT_EQ(wanted(R"({"id":"https://x.org/presentation/3/a/b/manifest"})"), "a/b");
  EXPECT_EQ(wanted(R"({"@id":"https://x.org/id/a"})"), "a");
  EXPECT_EQ(wanted(R"({"id":"https://example.org/iiif/halle-1712/manifest.json?v=2"})"), "halle-1712");
  EXPECT_EQ(wanted(R"({"id":"https://example.org/Cat.json"})"), "Cat");
  EXPECT_EQ(wanted(R"({"id":"https://example.org/ark%3A%2F1%2F2/manifest"})"), "ark-1-2");
}

TEST(NewId, IsMadeOfTheLabelWhereNoIdTells) {
  EXPECT_EQ(wanted(R"({"label":{"de":["Über  Bücher & Grüße, 1712!"]}})"), "ueber-buecher-gruesse-1712");
  EXPECT_EQ(wanted(R"({"label":"Plain","@id":"https://example.org/iiif/"})"), "plain");
  EXPECT_EQ(wanted(R"({"label":{"zh":["猫"]}})"), "item");
  EXPECT_EQ(wanted(R"({"label":{"en":["Canvas"]}})"), "item") << "a word that names a part";
  EXPECT_TRUE(presentation::is_valid_item_id(wanted(R"({"label":")" + std::string(1000, 'a') + "\"}")));
}

TEST(NewId, IsNumberedFromTheSecondOn) {
  EXPECT_EQ(numbered_id("cat", 1), "cat");
  EXPECT_EQ(numbered_id("cat", 2), "cat-2");
}

}  // namespace
}  // namespace triforium::items
