#include "presentation/names.h"

#include <gtest/gtest.h>

namespace triforium::presentation {
namespace {

TEST(Names, AreRelativeToTheBaseUrl) {
  EXPECT_EQ(manifest_name("halle-1712", 3), "urn:triforium:presentation/3/halle-1712/manifest");
  EXPECT_EQ(collection_name("ark:/12345/x7", 2), "urn:triforium:presentation/2/collection/ark:/12345/x7");
  EXPECT_EQ(annotation_page_name("a", "p1", 4), "urn:triforium:presentation/4/a/annotations/p1");
  EXPECT_EQ(item_name("a/b"), "urn:triforium:id/a/b");
  EXPECT_EQ(canvas_name("a/b", "p1"), "urn:triforium:id/a/b/canvas/p1");
  EXPECT_EQ(range_name("a", "r1"), "urn:triforium:id/a/range/r1");
  EXPECT_EQ(annotation_name("a", "l1w3"), "urn:triforium:id/a/annotation/l1w3");
}

TEST(Names, OfAssetsHaveNoSlashes) {
  EXPECT_EQ(asset_id("ark:/12345/x7", "p1"), "ark:~12345~x7~p1");
  EXPECT_EQ(image_service_name(asset_id("a/b", "p1"), 2), "urn:triforium:iiif/2/a~b~p1");
  EXPECT_EQ(file_name("a~p1", "Größe 1.xml"), "urn:triforium:files/a~p1/Gr%C3%B6%C3%9Fe%201.xml");
}

TEST(ItemIds, AreMadeOfSegments) {
  for (auto const* id : {"a", "halle-1712", "ark:/12345/x7", "A.b_c~d", "canvases"})
    EXPECT_TRUE(is_valid_item_id(id)) << id;
  for (auto const* id : {"", "/", "a/", "/a", "a//b", ".", "a/../b", "a b", "a%2Fb", "ä", "a/canvas", "manifest",
                         "collection/a", "a/members/1-2"})
    EXPECT_FALSE(is_valid_item_id(id)) << id;
  EXPECT_TRUE(is_valid_item_id(std::string(200, 'a')));
  EXPECT_FALSE(is_valid_item_id(std::string(201, 'a')));
}

TEST(PartNames, TellItemsFromTheirParts) {
  auto const item = parse_part_name("ark:/12345/x7");
  ASSERT_TRUE(item);
  EXPECT_EQ(item->item, "ark:/12345/x7");
  EXPECT_EQ(item->kind, PartKind::item);
  auto const canvas = parse_part_name("ark:/12345/x7/canvas/p1");
  ASSERT_TRUE(canvas);
  EXPECT_EQ(canvas->item, "ark:/12345/x7");
  EXPECT_EQ(canvas->kind, PartKind::canvas);
  EXPECT_EQ(canvas->key, "p1");
  EXPECT_EQ(parse_part_name("a/range/r")->kind, PartKind::range);
  EXPECT_EQ(parse_part_name("a/annotation/l1")->kind, PartKind::annotation);
}

TEST(PartNames, AreNothingElse) {
  for (auto const* path : {"", "canvas", "canvas/p1", "a/canvas", "a/canvas/", "a/canvas/p1/x", "a/manifest",
                           "a//canvas/p1", "a/canvas/p 1"})
    EXPECT_FALSE(parse_part_name(path)) << path;
}

}  // namespace
}  // namespace triforium::presentation
