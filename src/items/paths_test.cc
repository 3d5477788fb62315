#include "items/paths.h"

#include <gmock/gmock.h>

namespace triforium::items {
namespace {

using store::ItemKind;
using testing::ElementsAre;

std::string read(std::string_view rest) {
  auto const name = parse_document_path(rest);
  if (!name) return std::string(name_of(name.error().kind));
  return (name->kind == ItemKind::manifest ? "manifest " : "collection ") + name->item;
}

TEST(Paths, ReadsDocuments) {
  EXPECT_EQ(read("halle-1712/manifest"), "manifest halle-1712");
  EXPECT_EQ(read("a/b%2Fc/manifest"), "manifest a/b/c");
  EXPECT_EQ(read("collection/a/b"), "collection a/b");
  EXPECT_EQ(read("collection/manifest"), "collection manifest");
  EXPECT_EQ(read("collection%2Fb/manifest"), "manifest collection/b");
  EXPECT_EQ(read("M%C3%BCnchen/manifest"), "manifest München");
}

TEST(Paths, RefusesWhatIsNoDocument) {
  EXPECT_EQ(read(""), "not_found");
  EXPECT_EQ(read("halle-1712"), "not_found");
  EXPECT_EQ(read("/manifest"), "bad_request");
  EXPECT_EQ(read("collection/"), "bad_request");
  EXPECT_EQ(read("a%2/manifest"), "bad_request");
  EXPECT_EQ(read("a%00b/manifest"), "bad_request");
  EXPECT_EQ(read("%FF/manifest"), "bad_request");
}

TEST(Paths, WritesWhatItReads) {
  for (std::string const item : {"a", "a/b", "collection/a", "x y?#%", "München", "manifest", "a/manifest"}) {
    for (auto const kind : {ItemKind::manifest, ItemKind::collection}) {
      auto const path = document_path(item, kind, 3);
      ASSERT_TRUE(path.starts_with("presentation/3/"));
      auto const name = parse_document_path(std::string_view(path).substr(15));
      ASSERT_TRUE(name) << path;
      EXPECT_EQ(name->item, item);
      EXPECT_EQ(name->kind, kind);
    }
  }
  EXPECT_EQ(name_path("a/b c"), "id/a/b%20c");
  EXPECT_EQ(page_path("a", ItemKind::collection), "collections/a");
}

TEST(Paths, ReadsNamesOfThingsAndOfTheirParts) {
  EXPECT_THAT(*parse_name_path("a/b"), ElementsAre("a/b"));
  EXPECT_THAT(*parse_name_path("a/b/canvas/p1"), ElementsAre("a/b/canvas/p1", "a/b"));
  EXPECT_THAT(*parse_name_path("a/range/r%2F1"), ElementsAre("a/range/r/1", "a"));
  EXPECT_THAT(*parse_name_path("a/annotation/x"), ElementsAre("a/annotation/x", "a"));
  EXPECT_THAT(*parse_name_path("canvas/p1"), ElementsAre("canvas/p1"));
  EXPECT_THAT(*parse_name_path("a/canvas/"), ElementsAre("a/canvas/"));
  EXPECT_FALSE(parse_name_path(""));
}

TEST(Paths, KnowsThreeVersions) {
  EXPECT_EQ(parse_version("2").value_or(0), 2);
  EXPECT_EQ(parse_version("4").value_or(0), 4);
  for (auto const* text : {"1", "5", "", "33", "x"})
    EXPECT_FALSE(parse_version(text)) << text;
}

}  // namespace
}  // namespace triforium::items
