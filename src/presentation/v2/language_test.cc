#include "presentation/v2/language.h"

#include <gmock/gmock.h>

#include "presentation/v2/values.h"

namespace triforium::presentation::v2 {
namespace {

std::string upgraded(std::string_view text) {
  Losses losses;
  return json::serialize(upgrade_text(json::parse(text), "", losses));
}

std::string downgraded(std::string_view text) {
  Losses losses;
  return json::serialize(downgrade_text(json::parse(text), "", losses));
}

TEST(UpgradeText, GivesTextWithoutALanguageToNone) {
  EXPECT_EQ(upgraded(R"("Book")"), R"({"none":["Book"]})");
  EXPECT_EQ(upgraded(R"(["Book", "Codex"])"), R"({"none":["Book","Codex"]})");
}

TEST(UpgradeText, KeepsLanguagesInOrder) {
  EXPECT_EQ(
      upgraded(
          R"([{"@value":"Buch","@language":"de"},"B 1",{"@value":"Book","@language":"en"},{"@value":"Band","@language":"de"}])"),
      R"({"de":["Buch","Band"],"none":["B 1"],"en":["Book"]})");
}

TEST(UpgradeText, RepairsWhatIsFoundInPractice) {
  EXPECT_EQ(upgraded(R"({"@value":"Colour","@language":"en_GB"})"), R"({"en-GB":["Colour"]})");
  EXPECT_EQ(upgraded(R"({"@value":"?","@language":"not a code"})"), R"({"none":["?"]})");
  EXPECT_EQ(upgraded("1858"), R"({"none":["1858"]})");
}

TEST(UpgradeText, SaysWhatIsNoText) {
  Losses losses;
  EXPECT_TRUE(upgrade_text(json::parse(R"([{"@language":"en"},[1]])"), "/label", losses).empty());
  ASSERT_EQ(losses.size(), 2U);
  EXPECT_EQ(losses[0].pointer, "/label/0");
  EXPECT_EQ(losses[1].pointer, "/label/1");
}

TEST(DowngradeText, MakesOneValueForEachText) {
  EXPECT_EQ(downgraded(R"({"none":["Book"]})"), R"("Book")");
  EXPECT_EQ(downgraded(R"({"en":["Book"]})"), R"({"@value":"Book","@language":"en"})");
  EXPECT_EQ(downgraded(R"({"en":["A","B"],"none":["C"]})"),
            R"([{"@value":"A","@language":"en"},{"@value":"B","@language":"en"},"C"])");
  EXPECT_EQ(downgraded("{}"), "null");
}

TEST(PickText, PrefersTheLanguageAndTakesWhatThereIs) {
  auto const map = json::parse(R"({"de":["Buch"],"en":["Book"],"none":[]})").as_object();
  EXPECT_EQ(pick_text(map, "en"), "Book");
  EXPECT_EQ(pick_text(map, "fr"), "Buch");
  EXPECT_EQ(pick_text({}, "fr"), "");
}

TEST(Pointer, EscapesWhatRfc6901Says) {
  EXPECT_EQ(pointer_to(pointer_to("", "a/b~c"), 3), "/a~1b~0c/3");
}

TEST(Values, ReadAReferenceInEveryForm) {
  EXPECT_EQ(uri_of(json::parse(R"("http://a")")), "http://a");
  EXPECT_EQ(uri_of(json::parse(R"({"@id":"http://b"})")), "http://b");
  EXPECT_EQ(uri_of(json::parse("[1]")), "");
  EXPECT_EQ(split_fragment("http://a#xywh=1").fragment, "xywh=1");
  EXPECT_EQ(authority_of("https://example.org:80/a/b"), "example.org:80");
}

}  // namespace
}  // namespace triforium::presentation::v2
