#include "renderings/book.h"

#include <gtest/gtest.h>

#include "json/parse.h"
#include "renderings/manifest_reading.h"

namespace triforium::renderings {
namespace {

Book book_of(std::string_view manifest) {
  auto const parsed = json::parse(manifest);
  EXPECT_TRUE(parsed && parsed->is_object()) << manifest;
  return parsed && parsed->is_object() ? read_book(parsed->get_object()) : Book{};
}

Book book_with(std::string const& body, std::string const& target = "\"urn:triforium:id/a/canvas/p1\"") {
  return book_of(R"({"items":[{"id":"urn:triforium:id/a/canvas/p1","type":"Canvas","width":1000,"height":2000,)"
                 R"("items":[{"type":"AnnotationPage","items":[{"type":"Annotation","body":)" +
                 body + R"(,"target":)" + target + "}]}]}]}");
}

constexpr char const* kImage = R"({"type":"Image","id":"urn:triforium:iiif/3/a~p1/full/max/0/default.jpg",)"
                               R"("service":[{"id":"urn:triforium:iiif/3/a~p1","type":"ImageService3"}]})";

TEST(Book, SaysWhatAManifestSays) {
  auto const book = book_of(
      R"({"label":{"he":["ספר"],"en":["Book"]},"rights":"http://creativecommons.org/licenses/by/4.0/",
          "viewingDirection":"right-to-left","summary":{"en":["<p>Short &amp; <b>good</b></p>"]},
          "metadata":[{"label":{"en":["Year"]},"value":{"none":["1712","1713"]}},{"label":3},7],
          "requiredStatement":{"label":{"en":["Attribution"]},"value":{"en":["A Library"]}},
          "provider":[{"id":"https://example.org/","type":"Agent","label":{"en":["Another Library"]}}]})");
  EXPECT_EQ(book.title, "ספר; Book");
  EXPECT_EQ(book.language, "he");
  EXPECT_TRUE(book.is_right_to_left);
  EXPECT_EQ(book.statement, "Attribution: A Library");
  ASSERT_EQ(book.lines.size(), 2U);
  EXPECT_EQ(book.lines[0].value, "Short & good");
  EXPECT_EQ(book.lines[1].value, "1712; 1713");
  ASSERT_EQ(book.origin.size(), 3U);
  EXPECT_EQ(book.origin[0].link, "https://example.org/");
  EXPECT_EQ(book.origin[2].value, "http://creativecommons.org/licenses/by/4.0/");
}

TEST(Book, FindsThePictureOfACanvas) {
  auto const book = book_with(kImage);
  ASSERT_EQ(book.pages.size(), 1U);
  EXPECT_EQ(book.pages[0].key, "p1");
  ASSERT_EQ(book.pages[0].pictures.size(), 1U);
  EXPECT_EQ(book.pages[0].pictures[0].asset, "a~p1");
  EXPECT_TRUE(book.pages[0].pictures[0].is_whole());
  EXPECT_EQ(book.pages[0].pictures[0].height, 2000);
  EXPECT_TRUE(book.has_pictures());
}

TEST(Book, TakesTheFirstOfAChoice) {
  auto const book = book_with(std::string(R"({"type":"Choice","items":[)") + kImage + R"(,{"type":"Image"}]})");
  ASSERT_EQ(book.pages[0].pictures.size(), 1U);
  EXPECT_EQ(book.pages[0].pictures[0].asset, "a~p1");
}

TEST(Book, KnowsPartsOfPicturesAndOfCanvases) {
  auto const book = book_with(std::string(R"({"type":"SpecificResource","source":)") + kImage +
                                  R"(,"selector":{"type":"ImageApiSelector","region":"5,6,7,8","rotation":"90"}})",
                              R"("urn:triforium:id/a/canvas/p1#xywh=percent:10,20,50,25")");
  ASSERT_EQ(book.pages[0].pictures.size(), 1U);
  auto const& picture = book.pages[0].pictures[0];
  EXPECT_EQ(picture.region, "5,6,7,8");
  EXPECT_EQ(picture.rotation, "90");
  EXPECT_EQ(picture.x, 100);
  EXPECT_EQ(picture.y, 400);
  EXPECT_EQ(picture.width, 500);
  EXPECT_EQ(picture.height, 500);
}

TEST(Book, HasNoPicturesOfItsOwnWhereTheyAreElsewhere) {
  EXPECT_FALSE(book_with(R"({"type":"Image","id":"https://example.org/p1.jpg"})").has_pictures());
  EXPECT_FALSE(book_with(R"({"type":"Video","id":"urn:triforium:files/a~v/v.mp4"})").has_pictures());
}

TEST(Book, IsAsLargeAsThePhysicalDimensionsSay) {
  auto const book = book_of(
      R"({"items":[{"id":"x","type":"Canvas","width":100,"height":100,"service":[{"profile":
          "http://iiif.io/api/annex/services/physdim","physicalScale":0.254,"physicalUnits":"cm"}]}]})");
  ASSERT_EQ(book.pages.size(), 1U);
  EXPECT_NEAR(book.pages[0].points, 7.2, 1e-9);
}

TEST(Book, HasContentsThatLeadToItsPages) {
  auto const book = book_of(
      R"({"items":[{"id":"c1","type":"Canvas","width":1,"height":1},{"id":"c2","type":"Canvas","width":1,"height":1}],
          "structures":[{"type":"Range","label":{"en":["Whole"]},"items":[
            {"type":"Range","label":{"en":["One"]},"items":[{"type":"Canvas","id":"c2#xywh=0,0,1,1"}]},
            {"type":"Range","items":[{"type":"Range","label":{"en":["Two"]},"items":[
              {"type":"SpecificResource","source":"c1"}]}]}]}]})");
  ASSERT_EQ(book.contents.size(), 1U);
  EXPECT_EQ(book.contents[0].page, 1U);
  ASSERT_EQ(book.contents[0].parts.size(), 2U);
  EXPECT_EQ(book.contents[0].parts[0].page, 1U);
  EXPECT_EQ(book.contents[0].parts[1].title, "Two");
  EXPECT_EQ(book.contents[0].parts[1].page, 0U);
}

TEST(Book, ReadsAnything) {
  for (auto const* const odd :
       {R"({"items":3})", R"({"items":[3,[],{"width":"x"}]})", R"({"label":[],"metadata":{},"provider":[1]})",
        R"({"structures":[{"type":"Range","items":"x"}]})", R"({"items":[{"width":1e300,"height":-4}]})",
        R"({"items":[{"width":9,"height":9,"items":[{"items":[{"body":[],"target":{"selector":[]}}]}]}]})"}) {
    EXPECT_FALSE(book_of(odd).has_pictures()) << odd;
  }
}

TEST(Markup, IsTakenOutOfWhatBeginsAndEndsWithIt) {
  EXPECT_EQ(without_markup("a < b & c"), "a < b & c");
  EXPECT_EQ(without_markup("<i>a</i>"), " a ");
  EXPECT_EQ(without_markup("<p>1 &lt; 2 &unknown;</p>"), " 1 < 2 &unknown; ");
}

}  // namespace
}  // namespace triforium::renderings
