#include "items/incoming.h"

#include <gmock/gmock.h>

namespace triforium::items {
namespace {

using testing::HasSubstr;

std::string document(std::string const& type, std::string const& rest = {}) {
  return R"({"@context":"http://iiif.io/api/presentation/3/context.json","type":")" + type + "\"" + rest + "}";
}
std::string complaint(std::string_view id, std::string const& text) {
  auto const read = read_incoming(id, text, "https://x.org");
  return read ? std::string() : read.error().message;
}

TEST(Incoming, GivesTheDocumentItsIdHere) {
  auto const text = document("Manifest", R"(,"label":{"en":["Cat"]},"items":[{"id":"https://x.org/id/a/canvas/p1"}])");
  auto const read = read_incoming("a", text, "https://x.org");
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->publication.label, "Cat");
  EXPECT_EQ(read->publication.document,
            R"({"@context":"http://iiif.io/api/presentation/3/context.json",)"
            R"("id":"urn:triforium:presentation/3/a/manifest","type":"Manifest","label":{"en":["Cat"]},)"
            R"("items":[{"id":"urn:triforium:id/a/canvas/p1"}]})");
}

TEST(Incoming, TakesTheMembersOutOfACollection) {
  auto const text = document("Collection", R"(,"items":[{"id":"https://x.org/presentation/3/a/b/manifest"},)"
                                           R"({"id":"https://else.org/m","type":"Manifest"}])");
  auto const read = read_incoming("all", text, "https://x.org");
  ASSERT_TRUE(read) << read.error().message;
  ASSERT_EQ(read->members.size(), 2U);
  EXPECT_EQ(read->members[0].id, "a/b");
  EXPECT_EQ(read->members[1].id, "https://else.org/m");
  EXPECT_THAT(read->members[1].reference, HasSubstr("Manifest"));
  EXPECT_THAT(read->publication.document, testing::Not(HasSubstr("items")));
}

TEST(Incoming, RefusesWithASentence) {
  EXPECT_THAT(complaint("a", "{\n\"a\": }"), HasSubstr("line 2"));
  EXPECT_THAT(complaint("a", "[]"), HasSubstr("no JSON object"));
  EXPECT_THAT(complaint("a", "{}"), HasSubstr("@context"));
  EXPECT_THAT(complaint("a", document("Canvas")), HasSubstr("Manifest or Collection"));
  EXPECT_THAT(complaint("a b", document("Manifest")), HasSubstr("letters"));
  EXPECT_THAT(complaint("a", document("Manifest", R"(,"see":"urn:triforium:id/b")")), HasSubstr("begins with"));
  EXPECT_THAT(complaint("a", document("Manifest", R"(,"see":"\u0075rn:triforium:id/b")")), HasSubstr("begins with"));
  EXPECT_THAT(complaint("a", document("Collection", R"(,"items":[1])")), HasSubstr("has no id"));
}

}  // namespace
}  // namespace triforium::items
