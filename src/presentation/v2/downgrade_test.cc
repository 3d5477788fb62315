#include "presentation/v2/downgrade.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "json/parse.h"
#include "presentation/v2/values.h"
#include "support/data.h"

namespace triforium::presentation::v2 {
namespace {

Downgraded downgraded(std::string_view text, V2Names const& names = {}) {
  return downgrade_v3(json::parse(text).as_object(), names).value();
}

Downgraded manifest_with(std::string_view more, V2Names const& names = {}) {
  return downgraded(R"({"id":"http://a/m","type":"Manifest","label":{"en":["M"]},)" + std::string(more) + "}", names);
}

std::string text(json::object const& object, std::string_view key) {
  auto const* value = object.if_contains(key);
  return value == nullptr ? "" : json::serialize(*value);
}

json::object first_canvas(Downgraded const& got) {
  return got.document.at("sequences").at(0).at("canvases").at(0).as_object();
}

TEST(Downgrade, RefusesWhatIsNotOfVersion3) {
  EXPECT_FALSE(downgrade_v3(json::parse(R"({"@id":"http://a","@type":"sc:Manifest"})").as_object()));
}

// However full the document's table is when the label comes to it: a short text lies within that table.
TEST(Downgrade, LabelsWhatHasNoneByItsId) {
  std::string more;
  for (int i = 0; i < 40; ++i) {
    more += fmt::format(R"(,"x{}":{})", i, i);
    auto const got = downgraded(R"({"id":"http://a/m","type":"Manifest","items":[])" + more + "}");
    EXPECT_EQ(text(got.document, "label"), R"("http://a/m")") << i;
  }
}

TEST(Downgrade, FoldsTheLabelOfTheRequiredStatementIn) {
  auto const said = [](std::string_view label, std::string_view value) {
    auto const statement = json::serialize(json::object{{"label", json::object{{"en", json::array{label}}}},
                                                        {"value", json::object{{"none", json::array{value}}}}});
    return text(manifest_with(R"("requiredStatement":)" + statement).document, "attribution");
  };
  EXPECT_EQ(said("Attribution", "Library"), R"("Library")");
  EXPECT_EQ(said("Held by", "Library"), R"("Held by: Library")");
  EXPECT_EQ(said("Held by", "<b>Library</b>"), R"("<span>Held by: <b>Library</b></span>")");
}

TEST(Downgrade, AProviderLeavesItsLogoAndItsName) {
  auto const got = manifest_with(R"("provider":[{"id":"http://l","type":"Agent","label":{"none":["L"]},
    "homepage":[{"id":"http://l/home","type":"Text"}],"logo":[{"id":"http://l/l.png","type":"Image"}]}])");
  EXPECT_EQ(text(got.document, "logo"), R"({"@id":"http://l/l.png","@type":"dctypes:Image"})");
  EXPECT_EQ(text(got.document, "metadata"), R"([{"label":"Provider","value":"<a href=\"http://l/home\">L</a>"}])");
}

TEST(Downgrade, PropertiesOf2InADocumentOf3DoNoHarm) {
  auto const got = manifest_with(R"("related":"x","rendering":[],"homepage":[],"sequences":1,"logo":2,"items":[3])");
  EXPECT_TRUE(got.document.at("sequences").is_array());
}

TEST(Downgrade, ListsThatAreSplitOutKeepTheContextsOfExtensions) {
  auto const got = manifest_with(R"("@context":["http://geojson.org/geojson-ld/geojson-context.jsonld",
      "http://iiif.io/api/presentation/3/context.json"],"items":[{"id":"http://a/c","type":"Canvas","height":1,"width":1,
      "annotations":[{"id":"http://a/p","type":"AnnotationPage","items":[{"id":"http://a/a","type":"Annotation",
      "motivation":"tagging","body":{"id":"http://a/f","type":"Feature"},"target":"http://a/c"}]}]}])");
  ASSERT_EQ(got.lists.size(), 1U);
  EXPECT_EQ(
      text(got.lists[0].second, "@context"),
      R"(["http://iiif.io/api/presentation/2/context.json","http://geojson.org/geojson-ld/geojson-context.jsonld"])");
}

TEST(Downgrade, LabelsOfAStatementInSeveralLanguagesAreSaidInEach) {
  auto const got = manifest_with(R"("requiredStatement":{"label":{"en":["Held by"],"fr":["Détenu par"]},
      "value":{"none":["Library"]}})");
  EXPECT_EQ(text(got.document, "attribution"), R"([{"@value":"Held by: Library","@language":"en"},)"
                                               R"({"@value":"Détenu par: Library","@language":"fr"}])");
  EXPECT_TRUE(got.losses.empty());
}

TEST(Downgrade, ALabelOfAStatementInALanguageWithoutTextIsLost) {
  auto const got = manifest_with(R"("requiredStatement":{"label":{"en":["Held by"],"fr":["Détenu par"]},
      "value":{"en":["Library"]}})");
  ASSERT_EQ(got.losses.size(), 1U);
  EXPECT_EQ(got.losses[0].pointer, "/requiredStatement/label/fr");
}

TEST(Downgrade, ATargetKeepsTheManifestItIsPartOf) {
  auto const on = [](std::string_view target) {
    auto const got = downgraded(R"({"id":"http://a/a","type":"Annotation","motivation":"highlighting","target":)" +
                                std::string(target) + "}");
    return text(got.document, "on");
  };
  EXPECT_EQ(on(R"({"id":"http://a/c","type":"Canvas","partOf":[{"id":"http://a/m","type":"Manifest"}]})"),
            R"({"@id":"http://a/c","@type":"sc:Canvas","within":"http://a/m"})");
  EXPECT_EQ(on(R"({"type":"SpecificResource","source":{"id":"http://a/c","type":"Canvas",
                   "partOf":[{"id":"http://a/m","type":"Manifest"}]},"selector":{"type":"PointSelector","x":1,"y":2}})"),
            R"({"@type":"oa:SpecificResource","full":{"@id":"http://a/c","@type":"sc:Canvas","within":"http://a/m"},)"
            R"("selector":{"@type":"oa:PointSelector","x":1,"y":2}})");
}

TEST(Downgrade, ASelectorKeepsItsName) {
  auto const got = downgraded(R"({"id":"http://a/a","type":"Annotation","motivation":"highlighting","target":
      {"type":"SpecificResource","source":"http://a/c","selector":{"id":"http://a/s","type":"PointSelector","x":1,"y":2}}})");
  EXPECT_EQ(text(got.document.at("on").as_object(), "selector"),
            R"({"@type":"oa:PointSelector","@id":"http://a/s","x":1,"y":2})");
}

TEST(Downgrade, WhatIsNamedLike2sOwnPartsIsLostAndSaysSo) {
  auto const got = manifest_with(R"("sequences":[{"label":"x"}])");
  ASSERT_EQ(got.losses.size(), 1U);
  EXPECT_EQ(got.losses[0].property, "sequences");
}

TEST(Downgrade, WritesWhatIsMandatory) {
  auto const got = manifest_with(R"("items":[{"id":"http://a/c","type":"Canvas","duration":5,"items":[]}])");
  EXPECT_EQ(json::serialize(first_canvas(got)),
            R"({"@id":"http://a/c","@type":"sc:Canvas","label":"1","height":1000,"width":1000,"images":[]})");
  EXPECT_EQ(got.losses.size(), 3U);  // duration, label, size
}

TEST(Downgrade, KeepsImagesAndSplitsOutTheRest) {
  V2Names const names{.list = [](std::string_view, std::size_t n) { return "http://a/list/" + std::to_string(n); }};
  auto const got =
      manifest_with(R"("items":[{"id":"http://a/c","type":"Canvas","label":{"none":["1"]},"height":1,"width":1,
    "items":[{"id":"http://a/p","type":"AnnotationPage","items":[
      {"id":"http://a/a1","type":"Annotation","motivation":"painting","target":"http://a/c",
       "body":{"id":"http://a/i.jpg","type":"Image"}},
      {"id":"http://a/a2","type":"Annotation","motivation":"painting","target":"http://a/c",
       "body":{"id":"http://a/v.mp4","type":"Video","format":"video/mp4"}}]}],
    "annotations":[{"id":"http://a/q","type":"AnnotationPage","items":[
      {"id":"http://a/a3","type":"Annotation","motivation":"supplementing","target":"http://a/c#xywh=0,0,1,1",
       "body":{"type":"TextualBody","value":"text"}}]}]}])",
                    names);
  auto const canvas = first_canvas(got);
  EXPECT_EQ(text(canvas, "images"),
            R"([{"@id":"http://a/a1","@type":"oa:Annotation","motivation":"sc:painting",)"
            R"("on":"http://a/c","resource":{"@id":"http://a/i.jpg","@type":"dctypes:Image"}}])");
  EXPECT_EQ(text(canvas, "otherContent"), R"([{"@id":"http://a/list/1","@type":"sc:AnnotationList"},)"
                                          R"({"@id":"http://a/list/2","@type":"sc:AnnotationList"}])");
  EXPECT_EQ(text(canvas, "rendering"), R"([{"@id":"http://a/v.mp4","format":"video/mp4","label":"http://a/v.mp4"}])");
  ASSERT_EQ(got.lists.size(), 2U);
  EXPECT_EQ(
      text(got.lists[1].second, "resources"),
      R"([{"@id":"http://a/a3","@type":"oa:Annotation","motivation":"sc:painting","on":"http://a/c#xywh=0,0,1,1",)"
      R"("resource":{"@type":"cnt:ContentAsText","chars":"text"}}])");
}

TEST(Downgrade, FlattensRangesAndMarksTheTop) {
  auto const got = manifest_with(R"("items":[],"structures":[{"id":"http://a/r1","type":"Range","label":{"none":["R"]},
    "items":[{"id":"http://a/r2","type":"Range","label":{"none":["S"]},"items":[{"id":"http://a/c","type":"Canvas"}]}]}])");
  EXPECT_EQ(
      text(got.document, "structures"),
      R"([{"@id":"http://a/r1","@type":"sc:Range","label":"R","viewingHint":"top","ranges":["http://a/r2"]},)"
      R"({"@id":"http://a/r2","@type":"sc:Range","label":"S","canvases":["http://a/c"],"within":"http://a/r1"}])");
  EXPECT_TRUE(got.losses.empty());
}

TEST(Downgrade, ASequenceIsADocumentOfItsOwn) {
  auto const got =
      manifest_with(R"("items":[{"id":"http://a/c","type":"Canvas","label":{"none":["1"]},"height":1,"width":1,
    "items":[]}],"structures":[{"id":"http://a/s","type":"Range","behavior":["sequence"],"label":{"none":["S"]},
    "items":[{"id":"http://a/c","type":"Canvas"}]}])");
  EXPECT_EQ(json::serialize(got.document.at("sequences").at(1)),
            R"({"@id":"http://a/s","@type":"sc:Sequence","label":"S"})");
  ASSERT_EQ(got.sequences.size(), 1U);
  EXPECT_EQ(got.sequences[0].second.at("canvases").at(0).at("@id"), "http://a/c");
}

TEST(Downgrade, CallsDocumentsByTheirSecondName) {
  V2Names const names{.document = [](std::string_view uri) { return std::string(uri) + "/v2"; }};
  auto const got = downgraded(R"({"id":"http://a/t","type":"Collection","label":{"none":["T"]},
    "partOf":[{"id":"http://a/top","type":"Collection"}],
    "items":[{"id":"http://a/m","type":"Manifest","label":{"none":["M"]}}]})",
                              names);
  EXPECT_EQ(text(got.document, "@id"), R"("http://a/t/v2")");
  EXPECT_EQ(text(got.document, "within"), R"("http://a/top/v2")");
  EXPECT_EQ(text(got.document, "manifests"), R"([{"@id":"http://a/m/v2","@type":"sc:Manifest","label":"M"}])");
}

// 2.1's mandatory properties, at every resource of the document.
void expect_whole(json::value const& value, std::string const& place) {
  if (auto const* list = value.if_array())
    for (auto const& item : *list)
      expect_whole(item, place);
  auto const* object = value.if_object();
  if (object == nullptr) return;
  EXPECT_FALSE(object->contains("annotations")) << place;
  auto const type = text_of(*object, "@type");
  bool const needs_label = type == "sc:Manifest" || type == "sc:Range" || type == "sc:Collection" || type == "sc:Layer";
  EXPECT_TRUE(!needs_label || object->contains("label")) << place << json::serialize(*object).substr(0, 200);
  for (auto const& list : entries_of(*object, "otherContent", {}))
    EXPECT_FALSE(list.value->as_object().contains("resources")) << place;
  if (object->contains("images")) {
    for (auto const* key : {"@id", "label", "height", "width"})
      EXPECT_TRUE(object->contains(key)) << place << ' ' << key;
  }
  for (auto const& member : *object)
    expect_whole(member.value(), place);
}

TEST(Downgrade, EveryCookbookManifestHasWhatIsMandatory) {
  auto const data = test::shared_data();
  if (!data) GTEST_SKIP() << test::kNoData;
  int documents = 0;
  for (auto const& entry : std::filesystem::recursive_directory_iterator(*data / "manifests" / "cookbook")) {
    if (entry.path().extension() != ".json") continue;
    std::ifstream file(entry.path(), std::ios::binary);
    auto const document = triforium::json::parse(std::string{std::istreambuf_iterator<char>(file), {}});
    if (!document || !document->is_object()) continue;
    auto const got = downgrade_v3(document->get_object());
    if (!got) continue;
    ++documents;
    expect_whole(got->document, entry.path().string());
    for (auto const& [uri, list] : got->lists)
      EXPECT_EQ(text_of(list, "@id"), uri);
  }
  EXPECT_GE(documents, 70);
}

}  // namespace
}  // namespace triforium::presentation::v2
