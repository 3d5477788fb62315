// What breaks a MUST and can be understood becomes valid; what is shown is never guessed.
#include "presentation/mend/mend.h"

#include <gmock/gmock.h>

#include "presentation/mend/older_words.h"

namespace triforium::presentation {
namespace {

namespace json = boost::json;

json::value manifest(std::string_view more = "", std::string_view of_canvas = "", std::string_view of_body = "",
                     std::string_view target = "\"https://e.org/c/1\"") {
  std::string text =
      R"({"@context":"http://iiif.io/api/presentation/3/context.json","id":"https://e.org/m","type":"Manifest",)";
  text += R"("label":{"en":["M"]},)" + std::string(more) + R"("items":[{"id":"https://e.org/c/1","type":"Canvas",)";
  text += std::string(of_canvas.empty() ? R"("height":10,"width":20,)" : of_canvas);
  text += R"("items":[{"id":"https://e.org/p","type":"AnnotationPage","items":[{"id":"https://e.org/a",)";
  text += R"("type":"Annotation","motivation":"painting","target":)" + std::string(target) + R"(,"body":{)";
  text += std::string(of_body) + R"("id":"https://e.org/i.jpg","type":"Image","height":10,"width":20}}]}]}]})";
  return json::parse(text);
}

json::value mended(json::value document) {
  auto made = mend_document(std::move(document), Version::v3);
  EXPECT_EQ(made.report.errors, 0U) << json::serialize(made.document);
  EXPECT_THAT(made.mends, testing::Not(testing::IsEmpty()));
  return made.document;
}

json::value at(json::value const& document, std::string_view pointer) {
  json::error_code failed;
  auto const* const found = document.find_pointer(pointer, failed);
  return found == nullptr || failed ? json::value("nothing") : *found;
}

TEST(Mend, LeavesWhatIsRight) {
  auto const made = mend_document(manifest(), Version::v3);
  EXPECT_EQ(made.document, manifest());
  EXPECT_THAT(made.mends, testing::IsEmpty());
}

TEST(Mend, MakesTextsOfWhatStandsForThem) {
  auto const made = mended(manifest(R"("summary":{"en":"one","x-!":[2]},"metadata":[{"label":"Year","value":1723},
    {"label":{"en":["Empty"]}}],)"));
  EXPECT_EQ(at(made, "/summary"), json::parse(R"({"en":["one"],"none":["2"]})"));
  EXPECT_EQ(at(made, "/metadata/0/value"), json::parse(R"({"none":["1723"]})"));
  EXPECT_EQ(at(made, "/metadata/1"), json::value("nothing"));
}

TEST(Mend, MakesResourcesOfAddresses) {
  auto const made =
      mended(manifest(R"("thumbnail":"https://e.org/t.jpg","homepage":{"id":"https://e.org/h","type":"Text"},)"));
  EXPECT_EQ(at(made, "/thumbnail/0"), json::parse(R"({"id":"https://e.org/t.jpg","type":"Image"})"));
  EXPECT_EQ(at(made, "/homepage/0/label"), json::parse(R"({"none":["h"]})"));
}

TEST(Mend, LeavesOutWhatNobodyCanRead) {
  auto const made = mended(manifest(R"("navDate":"soon","start":{"id":"https://e.org/c/9","type":"Canvas"},
    "behavior":["paged","continuous","facing-pages"],"seeAlso":[3,4,{"id":"https://e.org/s","type":"Dataset"}],)"));
  EXPECT_EQ(at(made, "/navDate"), json::value("nothing"));
  EXPECT_EQ(at(made, "/start"), json::value("nothing"));
  EXPECT_EQ(at(made, "/behavior"), json::parse(R"(["paged"])"));
  EXPECT_EQ(at(made, "/seeAlso"), json::parse(R"([{"id":"https://e.org/s","type":"Dataset"}])"));
}

TEST(Mend, KeepsRightsThatAreNoAddress) {
  auto const made = mended(manifest(R"("rights":"Ask the library",)"));
  EXPECT_EQ(at(made, "/rights"), json::value("nothing"));
  EXPECT_EQ(at(made, "/requiredStatement/value/none/0"), json::value("Ask the library"));
}

TEST(Mend, PaintsWhereItStands) {
  auto const made = mended(manifest("", "", "", "\"https://other.org/c/1#xywh=0,0,5,5\""));
  EXPECT_EQ(at(made, "/items/0/items/0/items/0/target"), json::value("https://e.org/c/1#xywh=0,0,5,5"));
}

TEST(Mend, MeasuresACanvasByItsPicture) {
  auto const made = mended(manifest("", R"("label":{"en":["1"]},)"));
  EXPECT_EQ(at(made, "/items/0/height"), json::value(10));
  EXPECT_EQ(at(made, "/items/0/width"), json::value(20));
  EXPECT_EQ(at(mended(manifest("", R"("height":"100","width":200.0,)")), "/items/0/height"), json::value(100));
}

TEST(Mend, RenamesWhatIsNamedByAFragment) {
  auto document =
      manifest(R"("start":{"id":"https://e.org/m#c","type":"Canvas"},)", "", "", R"("https://e.org/m#c#xywh=0,0,5,5")");
  document.at("items").at(0).at("id") = "https://e.org/m#c";
  auto const made = mended(document);
  EXPECT_EQ(at(made, "/items/0/id"), json::value("https://e.org/m/c"));
  EXPECT_EQ(at(made, "/start/id"), json::value("https://e.org/m/c"));
  EXPECT_EQ(at(made, "/items/0/items/0/items/0/target"), json::value("https://e.org/m/c#xywh=0,0,5,5"));
}

TEST(Mend, MakesHtmlSafe) {
  auto const made = mended(manifest(R"("summary":{"en":["<p onclick='x()'>a</p><p>b</p>"]},)"));
  EXPECT_EQ(at(made, "/summary/en/0"), json::value("<span><p>a</p><p>b</p></span>"));
}

TEST(Mend, NeverGuessesWhatIsShown) {
  auto document = manifest();
  document.at("items").at(0).as_object().erase("id");
  EXPECT_NE(mend_document(document, Version::v3).report.errors, 0U);
  document = manifest();
  document.at("items").at(0).at("items").at(0).at("items").at(0).at("body").as_object().erase("id");
  EXPECT_NE(mend_document(document, Version::v3).report.errors, 0U);
  document = manifest();
  document.as_object().erase("items");
  EXPECT_NE(mend_document(document, Version::v3).report.errors, 0U);
}

TEST(Mend, ReplacesTheWordsOfVersion2) {
  auto document =
      manifest(R"("description":"What it is","attribution":"X","logo":"https://e.org/l.png","license":"none",)");
  EXPECT_EQ(replace_older_words(document.as_object()).size(), 4U);
  EXPECT_EQ(at(document, "/summary"), json::parse(R"({"none":["What it is"]})"));
  EXPECT_EQ(at(document, "/requiredStatement/value/none/0"), json::value("X"));
  EXPECT_EQ(at(document, "/provider/0/logo/0/id"), json::value("https://e.org/l.png"));
  EXPECT_EQ(at(document, "/provider/0/id"), json::value("https://e.org/"));
  EXPECT_EQ(at(document, "/license"), json::value("nothing"));
  EXPECT_EQ(mend_document(document, Version::v3).report.errors, 0U);
}

TEST(Mend, TakesManyOutOfOneList) {
  auto document = manifest();
  json::array links;
  for (int i = 0; i < 30'000; ++i)
    links.push_back(i % 3 == 0 ? json::value(i)
                               : json::value({{"id", "https://e.org/s" + std::to_string(i)}, {"type", "Dataset"}}));
  document.as_object()["structures"] = json::array{{{"id", "https://e.org/r"}, {"type", "Range"}, {"items", links}}};
  document.as_object()["seeAlso"] = std::move(links);
  auto const made = mended(std::move(document));
  EXPECT_EQ(at(made, "/seeAlso").as_array().size(), 20'000U);
  EXPECT_EQ(at(made, "/seeAlso/0/id"), json::value("https://e.org/s1"));
  EXPECT_EQ(at(made, "/structures"), json::array());
}

TEST(Mend, EncodesWhatNoAddressHas) {
  auto document = manifest(R"("seeAlso":[{"id":"https://e.org/?a[b]=ü c","type":"Dataset"}],)");
  EXPECT_EQ(encode_addresses(document).size(), 1U);
  EXPECT_EQ(at(document, "/seeAlso/0/id"), json::value("https://e.org/?a%5Bb%5D=%C3%BC%20c"));
  EXPECT_THAT(encode_addresses(document), testing::IsEmpty());
}

}  // namespace
}  // namespace triforium::presentation
