#include "items/incoming.h"

#include <gmock/gmock.h>

#include <boost/json.hpp>

namespace triforium::items {
namespace {

using testing::HasSubstr;

constexpr std::string_view kCanvas = R"({"id":"https://x.org/id/a/canvas/p1","type":"Canvas","height":9,"width":9})";

std::string document(std::string const& type, std::string const& rest = {}) {
  return R"({"@context":"http://iiif.io/api/presentation/3/context.json","type":")" + type + "\"" + rest + "}";
}
std::string manifest(std::string const& items) {
  return document("Manifest", R"(,"label":{"en":["Cat"]},"items":[)" + items + "]");
}
std::string complaint(std::string_view id, std::string const& text) {
  auto const read = review_document(id, text, "https://x.org");
  return read ? std::string() : read.error().message;
}
Review review(std::string_view id, std::string const& text) {
  auto read = review_document(id, text, "https://x.org");
  EXPECT_TRUE(read) << read.error().message;
  return read ? std::move(*read) : Review{};
}

TEST(Incoming, GivesTheDocumentItsIdHere) {
  auto const read = review("a", manifest(std::string(kCanvas)));
  ASSERT_TRUE(read.is_accepted());
  EXPECT_EQ(read.incoming.publication.label, "Cat");
  EXPECT_EQ(read.incoming.publication.document,
            R"({"@context":"http://iiif.io/api/presentation/3/context.json",)"
            R"("id":"urn:triforium:presentation/3/a/manifest","type":"Manifest","label":{"en":["Cat"]},)"
            R"("items":[{"id":"urn:triforium:id/a/canvas/p1","type":"Canvas","height":9,"width":9}]})");
}

TEST(Incoming, TakesTheMembersOutOfACollection) {
  auto const text = document(
      "Collection", R"(,"label":{"en":["All"]},"items":[)"
                    R"({"id":"https://x.org/presentation/3/a/b/manifest","type":"Manifest","label":{"en":["B"]}},)"
                    R"({"id":"https://else.org/m","type":"Manifest","label":{"en":["M"]}}])");
  auto const read = review("all", text);
  ASSERT_TRUE(read.is_accepted()) << read.report.findings.front().message;
  ASSERT_EQ(read.incoming.members->size(), 2U);
  EXPECT_EQ(read.incoming.members->at(0).id, "a/b");
  EXPECT_EQ(read.incoming.members->at(1).id, "https://else.org/m");
  EXPECT_THAT(read.incoming.members->at(1).reference, HasSubstr("Manifest"));
  EXPECT_THAT(read.incoming.publication.document, testing::Not(HasSubstr("items")));
}

TEST(Incoming, IsRefusedWithThePlaceOfEachError) {
  auto const read = review("a", manifest(R"({"id":"https://x.org/id/a/canvas/p1","type":"Canvas","height":9})"));
  ASSERT_FALSE(read.is_accepted());
  EXPECT_THAT(read.report.findings,
              testing::Contains(
                  testing::AllOf(testing::Field(&presentation::Finding::pointer, "/items/0"),
                                 testing::Field(&presentation::Finding::severity, presentation::Severity::error))));
  EXPECT_TRUE(read.incoming.publication.document.empty());
  EXPECT_FALSE(review("a", manifest("")).is_accepted()) << "a manifest needs a canvas";
}

TEST(Incoming, OfVersion2IsKeptAsVersion3) {
  auto const read = review(
      "a",
      R"({"@context":"http://iiif.io/api/presentation/2/context.json","@id":"https://x.org/presentation/2/a/manifest",)"
      R"("@type":"sc:Manifest","label":"Cat","sequences":[{"@type":"sc:Sequence","canvases":[)"
      R"({"@id":"https://x.org/id/a/canvas/p1","@type":"sc:Canvas","label":"1","height":9,"width":9,"images":[]}]}]})");
  ASSERT_TRUE(read.is_accepted()) << read.report.findings.front().message;
  auto const made = boost::json::parse(read.incoming.publication.document).as_object();
  EXPECT_EQ(made.at("@context").as_string(), presentation::kContextOfV3);
  EXPECT_EQ(made.at("id").as_string(), "urn:triforium:presentation/3/a/manifest");
  EXPECT_EQ(made.at("items").at(0).at("id").as_string(), "urn:triforium:id/a/canvas/p1");
  EXPECT_EQ(read.incoming.publication.label, "Cat");
}

TEST(Incoming, OfVersion4StaysWhatItIs) {
  auto const read =
      review("a", R"({"@context":"http://iiif.io/api/presentation/4/context.json","type":"Manifest",)"
                  R"("id":"https://x.org/presentation/4/a/manifest","label":{"en":["Cat"]},"items":[)"
                  R"({"id":"https://x.org/id/a/canvas/p1","type":"Scene","items":[{"id":"https://x.org/p","type":)"
                  R"("AnnotationPage","items":[{"id":"https://x.org/l","type":"Annotation","motivation":["painting"],)"
                  R"("body":{"id":"https://x.org/l/b","type":"AmbientLight"},)"
                  R"("target":{"id":"https://x.org/id/a/canvas/p1","type":"Scene"}}]}]}]})");
  ASSERT_TRUE(read.is_accepted()) << read.report.findings.front().message;
  EXPECT_TRUE(read.losses.empty());
  auto const& publication = read.incoming.publication;
  EXPECT_EQ(publication.version, 4);
  EXPECT_THAT(publication.document, HasSubstr("AmbientLight"));
  EXPECT_THAT(publication.document, HasSubstr(R"("id":"urn:triforium:presentation/4/a/manifest")"));
  EXPECT_THAT(publication.document, HasSubstr(R"("id":"urn:triforium:id/a/canvas/p1")"));
  EXPECT_EQ(publication.label, "Cat");
}

TEST(Incoming, RefusesWithASentence) {
  EXPECT_THAT(complaint("a", "{\n\"a\": }"), HasSubstr("line 2"));
  EXPECT_THAT(complaint("a", "[]"), HasSubstr("no JSON object"));
  EXPECT_THAT(complaint("a", "{}"), HasSubstr("@context"));
  EXPECT_THAT(complaint("a", document("Canvas")), HasSubstr("Manifest or Collection"));
  EXPECT_THAT(complaint("a b", document("Manifest")), HasSubstr("letters"));
  EXPECT_THAT(complaint("a", document("Manifest", R"(,"see":"urn:triforium:id/b")")), HasSubstr("begins with"));
  EXPECT_THAT(complaint("a", document("Manifest", R"(,"see":"\u0075rn:triforium:id/b")")), HasSubstr("begins with"));
  EXPECT_THAT(complaint("a", manifest("\"\xff\"")), HasSubstr("line 1"));
  EXPECT_THAT(complaint("a", manifest(std::string(100'000, '['))), HasSubstr("deep"));
  EXPECT_FALSE(review("a", document("Collection", R"(,"label":{"en":["All"]},"items":[1])")).is_accepted());
}

TEST(Incoming, KnowsOurNames) {
  EXPECT_EQ(own_id("urn:triforium:presentation/3/a/b/manifest"), "a/b");
  EXPECT_EQ(own_id("urn:triforium:presentation/2/collection/a"), "a");
  EXPECT_EQ(own_id("urn:triforium:id/a"), "a");
  EXPECT_EQ(own_id("urn:triforium:presentation/3"), "");
  EXPECT_EQ(own_id("https://else.org/id/a"), "");
}

}  // namespace
}  // namespace triforium::items
