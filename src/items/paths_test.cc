#include "items/paths.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace triforium::items {
namespace {

using store::ItemKind;

std::string read(std::string_view rest) {
  auto const name = parse_document_path(rest);
  if (!name) return std::string(name_of(name.error().kind));
  auto page = name->annotation_page.empty() ? "" : " page " + name->annotation_page;
  if (name->members) page = fmt::format(" {}-{}", name->members->first, name->members->last);
  if (!name->split.empty()) page = " split " + name->split;
  return (name->kind == ItemKind::manifest ? "manifest " : "collection ") + name->item + page;
}

TEST(Paths, ReadsDocuments) {
  EXPECT_EQ(read("halle-1712/manifest"), "manifest halle-1712");
  EXPECT_EQ(read("a/b%2Fc/manifest"), "manifest a/b/c");
  EXPECT_EQ(read("collection/a/b"), "collection a/b");
  EXPECT_EQ(read("collection/a/b/members/1-1000"), "collection a/b 1-1000");
  EXPECT_EQ(read("collection/a/members/1"), "collection a/members/1");
  EXPECT_EQ(read("collection/manifest"), "collection manifest");
  EXPECT_EQ(read("a/b/annotations/p1-text"), "manifest a/b page p1-text");
  EXPECT_EQ(read("a/b/list/1"), "manifest a/b split list/1");
  EXPECT_EQ(read("a/list/sequence/2"), "manifest a/list split sequence/2");
  EXPECT_EQ(read("a/list/1/manifest"), "manifest a/list/1");
  EXPECT_EQ(read("collection%2Fb/manifest"), "manifest collection/b");
  EXPECT_EQ(read("M%C3%BCnchen/manifest"), "manifest München");
}

TEST(Paths, RefusesWhatIsNoDocument) {
  EXPECT_EQ(read(""), "not_found");
  EXPECT_EQ(read("halle-1712"), "not_found");
  EXPECT_EQ(read("a/list/x"), "not_found");
  EXPECT_EQ(read("/manifest"), "bad_request");
  EXPECT_EQ(read("collection/"), "bad_request");
  EXPECT_EQ(read("a/annotations/"), "bad_request");
  EXPECT_EQ(read("/annotations/p1"), "bad_request");
  EXPECT_EQ(read("a%2/manifest"), "bad_request");
  EXPECT_EQ(read("a%00b/manifest"), "bad_request");
  EXPECT_EQ(read("%FF/manifest"), "bad_request");
}

TEST(Paths, LeadsToWhatItReads) {
  std::string const base = "https://x.org/y";
  EXPECT_EQ(document_url({"a/b", ItemKind::manifest}, 3, base), base + "/presentation/3/a/b/manifest");
  EXPECT_EQ(document_url({"a", ItemKind::collection}, 2, base), base + "/presentation/2/collection/a");
  EXPECT_EQ(document_url({"a b\r\n", ItemKind::manifest}, 4, base), base + "/presentation/4/a%20b%0D%0A/manifest");
  EXPECT_EQ(document_url({"a", ItemKind::manifest, "p1-text"}, 2, base),
            base + "/presentation/2/a/annotations/p1-text");
  EXPECT_EQ(document_url({"a", ItemKind::collection, {}, MemberRange{1, 10}}, 3, base),
            base + "/presentation/3/collection/a/members/1-10");
  EXPECT_EQ(page_url("a", ItemKind::collection, base), base + "/collections/a");
  EXPECT_EQ(page_url("a", ItemKind::manifest, base), base + "/items/a");
  EXPECT_EQ(url_of("urn:triforium:id/a", base), base + "/id/a");
}

std::string names(std::string_view rest) {
  std::string text;
  auto const candidates = parse_name_path(rest);
  if (!candidates) return "error";
  for (auto const& candidate : *candidates)
    text += (text.empty() ? "" : ", ") + candidate.item + (candidate.part.empty() ? "" : " + " + candidate.part);
  return text;
}

TEST(Paths, ReadsNamesOfThingsAndOfTheirParts) {
  EXPECT_EQ(names("a/b"), "a/b");
  EXPECT_EQ(names("a/b/canvas/p1"), "a/b/canvas/p1, a/b + /canvas/p1");
  EXPECT_EQ(names("a/range/r%2F1"), "a/range/r/1, a + /range/r%2F1");
  EXPECT_EQ(names("a/annotation/x"), "a/annotation/x, a + /annotation/x");
  EXPECT_EQ(names("canvas/p1"), "canvas/p1");
  EXPECT_EQ(names("a/canvas/"), "a/canvas/");
  EXPECT_EQ(names(""), "error");
}

TEST(Paths, KnowsThreeVersions) {
  EXPECT_EQ(parse_version("2").value_or(0), 2);
  EXPECT_EQ(parse_version("4").value_or(0), 4);
  for (auto const* text : {"1", "5", "", "33", "x"})
    EXPECT_FALSE(parse_version(text)) << text;
}

}  // namespace
}  // namespace triforium::items
