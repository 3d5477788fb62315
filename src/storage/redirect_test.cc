#include "storage/redirect.h"

#include <gtest/gtest.h>

namespace triforium::storage {
namespace {

TEST(Redirect, LeadsOn) {
  for (long const status : {301, 302, 303, 307, 308})
    EXPECT_TRUE(is_redirect(status)) << status;
  for (long const status : {200, 300, 304, 305, 306, 404})
    EXPECT_FALSE(is_redirect(status)) << status;
}

TEST(Redirect, IsResolvedAsReferencesAre) {
  EXPECT_EQ(resolve_location("https://a.example/b/c?d", "https://e/").value(), "https://e/");
  EXPECT_EQ(resolve_location("https://a.example/b/c?d", "//e/f").value(), "https://e/f");
  EXPECT_EQ(resolve_location("https://a.example/b/c?d", "/f").value(), "https://a.example/f");
  EXPECT_EQ(resolve_location("https://a.example/b/c?d=/", "f").value(), "https://a.example/b/f");
  EXPECT_EQ(resolve_location("https://a.example/b/c", "../f").value(), "https://a.example/f");
  EXPECT_EQ(resolve_location("https://a.example", "f").value(), "https://a.example/f");
}

TEST(Redirect, ToWhatIsNoUrlIsAnError) {
  auto const resolved = resolve_location("https://a.example/b", "http://[");
  ASSERT_FALSE(resolved);
  EXPECT_EQ(resolved.error().kind, ErrorKind::upstream);
  EXPECT_EQ(resolved.error().message, "“https://a.example/b” leads to something that is no URL.");
}

}  // namespace
}  // namespace triforium::storage
