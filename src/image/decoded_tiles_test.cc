#include "image/decoded_tiles.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

namespace triforium::image {
namespace {

using codecs::jpeg::DecodedPart;

// Of about as many bytes.
Result<std::optional<DecodedPart>> tile_of(std::int64_t bytes) {
  DecodedPart part;
  part.planes = make_planes({64, bytes / 64}, true, {}).value();
  return part;
}

struct Tiles {
  Metrics metrics;
  DecodedTiles cache;
  int made = 0;

  explicit Tiles(std::uint64_t bytes) : cache(bytes, metrics) {}
  SharedTile get(std::string const& key, std::int64_t bytes = 6400) {
    return cache
        .blocking_get(key,
                      [&] {
                        ++made;
                        return tile_of(bytes);
                      })
        .value();
  }
};

TEST(DecodedTiles, MakeATileOnce) {
  Tiles tiles(1 << 20);
  auto const first = tiles.get("a");
  EXPECT_EQ(tiles.get("a"), first);
  EXPECT_EQ(tiles.made, 1);
  EXPECT_TRUE(tiles.cache.has("a"));
  EXPECT_FALSE(tiles.cache.has("b"));
}

TEST(DecodedTiles, KeepWhatWasAskedForAgain) {
  Tiles tiles(100'000);
  tiles.get("wanted");
  tiles.get("wanted");
  tiles.get("once");
  for (int i = 0; i < 100; ++i)
    tiles.get(std::to_string(i));
  EXPECT_TRUE(tiles.cache.has("wanted"));
  EXPECT_FALSE(tiles.cache.has("once"));
  EXPECT_TRUE(tiles.cache.has("99"));
}

TEST(DecodedTiles, KeepNothingLargerThanTheyMay) {
  Tiles tiles(100'000);
  tiles.get("large", static_cast<std::int64_t>(tiles.cache.largest()) + 64);
  EXPECT_FALSE(tiles.cache.has("large"));
  Tiles none(0);
  none.get("a");
  none.get("a");
  EXPECT_EQ(none.made, 2);
}

TEST(DecodedTiles, HandErrorsOnAndForgetThem) {
  Tiles tiles(100'000);
  auto const failed =
      tiles.cache.blocking_get("a", [] { return fail(ErrorKind::corrupt_source, "It does not decode."); });
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().kind, ErrorKind::corrupt_source);
  auto const thrown =
      tiles.cache.blocking_get("a", []() -> Result<std::optional<DecodedPart>> { throw std::bad_alloc(); });
  EXPECT_FALSE(thrown);
  auto const absent = tiles.cache.blocking_get("a", [] { return std::nullopt; });
  ASSERT_TRUE(absent);
  EXPECT_EQ(*absent, nullptr);
  EXPECT_NE(tiles.get("a"), nullptr);
}

TEST(DecodedTiles, LetManyWaitForOne) {
  Metrics metrics;
  DecodedTiles tiles(1 << 20, metrics);
  std::atomic<int> made = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      auto const tile = tiles.blocking_get("a", [&] {
        ++made;
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
        return tile_of(6400);
      });
      EXPECT_TRUE(tile && *tile);
    });
  }
  for (auto& thread : threads)
    thread.join();
  EXPECT_EQ(made, 1);
}

}  // namespace
}  // namespace triforium::image
