#include "presentation/v3/write.h"

#include <gtest/gtest.h>

#include <string_view>

#include "presentation/v3/read.h"
#include "presentation/v4/read.h"

namespace triforium::presentation {
namespace {

boost::json::object parse(std::string_view text) {
  return boost::json::parse({text.data(), text.size()}).as_object();
}

boost::json::object read(std::string_view v3) {
  return read_v3(parse(v3)).value().tree;
}
Converted write(std::string_view v4) {
  return write_v3(read_v4(parse(v4)).value());
}

TEST(ReadV3, ACanvasWithTimeOnlyIsATimelineWhereverItIsNamed) {
  EXPECT_EQ(read(R"({"id": "http://x/m", "type": "Manifest", "items": [
      {"id": "http://x/c", "type": "Canvas", "duration": 9, "items": [{"id": "http://x/p", "type": "AnnotationPage",
       "items": [{"id": "http://x/a", "type": "Annotation", "motivation": "painting",
                  "body": {"id": "http://x/s.mp3", "type": "Sound"}, "target": "http://x/c#t=1,2"}]}]}]})"),
            parse(R"({"@context": "http://iiif.io/api/presentation/4/context.json",
      "id": "http://x/m", "type": "Manifest", "items": [
      {"id": "http://x/c", "type": "Timeline", "duration": 9, "items": [{"id": "http://x/p", "type": "AnnotationPage",
       "items": [{"id": "http://x/a", "type": "Annotation", "motivation": ["painting"],
                  "body": {"id": "http://x/s.mp3", "type": "Audio"},
                  "target": {"id": "http://x/c#t=1,2", "type": "Timeline"}}]}]}]})"));
}

TEST(ReadV3, SpecificResourcesGetAnIdAndAnArrayOfSelectors) {
  auto const tree = read(R"({"id": "http://x/a", "type": "Annotation", "target": {"type": "SpecificResource",
      "source": "http://x/c", "selector": {"type": "PointSelector", "x": 1, "y": 2, "t": 3}}})");
  EXPECT_EQ(tree.at("target"), parse(R"({"id": "http://x/a/target", "type": "SpecificResource",
      "source": {"id": "http://x/c", "type": "Canvas"},
      "selector": [{"type": "PointSelector", "x": 1, "y": 2, "instant": 3}]})"));
}

TEST(ReadV3, SeveralBodiesAreIndependent) {
  auto const tree = read(R"({"id": "http://x/a", "type": "Annotation", "body": ["http://x/1.jpg", "http://x/2"]})");
  EXPECT_EQ(tree.at("body"), parse(R"({"id": "http://x/a/body", "type": "Independents", "items": [
      {"id": "http://x/1.jpg", "type": "Image"}, {"id": "http://x/2", "type": "Dataset"}]})"));
}

TEST(ReadV3, ContextsOfExtensionsStandBeforeThatOfPresentation) {
  auto const tree = read(R"({"@context": ["http://iiif.io/api/extension/navplace/context.json", "http://x/e.json",
      "http://iiif.io/api/presentation/3/context.json"], "id": "http://x/m", "type": "Manifest",
      "items": [{"@context": "http://x/inner.json", "type": "Canvas"}]})");
  EXPECT_EQ(tree.at("@context"), boost::json::parse(R"(["http://x/e.json", "http://x/inner.json",
      "http://iiif.io/api/presentation/4/context.json"])"));
  EXPECT_FALSE(tree.at("items").at(0).as_object().contains("@context"));
}

TEST(ReadV3, ACanvasOfModelsIsAScene) {
  auto const model = read_v3(parse(R"({"id": "http://x/m", "type": "Manifest",
      "start": {"id": "http://x/c", "type": "Canvas"},
      "items": [{"id": "http://x/c", "type": "Canvas", "height": 1000, "width": 1000, "items": [
          {"id": "http://x/p", "type": "AnnotationPage", "items": [{"id": "http://x/a", "type": "Annotation",
           "motivation": "painting", "body": {"id": "http://x/m.glb", "type": "Model"}, "target": "http://x/c"}]}]}]})"));
  ASSERT_TRUE(model);
  EXPECT_EQ(model->tree.at("items").at(0), boost::json::parse(R"({"id": "http://x/c", "type": "Scene", "items": [
          {"id": "http://x/p", "type": "AnnotationPage", "items": [{"id": "http://x/a", "type": "Annotation",
           "motivation": ["painting"], "body": {"id": "http://x/m.glb", "type": "Model"},
           "target": {"id": "http://x/c", "type": "Scene"}}]}]})"));
  EXPECT_EQ(model->tree.at("start").at("type"), "Scene");
}

TEST(ReadV3, ACanvasWithAPictureBesideTheModelStaysOne) {
  auto const model = read_v3(parse(R"({"id": "http://x/m", "type": "Manifest",
      "items": [{"id": "http://x/c", "type": "Canvas", "height": 1000, "width": 1000, "items": [
          {"id": "http://x/p", "type": "AnnotationPage", "items": [
           {"type": "Annotation", "motivation": "painting", "body": {"type": "Model"}, "target": "http://x/c"},
           {"type": "Annotation", "motivation": "painting", "body": {"type": "Image"}, "target": "http://x/c"}]}]}]})"));
  ASSERT_TRUE(model);
  EXPECT_EQ(model->tree.at("items").at(0).at("type"), "Canvas");
}

TEST(ReadV3, WantsAType) {
  EXPECT_FALSE(read_v3({}));
  EXPECT_FALSE(read_v3(parse(R"({"@type": "sc:Manifest"})")));
}

constexpr std::string_view scene = R"({"id": "http://x/m", "type": "Manifest", "items": [
    {"id": "http://x/s", "type": "Scene", "items": [{"id": "http://x/p", "type": "AnnotationPage", "items": [
      {"id": "http://x/a1", "type": "Annotation", "motivation": ["painting"], "body": {"type": "AmbientLight"},
       "target": {"id": "http://x/s", "type": "Scene"}},
      {"id": "http://x/a2", "type": "Annotation", "motivation": ["painting"],
       "body": {"id": "http://x/b", "type": "SpecificResource", "source": {"id": "http://x/m.glb", "type": "Model"},
                "transform": [{"type": "RotateTransform", "x": 90}]},
       "target": {"id": "http://x/t", "type": "SpecificResource", "source": {"id": "http://x/s", "type": "Scene"},
                  "selector": [{"type": "PointSelector", "x": 1, "y": 2, "z": 3}]}},
      {"id": "http://x/a3", "type": "Annotation", "motivation": ["activating"],
       "target": {"id": "http://x/a2", "type": "Annotation"}}]}]}]})";

TEST(WriteV3, ASceneIsACanvasWithItsModel) {
  auto const written = write(scene);
  auto const& canvas = written.document.at("items").at(0);
  EXPECT_EQ(canvas, parse(R"({"id": "http://x/s", "type": "Canvas", "items": [
      {"id": "http://x/p", "type": "AnnotationPage", "items": [
        {"id": "http://x/a2", "type": "Annotation", "motivation": "painting",
         "body": {"id": "http://x/m.glb", "type": "Model"}, "target": "http://x/s"}]}],
      "rendering": [{"id": "http://x/m.glb", "type": "Model", "label": {"en": ["3D model"]}}],
      "height": 1000, "width": 1000})"));
}

TEST(WriteV3, TellsWhatSpaceAndInteractionLose) {
  std::vector<std::string> pointers;
  for (auto const& loss : write(scene).losses)
    pointers.push_back(loss.pointer);
  std::string const page = "/items/0/items/0/items";
  EXPECT_EQ(pointers, (std::vector<std::string>{"/items/0", page + "/0", page + "/1/body/transform", page + "/1/body",
                                                page + "/1/target/selector", page + "/1/target", page + "/2"}));
}

TEST(WriteV3, PagesOfCollectionsAreCollections) {
  auto const written = write(R"({"id": "http://x/c", "type": "Collection", "label": {"en": ["All"]},
      "first": {"id": "http://x/c/1", "type": "CollectionPage"}, "last": {"id": "http://x/c/9", "type": "CollectionPage"}})");
  EXPECT_EQ(written.document, parse(R"({"@context": "http://iiif.io/api/presentation/3/context.json",
      "id": "http://x/c", "type": "Collection", "label": {"en": ["All"]}, "items": [
      {"id": "http://x/c/1", "type": "Collection", "label": {"en": ["All"]}},
      {"id": "http://x/c/9", "type": "Collection", "label": {"en": ["All"]}}]})"));
  EXPECT_FALSE(written.losses.empty());
}

TEST(WriteV3, NavPlaceNeedsItsContext) {
  auto const written = write(R"({"id": "http://x/m", "type": "Manifest", "navPlace": {"type": "FeatureCollection"}})");
  EXPECT_EQ(written.document.at("@context"),
            boost::json::parse(R"(["http://iiif.io/api/extension/navplace/context.json",
      "http://iiif.io/api/presentation/3/context.json"])"));
}

}  // namespace
}  // namespace triforium::presentation
