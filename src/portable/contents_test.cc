#include "portable/contents.h"

#include <gtest/gtest.h>

namespace triforium::portable {
namespace {

TEST(Contents, ComeBack) {
  Contents const contents{
      {"root/triforium.json"}, {"a/triforium.json", "b/triforium.json"}, {"items.csv", "00ff"}, true};
  auto const text = write_contents(contents);
  EXPECT_TRUE(is_contents(text.substr(0, 4096)));
  auto const read = parse_contents(text);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->collections, contents.collections);
  EXPECT_EQ(read->items, contents.items);
  EXPECT_EQ(read->table.file, "items.csv");
  EXPECT_EQ(read->table.digest, "00ff");
  EXPECT_TRUE(read->has_copies);
}

TEST(Contents, LeadNowhereElse) {
  EXPECT_FALSE(parse_contents(write_contents({{}, {"../a/triforium.json"}, {}, false})));
  EXPECT_FALSE(parse_contents(write_contents({{}, {"/a/triforium.json"}, {}, false})));
  EXPECT_FALSE(parse_contents(write_contents({{}, {}, {"a/../../b.csv", "00"}, false})));
  EXPECT_FALSE(parse_contents(R"({"type": "TriforiumExport", "form": 2})"));
  EXPECT_FALSE(parse_contents(R"({"type": "Manifest", "form": 1})"));
}

}  // namespace
}  // namespace triforium::portable
