#include "storage/cache/generations.h"

#include <gtest/gtest.h>

namespace triforium::storage {
namespace {

TEST(Generations, KeepNamesAndGroupsApart) {
  Generations const generations;
  auto const key = generations.key("tile", "cat");
  EXPECT_EQ(key.digest, generations.key("tile", "cat").digest);
  EXPECT_NE(key.digest, generations.key("tile", "dog").digest);
  EXPECT_NE(key.digest, generations.key("tilf", "cat").digest);
}

TEST(Generations, APurgeRenamesTheGroupAndNoOther) {
  Generations generations;
  auto const cat = generations.key("tile", "cat");
  auto const dog = generations.key("tile", "dog");
  auto const generation = generations.advance(Generations::group_of("cat"));
  EXPECT_FALSE(generations.is_current(cat));
  EXPECT_NE(generations.key("tile", "cat").digest, cat.digest);
  EXPECT_EQ(generations.key("tile", "cat").generation, generation);
  EXPECT_TRUE(generations.is_current(dog));
}

TEST(Generations, GrowEvenWhereTheClockDoesNot) {
  Generations generations;
  auto const group = Generations::group_of("cat");
  std::uint64_t const far_ahead = UINT64_MAX / 2;
  generations.restore(group, far_ahead);
  EXPECT_EQ(generations.advance(group), far_ahead + 1);
  generations.restore(group, 7);
  EXPECT_EQ(generations.of(group), far_ahead + 1) << "the greatest counts";
}

}  // namespace
}  // namespace triforium::storage
