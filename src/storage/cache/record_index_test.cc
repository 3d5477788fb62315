#include "storage/cache/record_index.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace triforium::storage {
namespace {

Digest digest(std::uint64_t number) {
  return digest_of({reinterpret_cast<std::uint8_t const*>(&number), sizeof number});
}

TEST(RecordIndex, CountsUsesAndForgetsWithTheSegment) {
  RecordIndex index;
  index.insert(digest(1), {1, 0, 0, 10}, false);
  index.insert(digest(2), {1, 1, 10, 20}, true);
  index.insert(digest(3), {2, 0, 0, 30}, true);
  EXPECT_FALSE(index.find(digest(1))->is_verified);
  EXPECT_EQ(index.find(digest(1))->uses, 2U);
  index.mark_verified(digest(1), {1, 0, 0, 10});
  EXPECT_TRUE(index.find(digest(1))->is_verified);

  auto const used = index.erase_segment(1);
  ASSERT_EQ(used.size(), 1U);
  EXPECT_EQ(used[0].digest, digest(1));
  EXPECT_EQ(used[0].uses, 3U);
  EXPECT_EQ(index.size(), 1U);
  EXPECT_FALSE(index.find(digest(2)));
  EXPECT_TRUE(index.find(digest(3)));
}

TEST(RecordIndex, DoesNotTouchWhatHasMoved) {
  RecordIndex index;
  Place const old{1, 0, 0, 10}, moved{2, 5, 50, 10};
  index.insert(digest(1), moved, false);
  index.erase(digest(1), old);
  index.mark_verified(digest(1), old);
  ASSERT_TRUE(index.find(digest(1)));
  EXPECT_FALSE(index.find(digest(1))->is_verified);
  index.erase(digest(1), moved);
  EXPECT_FALSE(index.find(digest(1)));
}

// The slow twin is a std::map.
TEST(RecordIndex, AgreesWithAMap) {
  RecordIndex index;
  std::map<std::uint64_t, Place> twin;
  std::mt19937 random(1815);
  auto const below = [&](std::uint32_t end) { return static_cast<std::uint32_t>(random() % end); };
  for (int step = 0; step < 60'000; ++step) {
    std::uint64_t const number = below(5000);
    Place const place{1 + below(20), static_cast<std::uint32_t>(step), below(1000), below(1000)};
    if (step % 10'000 == 9'999) {
      index.erase_segment(place.segment);
      std::erase_if(twin, [&](auto const& entry) { return entry.second.segment == place.segment; });
    } else if (below(3) == 0) {
      if (auto const known = twin.find(number); known != twin.end()) {
        index.erase(digest(number), known->second);
        twin.erase(known);
      }
    } else {
      index.insert(digest(number), place, false);
      twin[number] = place;
    }
  }
  EXPECT_EQ(index.size(), twin.size());
  for (std::uint64_t number = 0; number < 5000; ++number) {
    auto const found = index.find(digest(number));
    auto const known = twin.find(number);
    ASSERT_EQ(found.has_value(), known != twin.end()) << number;
    if (found) {
      EXPECT_EQ(found->place, known->second) << number;
    }
  }
}

}  // namespace
}  // namespace triforium::storage
