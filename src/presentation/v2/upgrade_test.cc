#include "presentation/v2/upgrade.h"

#include <gmock/gmock.h>

#include "presentation/v2/values.h"

namespace triforium::presentation::v2 {
namespace {

Upgraded upgraded(std::string_view text, UpgradeDefaults const& defaults = {}) {
  return upgrade_v2(json::parse(text).as_object(), defaults).value();
}

// A manifest with `more` beside its id and label.
json::object manifest_with(std::string_view more) {
  return upgraded(R"({"@id":"http://a/m","@type":"sc:Manifest","label":"M",)" + std::string(more) + "}").document;
}

std::string text(json::object const& object, std::string_view key) {
  auto const* value = object.if_contains(key);
  return value == nullptr ? "" : json::serialize(*value);
}

TEST(Upgrade, PutsTheContextFirstAndRefusesOtherClasses) {
  EXPECT_EQ(manifest_with(R"("within":"http://a/top")").begin()->key(), "@context");
  EXPECT_FALSE(upgrade_v2(json::parse(R"({"id":"http://a","type":"Manifest"})").as_object()));
  EXPECT_FALSE(upgrade_v2({}));
}

TEST(Upgrade, AttributionBecomesTheRequiredStatement) {
  EXPECT_EQ(text(manifest_with(R"("attribution":"Library")"), "requiredStatement"),
            R"({"label":{"en":["Attribution"]},"value":{"none":["Library"]}})");
}

TEST(Upgrade, ReadsTextWithoutTheSignsOfJsonLd) {
  EXPECT_EQ(text(manifest_with(R"("description":[{"value":"Ein Bild","language":"de"}])"), "summary"),
            R"({"de":["Ein Bild"]})");
}

TEST(Upgrade, SelectorsKeepTheirClass) {
  auto const got = upgraded(R"({"@id":"http://a/a","@type":"oa:Annotation","motivation":"oa:tagging",
      "on":{"@type":"oa:SpecificResource","full":{"@id":"http://a/c","within":"http://a/m"},
            "selector":{"@type":"oa:PointSelector","x":1,"y":2}}})");
  EXPECT_EQ(text(got.document, "target"),
            R"({"type":"SpecificResource","source":{"id":"http://a/c","type":"Canvas",)"
            R"("partOf":[{"id":"http://a/m","type":"Manifest"}]},"selector":{"type":"PointSelector","x":1,"y":2}})");
}

TEST(Upgrade, OnlyRegisteredLicensesAreRights) {
  EXPECT_EQ(text(manifest_with(R"("license":"https://creativecommons.org/licenses/by/4.0/")"), "rights"),
            R"("http://creativecommons.org/licenses/by/4.0/")");
  EXPECT_EQ(text(manifest_with(R"("license":"https://rightsstatements.org/page/InC/1.0/")"), "rights"),
            R"("http://rightsstatements.org/vocab/InC/1.0/")");
  auto const other = manifest_with(R"("license":"http://a/terms")");
  EXPECT_FALSE(other.contains("rights"));
  EXPECT_THAT(text(other, "metadata"), testing::HasSubstr("http://a/terms"));
}

TEST(Upgrade, ALogoNeedsAnAgent) {
  EXPECT_EQ(text(manifest_with(R"("logo":"http://a.org/l.png")"), "provider"),
            R"([{"id":"http://a.org/","type":"Agent","label":{"none":["a.org"]},)"
            R"("logo":[{"id":"http://a.org/l.png","type":"Image"}]}])");
  auto const named = upgraded(R"({"@id":"http://a/m","@type":"sc:Manifest","label":"M","logo":"http://a.org/l.png"})",
                              {"http://library", "The Library"});
  EXPECT_THAT(text(named.document, "provider"), testing::HasSubstr(R"("id":"http://library")"));
}

TEST(Upgrade, AProviderThatIsNoneDoesNoHarm) {
  auto const got = upgraded(R"({"@id":"http://a/c","@type":"sc:Canvas","provider":"x","logo":"http://a.org/l.png"})");
  EXPECT_EQ(got.document.at("provider").at(0).at("type"), "Agent");
}

TEST(Upgrade, ASingleRelatedPageIsTheHomepage) {
  EXPECT_EQ(text(manifest_with(R"("related":{"@id":"http://a/p","format":"text/html","label":"P"})"), "homepage"),
            R"([{"id":"http://a/p","type":"Text","format":"text/html","label":{"none":["P"]}}])");
  auto const two = manifest_with(R"("related":["http://a/p","http://a/q"])");
  EXPECT_FALSE(two.contains("homepage"));
  EXPECT_THAT(text(two, "metadata"), testing::HasSubstr("http://a/q"));
}

TEST(Upgrade, PropertiesThatNoVersionHasAreToldNotKept) {
  auto const got = upgraded(R"({"@id":"http://a/m","@type":"sc:Manifest","label":"M","guid":"1","sequences":[]})");
  EXPECT_FALSE(got.document.contains("guid"));
  ASSERT_EQ(got.losses.size(), 1U);
  EXPECT_EQ(got.losses[0].pointer, "/guid");
}

TEST(Upgrade, TheFirstSequenceBecomesTheManifest) {
  auto const got = manifest_with(R"("sequences":[
    {"viewingHint":"paged","viewingDirection":"right-to-left","startCanvas":"http://a/c","canvases":[
      {"@id":"http://a/c","@type":"sc:Canvas","label":"1","height":"20","width":10,"images":[
        {"@type":"oa:Annotation","motivation":"sc:painting","on":"http://a/c",
         "resource":{"@id":"http://a/i.jpg","@type":"dcTypes:Image"}}]}]},
    {"label":"Other","canvases":["http://a/c"]}])");
  EXPECT_EQ(text(got, "behavior"), R"(["paged"])");
  EXPECT_EQ(text(got, "viewingDirection"), R"("right-to-left")");
  EXPECT_EQ(text(got, "start"), R"({"id":"http://a/c","type":"Canvas"})");
  EXPECT_EQ(text(got, "items"), R"([{"id":"http://a/c","type":"Canvas","label":{"none":["1"]},"height":20,"width":10,)"
                                R"("items":[{"id":"http://a/c/page/1","type":"AnnotationPage","items":[)"
                                R"({"id":"http://a/c/annotation/1","type":"Annotation","motivation":"painting",)"
                                R"("target":"http://a/c","body":{"id":"http://a/i.jpg","type":"Image"}}]}]}])");
  EXPECT_EQ(text(got, "structures"),
            R"([{"id":"http://a/m/sequence/2","type":"Range","behavior":["sequence"],"label":{"none":["Other"]},)"
            R"("items":[{"id":"http://a/c","type":"Canvas"}]}])");
}

TEST(Upgrade, RangesAreNestedByTheirUris) {
  auto const got = manifest_with(R"("structures":[
    {"@id":"http://a/r1","@type":"sc:Range","viewingHint":"top","ranges":["http://a/r2"]},
    {"@id":"http://a/r2","@type":"sc:Range","canvases":["http://a/c#xywh=1,2,3,4"]}])");
  EXPECT_EQ(
      text(got, "structures"),
      R"([{"id":"http://a/r1","type":"Range","items":[{"id":"http://a/r2","type":"Range","items":[)"
      R"({"type":"SpecificResource","source":{"id":"http://a/c","type":"Canvas"},"selector":)"
      R"({"type":"FragmentSelector","conformsTo":"http://www.w3.org/TR/media-frags/","value":"xywh=1,2,3,4"}}]}]}])");
}

TEST(Upgrade, RangesInACircleEnd) {
  auto const got = manifest_with(R"("structures":[
    {"@id":"http://a/r1","@type":"sc:Range","ranges":["http://a/r2"]},
    {"@id":"http://a/r2","@type":"sc:Range","ranges":["http://a/r1"]}])");
  EXPECT_EQ(text(got, "structures"),
            R"([{"id":"http://a/r1","type":"Range","items":[{"id":"http://a/r2","type":"Range","items":[)"
            R"({"id":"http://a/r1","type":"Range"}]}]}])");
}

TEST(Upgrade, AHundredThousandNestedRangesStayShallow) {
  json::array ranges;
  for (int i = 0; i < 100'000; ++i) {
    auto const name = [](int n) { return "http://a/r" + std::to_string(n); };
    ranges.push_back(json::object{{"@id", name(i)}, {"@type", "sc:Range"}, {"ranges", json::array{name(i + 1)}}});
  }
  auto const got = upgrade_v2({{"@id", "http://a/m"}, {"@type", "sc:Manifest"}, {"structures", std::move(ranges)}});
  ASSERT_TRUE(got);
  EXPECT_EQ(got->document.at("structures").as_array().size(), 5000U);
}

TEST(Upgrade, PaintedTextInAListIsSupplementing) {
  auto const got = upgraded(R"({"@id":"http://a/l","@type":"sc:AnnotationList","resources":[
    {"@type":"oa:Annotation","motivation":"sc:painting","on":"http://a/c#xywh=1,2,3,4",
     "resource":{"@type":"cnt:ContentAsText","format":"text/plain","chars":"A line"}},
    {"@type":"oa:Annotation","motivation":"oa:commenting","on":{"@type":"oa:SpecificResource","full":"http://a/c",
     "selector":{"@type":"oa:Choice","default":{"@type":"oa:FragmentSelector","value":"xywh=1,2,3,4"},
      "item":{"@type":"oa:SvgSelector","value":"<svg/>"}}},
     "resource":{"@type":"oa:Choice","default":{"@id":"http://a/1.png","@type":"dctypes:Image"},"item":"rdf:nil"}}]})");
  EXPECT_EQ(
      text(got.document, "items"),
      R"([{"id":"http://a/l#annotation-1","type":"Annotation","motivation":"supplementing",)"
      R"("target":"http://a/c#xywh=1,2,3,4","body":{"type":"TextualBody","value":"A line","format":"text/plain"}},)"
      R"({"id":"http://a/l#annotation-2","type":"Annotation","motivation":"commenting","target":)"
      R"({"type":"SpecificResource","source":"http://a/c","selector":[)"
      R"({"type":"FragmentSelector","value":"xywh=1,2,3,4","conformsTo":"http://www.w3.org/TR/media-frags/"},)"
      R"({"type":"SvgSelector","value":"<svg/>"}]},)"
      R"("body":{"type":"Choice","items":[{"id":"http://a/1.png","type":"Image"}]}}])");
  EXPECT_EQ(got.losses.size(), 1U);
}

TEST(Upgrade, CollectionsListTheirMembersInOrder) {
  auto const got = upgraded(R"({"@id":"http://a/t","@type":"sc:Collection","label":"T","total":2,"members":[
    {"@id":"http://a/m","@type":"sc:Manifest","label":"M"},{"@id":"http://a/s","@type":"sc:Collection","label":"S"}]})");
  EXPECT_EQ(text(got.document, "items"), R"([{"id":"http://a/m","type":"Manifest","label":{"none":["M"]}},)"
                                         R"({"id":"http://a/s","type":"Collection","label":{"none":["S"]}}])");
  EXPECT_EQ(got.losses.size(), 1U);
}

}  // namespace
}  // namespace triforium::presentation::v2
