#include "base/lru_cache.h"

#include <gtest/gtest.h>

namespace triforium {
namespace {

TEST(LruCache, DropsWhatWasUsedLeastRecently) {
  LruCache<int> cache(10);
  cache.insert("a", 1, 4);
  cache.insert("b", 2, 4);
  EXPECT_EQ(cache.find("a"), 1);
  cache.insert("c", 3, 4);
  EXPECT_EQ(cache.find("b"), std::nullopt);
  EXPECT_EQ(cache.find("a"), 1);
  EXPECT_EQ(cache.find("c"), 3);
  EXPECT_EQ(cache.weight(), 8U);
}

TEST(LruCache, ReplacesAndErases) {
  LruCache<int> cache(10);
  cache.insert("a", 1, 4);
  cache.insert("a", 2, 6);
  EXPECT_EQ(cache.find("a"), 2);
  EXPECT_EQ(cache.weight(), 6U);
  EXPECT_EQ(cache.size(), 1U);
  cache.erase("a");
  cache.erase("a");
  EXPECT_EQ(cache.weight(), 0U);
}

TEST(LruCache, HandsAValueOver) {
  LruCache<int> cache(10);
  cache.insert("a", 1, 4);
  EXPECT_TRUE(cache.has("a"));
  EXPECT_EQ(cache.take("a"), 1);
  EXPECT_EQ(cache.take("a"), std::nullopt);
  EXPECT_FALSE(cache.has("a"));
  EXPECT_EQ(cache.weight(), 0U);
}

TEST(LruCache, KeepsNothingHeavierThanItself) {
  LruCache<int> cache(10);
  cache.insert("a", 1, 4);
  cache.insert("huge", 2, 11);
  EXPECT_EQ(cache.find("huge"), std::nullopt);
  EXPECT_EQ(cache.find("a"), 1);
}

}  // namespace
}  // namespace triforium
