#include "exports/addresses.h"

#include <gmock/gmock.h>

namespace triforium::exports {
namespace {

namespace bj = boost::json;
using testing::ElementsAre;

constexpr std::string_view kBase = "https://x.org/site";

AddressKind kind_of(std::string_view path) {
  auto const address = parse_address(std::string(kBase) + std::string(path), kBase);
  return address ? address->kind : AddressKind::other;
}

TEST(Addresses, AreOfOneKind) {
  EXPECT_EQ(kind_of("/presentation/3/a/b/manifest"), AddressKind::document);
  EXPECT_EQ(kind_of("/presentation/3/collection/root"), AddressKind::document);
  EXPECT_EQ(kind_of("/iiif/3/a~b~p1"), AddressKind::image_service);
  EXPECT_EQ(kind_of("/iiif/2/a~p1/full/full/0/default.jpg"), AddressKind::picture);
  EXPECT_EQ(kind_of("/files/a~mets/mets.xml"), AddressKind::file);
  EXPECT_EQ(kind_of("/renderings/a/text.txt"), AddressKind::file);
  EXPECT_EQ(kind_of("/id/a/canvas/p1"), AddressKind::name);
  EXPECT_EQ(kind_of("/api/v1/items"), AddressKind::other);
  EXPECT_EQ(kind_of("/iiif/3/a/b"), AddressKind::other);
  EXPECT_FALSE(parse_address("https://x.org/sitemap", kBase));
  EXPECT_FALSE(parse_address("https://x.org/site", kBase));
  EXPECT_FALSE(parse_address("", kBase));
}

TEST(Addresses, LeadToFilesBelowTheFolder) {
  EXPECT_EQ(file_of("files/a~x/Seite%201.xml").value_or(""), "files/a~x/Seite 1.xml");
  for (auto const* const path : {"files/../x", "files/%2e%2e/x", "files/a%2Fb", "files//x", "files/a%00", "files/%zz"})
    EXPECT_FALSE(file_of(path)) << path;
  EXPECT_FALSE(file_of("files/" + std::string(256, 'a')));
}

struct Rewritten {
  bj::value document;
  Mentioned mentioned;
};
Rewritten rewritten(std::string_view json, std::vector<int> image_versions = {3, 2}) {
  Rewritten made{bj::parse(json), {}};
  Rewriting const rewriting{std::string(kBase), std::move(image_versions),
                            [](std::string_view path) { return path == "presentation/3/a/manifest"; }};
  rewrite(made.document, rewriting, made.mentioned);
  return made;
}

TEST(Rewriting, NamesDocumentsByTheirFiles) {
  auto const made = rewritten(R"({"id":"https://x.org/site/presentation/3/a/manifest","annotations":[
      {"id":"https://x.org/site/presentation/3/a/annotations/p1#x"}],"seeAlso":["https://else.org/presentation/3/a/b"],
      "label":{"en":["see https://x.org/site/presentation/3/a/manifest"]},"start":"https://x.org/site/id/a/canvas/p1"})");
  EXPECT_EQ(made.document.at("id"), "https://x.org/site/presentation/3/a/manifest.json");
  EXPECT_EQ(made.document.at_pointer("/annotations/0/id"), "https://x.org/site/presentation/3/a/annotations/p1.json#x");
  EXPECT_EQ(made.document.at_pointer("/seeAlso/0"), "https://else.org/presentation/3/a/b");
  EXPECT_EQ(made.document.at_pointer("/label/en/0"), "see https://x.org/site/presentation/3/a/manifest");
  EXPECT_EQ(made.document.at("start"), "https://x.org/site/id/a/canvas/p1");
  EXPECT_THAT(made.mentioned.pages, ElementsAre("presentation/3/a/annotations/p1"));
}

TEST(Rewriting, PromisesWhatFilesCanDo) {
  auto const made = rewritten(R"({"service":[
      {"id":"https://x.org/site/iiif/3/a~p1","type":"ImageService3","profile":"level2"},
      {"@id":"https://x.org/site/iiif/2/a~p1","@type":"ImageService2","profile":"http://iiif.io/api/image/2/level2.json"},
      {"id":"https://x.org/site/search/a","type":"SearchService2"},
      {"id":"https://else.org/iiif/3/b","type":"ImageService3","profile":"level2"}]})",
                              {3});
  EXPECT_EQ(bj::serialize(made.document),
            R"({"service":[{"id":"https://x.org/site/iiif/3/a~p1","type":"ImageService3","profile":"level0"},)"
            R"({"id":"https://else.org/iiif/3/b","type":"ImageService3","profile":"level2"}]})");
  EXPECT_THAT(made.mentioned.assets, ElementsAre("a~p1"));
}

TEST(Rewriting, LeavesOutTheWholeThatIsNotThere) {
  auto const made = rewritten(R"({"partOf":[{"id":"https://x.org/site/presentation/3/collection/c"}],
      "items":[{"partOf":[{"id":"https://x.org/site/presentation/3/a/manifest"},{"id":"https://else.org/c"}]}],
      "within":"https://x.org/site/presentation/2/collection/c"})");
  EXPECT_EQ(bj::serialize(made.document),
            R"({"items":[{"partOf":[{"id":"https://x.org/site/presentation/3/a/manifest.json"},)"
            R"({"id":"https://else.org/c"}]}]})");
}

}  // namespace
}  // namespace triforium::exports
