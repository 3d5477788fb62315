#include "presentation/renderings.h"

#include <gtest/gtest.h>

namespace triforium::presentation {
namespace {

TEST(Renderings, ArePromisedWhereTheyCanBeHad) {
  EXPECT_TRUE(renderings_of("a", {}).empty());
  auto const text = renderings_of("a/b", {.has_text = true, .has_files = true});
  ASSERT_EQ(text.size(), 1U);
  EXPECT_EQ(text[0].at("id"), "urn:triforium:renderings/a/b/text.txt");
  auto const both = renderings_of(
      "a", {.has_text = true, .has_files = true, .rights = "http://creativecommons.org/publicdomain/mark/1.0/"});
  ASSERT_EQ(both.size(), 2U);
  EXPECT_EQ(both[1].at("format"), "application/zip");
}

TEST(Renderings, AreOfFilesOnlyWhereRightsAllowIt) {
  EXPECT_TRUE(allows_redistribution("http://creativecommons.org/licenses/by-sa/4.0/"));
  EXPECT_TRUE(allows_redistribution("https://creativecommons.org/publicdomain/zero/1.0/"));
  for (auto const* const rights : {"", "http://rightsstatements.org/vocab/InC/1.0/", "http://creativecommons.org/",
                                   "http://creativecommons.org.evil/licenses/by/4.0/"})
    EXPECT_FALSE(allows_redistribution(rights)) << rights;
}

}  // namespace
}  // namespace triforium::presentation
