#include "presentation/build.h"

#include <gtest/gtest.h>

#include <map>

namespace triforium::presentation {
namespace {

namespace bj = boost::json;

LanguageMap text(std::string language, std::string value) {
  LanguageMap map;
  map.add(std::move(language), std::move(value));
  return map;
}

FileReference file(std::string location, std::string format = {}) {
  FileReference made;
  made.location = std::move(location);
  made.format = std::move(format);
  return made;
}

struct Files {
  std::map<std::string, AssetFacts, std::less<>> known = {
      {"/1.tif", {"book~1", "1.tif", "image/tiff", 2000, 3000, 0, true}},
      {"/2.tif", {"book~2", "2.tif", "image/tiff", 2000, 3000, 0, true}},
      {"/song.mp3", {"book~song", "song.mp3", "audio/mpeg", 0, 0, 12.5, false}},
      {"/bust.glb", {"book~bust", "bust.glb", "model/gltf-binary", 0, 0, 0, false}},
      {"/1.xml", {"book~1.xml", "1.xml", "application/xml", 0, 0, 0, false}},
      {"/de.vtt", {"book~de.vtt", "de.vtt", "text/vtt", 0, 0, 0, false}},
      {"/en.vtt", {"book~en.vtt", "en.vtt", "text/vtt", 0, 0, 0, false}}};

  FindAsset find() const {
    return [this](std::string_view location) -> AssetFacts const* {
      auto const found = known.find(location);
      return found == known.end() ? nullptr : &found->second;
    };
  }
};

CanvasDraft page(std::string key, std::string location, MediaKind kind = MediaKind::image) {
  CanvasDraft canvas;
  canvas.key = std::move(key);
  Painting painting;
  painting.file = file(std::move(location));
  painting.kind = kind;
  canvas.paintings.push_back(std::move(painting));
  return canvas;
}

ItemDraft book() {
  ItemDraft item;
  item.id = "book";
  item.description.label = text("en", "A book");
  item.canvases = {page("1", "/1.tif"), page("2", "/2.tif")};
  return item;
}

bj::object built(ItemDraft const& item) {
  return build_manifest(item, Files().find());
}

bj::value at(bj::value const& value, std::string_view pointer) {
  boost::system::error_code error;
  auto const* const found = value.find_pointer(pointer, error);
  return found != nullptr ? *found : bj::value("nothing at " + std::string(pointer));
}

TEST(BuildManifest, SaysWhatItIs) {
  bj::value const manifest = built(book());
  EXPECT_EQ(manifest.as_object().begin()->key(), "@context");
  EXPECT_EQ(at(manifest, "/@context"), "http://iiif.io/api/presentation/3/context.json");
  EXPECT_EQ(at(manifest, "/id"), "urn:triforium:presentation/3/book/manifest");
  EXPECT_EQ(at(manifest, "/type"), "Manifest");
  EXPECT_EQ(at(manifest, "/label/en/0"), "A book");
  EXPECT_EQ(at(manifest, "/items").as_array().size(), 2U);
}

TEST(BuildManifest, PaintsPicturesWithTheirServices) {
  bj::value const manifest = built(book());
  EXPECT_EQ(at(manifest, "/items/0/id"), "urn:triforium:id/book/canvas/1");
  EXPECT_EQ(at(manifest, "/items/0/width"), 2000U);
  EXPECT_EQ(at(manifest, "/items/0/height"), 3000U);
  auto const annotation = at(manifest, "/items/0/items/0/items/0");
  EXPECT_EQ(at(annotation, "/motivation"), "painting");
  EXPECT_EQ(at(annotation, "/target"), "urn:triforium:id/book/canvas/1");
  EXPECT_EQ(at(annotation, "/body/id"), "urn:triforium:iiif/3/book~1/full/max/0/default.jpg");
  EXPECT_EQ(at(annotation, "/body/service/0/type"), "ImageService3");
  EXPECT_EQ(at(annotation, "/body/service/1/@type"), "ImageService2");
  EXPECT_EQ(at(annotation, "/body/service/1/@id"), "urn:triforium:iiif/2/book~1");
}

TEST(BuildManifest, HasThumbnailsOfRealSizes) {
  bj::value const manifest = built(book());
  EXPECT_EQ(at(manifest, "/thumbnail/0/id"), "urn:triforium:iiif/3/book~1/full/133,200/0/default.jpg");
  EXPECT_EQ(at(manifest, "/thumbnail/0/width"), 133U);
  EXPECT_EQ(at(manifest, "/items/1/thumbnail/0/id"), "urn:triforium:iiif/3/book~2/full/133,200/0/default.jpg");
}

TEST(BuildManifest, KeepsThePlaceOfAPageWhoseFileIsMissing) {
  auto item = book();
  item.canvases[1] = page("2", "/missing.tif");
  bj::value const manifest = built(item);
  EXPECT_EQ(at(manifest, "/items/1/items/0/items").as_array().size(), 0U);
  EXPECT_EQ(at(manifest, "/items/1/width"), 1000U);
}

TEST(BuildManifest, DoesNotPaintWhatIsNoPicture) {
  auto item = book();
  item.canvases[1] = page("2", "/1.xml");
  EXPECT_EQ(at(built(item), "/items/1/items/0/items").as_array().size(), 0U);
}

TEST(BuildManifest, GivesSoundADurationAndNoSides) {
  auto item = book();
  item.canvases = {page("song", "/song.mp3", MediaKind::sound)};
  bj::value const manifest = built(item);
  EXPECT_EQ(at(manifest, "/items/0/duration"), 12.5);
  EXPECT_FALSE(at(manifest, "/items/0").as_object().contains("width"));
  EXPECT_EQ(at(manifest, "/items/0/items/0/items/0/body/id"), "urn:triforium:files/book~song/song.mp3");
  EXPECT_EQ(at(manifest, "/items/0/items/0/items/0/body/type"), "Sound");
  EXPECT_EQ(at(manifest, "/items/0/items/0/items/0/body/duration"), 12.5);
}

TEST(BuildManifest, ShowsARecordingByTheCanvasThatStandsForIt) {
  auto item = book();
  item.canvases = {page("song", "/song.mp3", MediaKind::sound)};
  item.canvases[0].accompanying = page("", "/1.tif").paintings[0];
  bj::value const manifest = built(item);
  EXPECT_EQ(at(manifest, "/items/0/accompanyingCanvas/id"), "urn:triforium:id/book/canvas/song-accompanying");
  EXPECT_EQ(at(manifest, "/items/0/accompanyingCanvas/width"), 2000U);
  EXPECT_EQ(at(manifest, "/items/0/thumbnail/0/id"), "urn:triforium:iiif/3/book~1/full/133,200/0/default.jpg");
  EXPECT_EQ(at(manifest, "/thumbnail"), at(manifest, "/items/0/thumbnail"));
}

TEST(BuildManifest, PutsAModelOnACanvas) {
  auto item = book();
  item.canvases = {page("bust", "/bust.glb", MediaKind::model)};
  bj::value const manifest = built(item);
  EXPECT_EQ(at(manifest, "/items/0/width"), 1000U);
  EXPECT_EQ(at(manifest, "/items/0/items/0/items/0/body/type"), "Model");
  EXPECT_EQ(at(manifest, "/items/0/items/0/items/0/body/format"), "model/gltf-binary");
}

TEST(BuildManifest, OffersAlternativesAsAChoice) {
  auto item = book();
  item.canvases[0].paintings[0].alternatives = {file("/2.tif"), file("/missing.tif")};
  bj::value const manifest = built(item);
  EXPECT_EQ(at(manifest, "/items/0/items/0/items/0/body/type"), "Choice");
  EXPECT_EQ(at(manifest, "/items/0/items/0/items/0/body/items").as_array().size(), 2U);
  EXPECT_EQ(at(manifest, "/items/0/items/0/items/0/body/items/0/label/none/0"), "1.tif");
}

TEST(BuildManifest, NamesTheTextOfAPage) {
  auto item = book();
  CanvasText alto;
  alto.file = file("/1.xml");
  alto.file.profile = "http://www.loc.gov/standards/alto/v4/alto.xsd";
  item.canvases[0].texts = {alto};
  item.canvases[0].description.see_also = {alto.file};  // said twice, told once
  bj::value const manifest = built(item);
  EXPECT_EQ(at(manifest, "/items/0/seeAlso").as_array().size(), 1U);
  EXPECT_EQ(at(manifest, "/items/0/seeAlso/0/profile").as_string(), alto.file.profile);
}

TEST(BuildManifest, OffersCaptionsByLanguage) {
  auto item = book();
  item.canvases = {page("song", "/song.mp3", MediaKind::sound)};
  for (auto const* language : {"de", "en"}) {
    CanvasText captions;
    captions.file = file("/" + std::string(language) + ".vtt");
    captions.file.language = language;
    item.canvases[0].texts.push_back(captions);
  }
  bj::value const manifest = built(item);
  auto const annotations = at(manifest, "/items/0/annotations/0/items");
  ASSERT_EQ(annotations.as_array().size(), 2U);
  EXPECT_EQ(at(annotations, "/1/id"), "urn:triforium:id/book/annotation/song-captions-2");
  EXPECT_EQ(at(annotations, "/1/motivation"), "supplementing");
  EXPECT_EQ(at(annotations, "/1/body/language"), "en");
  EXPECT_EQ(at(annotations, "/1/body/format"), "text/vtt");
}

// Mirador 4.0 asks every page of a recording's annotations for its items, and shows nothing when one has none.
TEST(BuildManifest, EmbedsAllAnnotationsOfARecording) {
  auto item = book();
  item.canvases = {page("song", "/song.mp3", MediaKind::sound)};
  CanvasText captions;
  captions.file = file("/en.vtt");
  item.canvases[0].texts = {captions};
  bj::value const manifest = build_manifest(item, Files().find(), {"song"});
  auto const pages = at(manifest, "/items/0/annotations").as_array();
  ASSERT_EQ(pages.size(), 1U);
  EXPECT_TRUE(pages[0].as_object().contains("items"));
}

TEST(BuildManifest, NestsItsStructure) {
  auto item = book();
  RangeDraft chapter, part;
  chapter.key = "c";
  chapter.description.label = text("none", "Chapter");
  part.key = "p";
  part.description.label = text("none", "Part");
  part.items = {CanvasPart{"2", "xywh=0,0,10,10"}};
  chapter.items = {CanvasPart{"1", {}}, part};
  item.ranges = {chapter};
  bj::value const manifest = built(item);
  EXPECT_EQ(at(manifest, "/structures/0/id"), "urn:triforium:id/book/range/c");
  EXPECT_EQ(at(manifest, "/structures/0/items/0/id"), "urn:triforium:id/book/canvas/1");
  EXPECT_EQ(at(manifest, "/structures/0/items/1/items/0/id"), "urn:triforium:id/book/canvas/2#xywh=0,0,10,10");
}

TEST(BuildManifest, CarriesRightsAndOrigin) {
  auto item = book();
  auto& description = item.description;
  description.rights = "http://rightsstatements.org/vocab/InC/1.0/";
  description.required_statement = LabelledText{text("en", "Attribution"), text("en", "The library")};
  Provider provider;
  provider.id = "https://example.org/";
  provider.label = text("en", "The library");
  provider.homepages = {file("https://example.org/")};
  description.providers = {provider};
  description.homepages = {file("https://example.org/book")};
  description.nav_place = R"({"id": "https://example.org/place", "type": "FeatureCollection", "features": []})";
  bj::value const manifest = built(item);
  EXPECT_EQ(at(manifest, "/rights").as_string(), description.rights);
  EXPECT_EQ(at(manifest, "/requiredStatement/value/en/0"), "The library");
  EXPECT_EQ(at(manifest, "/provider/0/type"), "Agent");
  EXPECT_EQ(at(manifest, "/homepage/0/format"), "text/html");
  EXPECT_EQ(at(manifest, "/homepage/0/label/none/0"), "https://example.org/book");
  EXPECT_EQ(at(manifest, "/navPlace/type"), "FeatureCollection");
  EXPECT_EQ(at(manifest, "/@context/1"), "http://iiif.io/api/presentation/3/context.json");
}

TEST(BuildCollection, LeavesItsItemsToWhoServesIt) {
  CollectionDraft draft;
  draft.id = "maps/old";
  draft.parent = "maps";
  bj::value const collection = build_collection(draft, Files().find());
  EXPECT_EQ(at(collection, "/id"), "urn:triforium:presentation/3/collection/maps/old");
  EXPECT_EQ(at(collection, "/label/none/0"), "maps/old");
  EXPECT_EQ(at(collection, "/partOf/0/id"), "urn:triforium:presentation/3/collection/maps");
}

TEST(BuildReference, SaysWhatListsShow) {
  auto const reference = build_reference(built(book()));
  EXPECT_EQ(reference.size(), 4U);
  EXPECT_EQ(at(reference, "/id"), "urn:triforium:presentation/3/book/manifest");
  EXPECT_EQ(at(reference, "/thumbnail/0/width"), 133U);
}

TEST(BuildManifest, LeavesOutRangesThatLeadNowhere) {
  auto item = book();
  RangeDraft empty, outer, chapter;
  empty.key = "empty";
  outer.key = "outer";
  outer.items.emplace_back(empty);
  chapter.key = "chapter";
  chapter.items.emplace_back(empty);
  chapter.items.emplace_back(CanvasPart{"2", ""});
  item.ranges = {outer, chapter};
  bj::value const manifest = built(item);
  ASSERT_EQ(at(manifest, "/structures").as_array().size(), 1U);
  EXPECT_EQ(at(manifest, "/structures/0/id"), "urn:triforium:id/book/range/chapter");
  EXPECT_EQ(at(manifest, "/structures/0/items").as_array().size(), 1U);

  item.ranges = {outer};
  EXPECT_FALSE(built(item).contains("structures"));
}

TEST(BuildManifest, OffersARecordingOfUnknownLengthInsteadOfPaintingIt) {
  Files files;
  files.known["/song.mp3"].duration = 0;
  auto item = book();
  item.canvases = {page("song", "/song.mp3", MediaKind::sound)};
  bj::value const manifest = build_manifest(item, files.find());
  EXPECT_TRUE(at(manifest, "/items/0/items/0/items").as_array().empty());
  EXPECT_EQ(at(manifest, "/items/0/rendering/0/id"), "urn:triforium:files/book~song/song.mp3");
  EXPECT_EQ(at(manifest, "/items/0/rendering/0/type"), "Sound");
  EXPECT_EQ(at(manifest, "/items/0/rendering/0/label/none/0"), "song.mp3");
}

TEST(BuildManifest, CallsEveryLogoAnImage) {
  auto item = book();
  Provider library;
  library.id = "https://library.example/";
  library.label = text("en", "A library");
  library.logos = {file("https://library.example/logo")};
  item.description.providers = {library};
  EXPECT_EQ(at(built(item), "/provider/0/logo/0/type"), "Image");
}

}  // namespace
}  // namespace triforium::presentation
