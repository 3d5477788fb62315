#include "exports/item_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace triforium::exports {
namespace {

namespace bj = boost::json;
using testing::HasSubstr;
using testing::StartsWith;

portable::Record book() {
  portable::Record record{.id = "shelf/book", .version = 3, .aliases = {"ark:/1/2"}, .collections = {"root", "shelf"}};
  record.document = bj::parse(R"({
    "type": "Manifest", "label": {"de": ["Das \"Buch\""], "en": ["The book"]},
    "metadata": [{"label": {"en": ["Maker"]}, "value": {"none": ["Ines", "Co"]}},
                 {"label": {"en": ["Title"]}, "value": {"de": ["Buch, das"]}}],
    "rights": "http://creativecommons.org/publicdomain/mark/1.0/", "behavior": ["paged"],
    "navDate": "1712-01-01T00:00:00Z",
    "items": [{"id": "urn:triforium:id/shelf/book/canvas/p1", "label": {"none": ["[1]"]}, "items": [{"items": [
      {"body": {"id": "urn:triforium:iiif/3/shelf~book~p1/full/max/0/default.jpg", "type": "Image"}}]}]},
      {"id": "https://example.org/canvas/2", "items": [{"items": [
      {"body": {"type": "Choice", "items": [{"id": "https://example.org/2.jpg", "type": "Image"}]}}]}]}]})")
                        .as_object();
  store::Asset page, text;
  page.id = "shelf~book~p1";
  page.path = "shelf~book/p 1.jpg";
  text.id = "shelf~book~p1.xml";
  text.path = "shelf~book/words.xml";
  record.assets = {page, text};
  record.texts = {{.canvas = "p1", .asset = "shelf~book~p1.xml", .language = "", .plain = "words"}};
  return record;
}

TEST(ItemTable, HasARowForTheItemAndEachPage) {
  ItemTable table;
  table.add(book());
  EXPECT_EQ(
      table.csv(),
      "\xEF\xBB\xBFid,alias,parent,type,canvas,order,label,label@de,label@en,file,textFile,rights,behavior,navDate,"
      "Maker,Title:@de\r\n"
      "shelf/book,ark:/1/2,shelf,item,,,,\"Das \"\"Buch\"\"\",The book,,,"
      "http://creativecommons.org/publicdomain/mark/1.0/,paged,1712-01-01,Ines|Co,\"Buch, das\"\r\n"
      "shelf/book/canvas/p1,,shelf/book,page,p1,1,[1],,,shelf~book/p 1.jpg,shelf~book/words.xml,,,,,\r\n"
      "shelf/book/canvas/2,,shelf/book,page,,2,,,,https://example.org/2.jpg,,,,,,\r\n");
}

TEST(ItemTable, LeavesTheRootOut) {
  ItemTable table;
  table.add({.id = "root", .kind = store::ItemKind::collection, .version = 3});
  table.add({.id = "shelf", .kind = store::ItemKind::collection, .version = 3, .collections = {"root"}});
  EXPECT_EQ(table.csv(), "\xEF\xBB\xBFid,type\r\nshelf,collection\r\n");
}

}  // namespace
}  // namespace triforium::exports
