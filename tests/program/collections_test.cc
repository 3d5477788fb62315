// Collections over HTTP: the root, pages of large ones.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "program/house.h"

namespace triforium::test {
namespace {

using testing::HasSubstr;

TEST(Collections, BeginWithARootInANewStore) {
  House const house;
  auto const root = house.json("/presentation/3/collection/root");
  EXPECT_EQ(root.at("type").as_string(), "Collection");
  EXPECT_TRUE(root.at("items").as_array().empty());
  EXPECT_THAT(house.get("/presentation/2/collection/root").body, HasSubstr("sc:Collection"));
}

}  // namespace
}  // namespace triforium::test
