#include "presentation/renderings.h"

#include <gtest/gtest.h>

namespace triforium::presentation {
namespace {

constexpr char const* kPublicDomain = "http://creativecommons.org/publicdomain/mark/1.0/";

TEST(Renderings, ArePromisedWhereTheyCanBeHad) {
  EXPECT_TRUE(renderings_of("a", {}, {}).empty());
  auto const text = renderings_of("a/b", {.has_text = true, .has_files = true, .has_pictures = true}, {});
  ASSERT_EQ(text.size(), 1U);
  EXPECT_EQ(text[0].at("id"), "urn:triforium:renderings/a/b/text.txt");
  auto const all =
      renderings_of("a", {.has_text = true, .has_files = true, .has_pictures = true, .rights = kPublicDomain}, {});
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[0].at("format"), "application/pdf");
  EXPECT_EQ(all[2].at("format"), "application/zip");
  EXPECT_EQ(renderings_of("a", {.has_files = true, .rights = kPublicDomain}, {}).size(), 1U);
}

TEST(Renderings, AreOfFilesOnlyWhereRightsAllowIt) {
  auto const policy = DownloadPolicy::what_may_be_handed_on();
  for (auto const* const rights :
       {"http://creativecommons.org/licenses/by-sa/4.0/", kPublicDomain,
        "https://creativecommons.org/publicdomain/zero/1.0/", "http://rightsstatements.org/vocab/NoC-US/1.0/"})
    EXPECT_TRUE(allows(policy, rights)) << rights;
  for (auto const* const rights :
       {"", "http://rightsstatements.org/vocab/InC/1.0/", "http://creativecommons.org/",
        "http://rightsstatements.org/vocab/NoC-CR/1.0/", "http://creativecommons.org.evil/licenses/by/4.0/"})
    EXPECT_FALSE(allows(policy, rights)) << rights;
  EXPECT_TRUE(allows({"*"}, ""));
  EXPECT_FALSE(allows({}, kPublicDomain));
  EXPECT_FALSE(allows({""}, kPublicDomain));
}

TEST(Renderings, FollowThePublishersWish) {
  RenderingFacts const facts{.has_text = true, .has_files = true, .has_pictures = true, .rights = kPublicDomain};
  auto wished = facts;
  wished.wish = false;
  EXPECT_TRUE(renderings_of("a", wished, {}).empty());
  wished.rights.clear();
  wished.wish = true;
  EXPECT_EQ(renderings_of("a", wished, {}).size(), 3U);
}

TEST(Renderings, AreOfferedByTheManifestThatNamesThem) {
  boost::json::object const manifest{{"rendering", renderings_of("a", {.has_text = true}, {})}};
  EXPECT_TRUE(offers(manifest, "a", kTextRendering));
  EXPECT_FALSE(offers(manifest, "a", kPdfRendering));
  EXPECT_FALSE(offers(manifest, "b", kTextRendering));
  EXPECT_FALSE(offers({{"rendering", boost::json::array{3}}}, "a", kTextRendering));
}

}  // namespace
}  // namespace triforium::presentation
