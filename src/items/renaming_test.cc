#include "items/renaming.h"

#include <gtest/gtest.h>

namespace triforium::items {
namespace {

std::string renamed(std::string const& uri, std::string const& from = "a") {
  return *with_item_renamed("[\"" + uri + "\"]", from, "new/b");
}

TEST(Renaming, ChangesTheNamesOfTheItemAndItsParts) {
  EXPECT_EQ(renamed("urn:triforium:id/a"), R"(["urn:triforium:id/new/b"])");
  EXPECT_EQ(renamed("urn:triforium:id/a/canvas/p1#xywh=0,0,1,1"),
            R"(["urn:triforium:id/new/b/canvas/p1#xywh=0,0,1,1"])");
  EXPECT_EQ(renamed("urn:triforium:presentation/3/a/manifest"), R"(["urn:triforium:presentation/3/new/b/manifest"])");
  EXPECT_EQ(renamed("urn:triforium:presentation/3/a/annotations/text"),
            R"(["urn:triforium:presentation/3/new/b/annotations/text"])");
  EXPECT_EQ(renamed("urn:triforium:presentation/3/collection/a"),
            R"(["urn:triforium:presentation/3/collection/new/b"])");
  EXPECT_EQ(renamed("urn:triforium:renderings/a/text.txt"), R"(["urn:triforium:renderings/new/b/text.txt"])");
}

TEST(Renaming, LeavesWhatBelongsToOthers) {
  for (auto const* const uri :
       {"urn:triforium:id/a/b/canvas/p1", "urn:triforium:id/ab", "urn:triforium:presentation/3/a/b/manifest",
        "urn:triforium:presentation/3/collection/ab", "urn:triforium:renderings/a/b/text.txt",
        "urn:triforium:iiif/3/a~p1", "urn:triforium:files/a~p1/a.xml", "https://else.org/id/a", "a",
        "urn:triforium:", "urn:triforium:presentation/3"})
    EXPECT_EQ(renamed(uri), "[\"" + std::string(uri) + "\"]");
}

}  // namespace
}  // namespace triforium::items
