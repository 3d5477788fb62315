#include "portable/record.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace triforium::portable {
namespace {

using testing::HasSubstr;

Record book() {
  Record record{.id = "shelf/book", .version = 3, .aliases = {"ark:/1/2"}, .collections = {"shelf"}};
  record.document = {{"id", "urn:triforium:presentation/3/shelf/book/manifest"}, {"type", "Manifest"}};
  store::Asset page;
  page.id = "shelf~book~p1";
  page.path = "shelf~book/p 1.jpg";
  page.page = 3;
  page.media_type = "image/jpeg";
  page.width = 1101;
  page.height = 703;
  page.duration = 1.5;
  page.size = 12345;
  record.assets = {page};
  record.texts = {
      {.canvas = "p1", .asset = "shelf~book~p1.xml", .language = "de", .plain = "Ö\n", .words = {"\0\xFF", 2}}};
  return record;
}

Record shelf() {
  Record record{.id = "shelf", .kind = store::ItemKind::collection, .version = 3};
  record.members = {{"shelf/book"}, {"https://example.org/m", R"({"type":"Manifest"})"}};
  return record;
}

TEST(Record, ComesBack) {
  auto const read = parse_record(write_record(book()));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->id, "shelf/book");
  EXPECT_EQ(read->kind, store::ItemKind::manifest);
  EXPECT_EQ(read->aliases, book().aliases);
  EXPECT_EQ(read->collections, book().collections);
  EXPECT_EQ(read->document, book().document);
  EXPECT_EQ(read->assets, book().assets);
  EXPECT_EQ(read->texts, book().texts);
  EXPECT_EQ(write_record(*read), write_record(book()));
}

TEST(Record, OfACollectionHasItsMembers) {
  auto const read = parse_record(write_record(shelf()));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->kind, store::ItemKind::collection);
  EXPECT_EQ(read->members, shelf().members);
}

std::string refusal(std::string_view from, std::string_view to) {
  auto text = write_record(book());
  auto const at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  text.replace(at, from.size(), to);
  auto const read = parse_record(text);
  return read ? "accepted" : read.error().message;
}

TEST(Record, SaysWhatIsWrong) {
  EXPECT_THAT(refusal(R"("id": "shelf/book")", R"("id": "../book")"), HasSubstr("“/id” is not a name"));
  EXPECT_THAT(refusal("shelf~book/p 1.jpg", "../../etc/passwd"), HasSubstr("“/assets/0/file” is not a path within"));
  EXPECT_THAT(refusal("shelf~book/p 1.jpg", "/etc/passwd"), HasSubstr("“/assets/0/file” is not a path within"));
  EXPECT_THAT(refusal("\"width\": 1101", "\"width\": -1"), HasSubstr("“/assets/0/width” is not a number"));
  EXPECT_THAT(refusal("\"Manifest\",\n  \"version\"", "\"Range\",\n  \"version\""),
              HasSubstr("Manifest or Collection"));
  EXPECT_THAT(refusal("\"version\": 3", "\"version\": 2"), HasSubstr("“/version” is not 3 or 4"));
  EXPECT_THAT(refusal("\"words\": \"AP8=\"", "\"words\": \"A*8=\""), HasSubstr("“/texts/0/words” is not in base64"));
  EXPECT_THAT(refusal("\"document\": {", "\"document\": 1, \"d\": {"), HasSubstr("“/document” is not a JSON object"));
  EXPECT_FALSE(parse_record("[]"));
  EXPECT_FALSE(parse_record("{"));
}

}  // namespace
}  // namespace triforium::portable
