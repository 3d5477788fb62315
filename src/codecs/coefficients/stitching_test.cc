#include "codecs/coefficients/stitching.h"

#include <gtest/gtest.h>

#include <random>

#include "codecs/coefficients/coefficients.h"
#include "codecs/jpeg/test_jpeg.h"

namespace triforium::codecs {
namespace {

using test::Made, test::make_jpeg;

struct Case {
  Made made;
  Stitching stitching;
  std::vector<Bytes> streams;
  std::vector<std::int64_t> whole_rows;  // of tiles, as they were read

  void make_streams() {
    stitching.tile = made.size;
    stitching.colours = made.components == 1 ? StoredTile::Colours::gray : StoredTile::Colours::ycbcr;
    for (std::int64_t i = 0; i < stitching.columns * stitching.rows; ++i) {
      made.seed = static_cast<decltype(made.seed)>(i);
      streams.push_back(make_jpeg(made));
    }
  }

  Result<bool> stitch_into(BytesSink& sink) { return stitch(stitching, reading(), {}, sink); }
  ReadTile reading() {
    return [this](std::int64_t column, std::int64_t row, std::uint64_t most) -> Result<TileStream> {
      auto const& stream = streams[static_cast<std::size_t>(row * stitching.columns + column)];
      if (most >= stream.size() && column == 0 && sink_has_begun()) whole_rows.push_back(row);
      return TileStream{
          nullptr, Bytes(stream.begin(),
                         stream.begin() + static_cast<std::ptrdiff_t>(std::min<std::uint64_t>(most, stream.size())))};
    };
  }
  BytesSink* watched = nullptr;
  bool sink_has_begun() const { return watched != nullptr && !watched->bytes.empty(); }

  // The twin that holds all tiles at once.
  std::optional<Bytes> assembled() const {
    Assembly assembly;
    for (auto const& stream : streams)
      assembly.tiles.push_back({{}, stream});
    assembly.columns = stitching.columns;
    assembly.tile = stitching.tile;
    assembly.colours = stitching.colours;
    assembly.crop = stitching.crop;
    assembly.is_gray = stitching.is_gray;
    return assemble(assembly, {}, 64U << 20).value_or(std::nullopt);
  }
};

TEST(Stitch, GivesTheBytesOfTheTwinThatHoldsAll) {
  std::mt19937 random(11);
  auto const between = [&](int low, int high) { return std::uniform_int_distribution<int>(low, high)(random); };
  for (int i = 0; i < 100; ++i) {
    SCOPED_TRACE(i);
    Case c;
    c.made.components = between(0, 4) == 0 ? 1 : 3;
    if (c.made.components == 1) c.made.colours = JCS_GRAYSCALE;
    c.made.horizontal = between(1, 2);
    c.made.vertical = between(1, 2);
    c.made.is_progressive = between(0, 5) == 0;
    bool const is_single = c.made.components == 1;
    int const across = is_single ? 8 : 8 * c.made.horizontal, down = is_single ? 8 : 8 * c.made.vertical;
    c.made.size = {across * between(1, 4), down * between(1, 4)};
    c.stitching.columns = between(1, 3);
    c.stitching.rows = between(1, 4);
    c.stitching.is_gray = between(0, 3) == 0;
    auto const width = c.made.size.width * c.stitching.columns, height = c.made.size.height * c.stitching.rows;
    auto const x = between(0, static_cast<int>(width) / across - 1) * across;
    auto const y = between(0, static_cast<int>(height) / down - 1) * down;
    c.stitching.crop = {x, y, between(1, static_cast<int>(width) - x), between(1, static_cast<int>(height) - y)};
    c.make_streams();
    BytesSink sink;
    auto const is_made = c.stitch_into(sink);
    ASSERT_TRUE(is_made) << is_made.error().detail;
    auto const expected = c.assembled();
    ASSERT_EQ(*is_made, expected.has_value());
    if (expected) {
      ASSERT_TRUE(sink.bytes == *expected);
    }
  }
}

Case two_rows() {
  Case c;
  c.made.size = {64, 64};
  c.stitching.columns = c.stitching.rows = 2;
  c.stitching.crop = {0, 0, 120, 100};
  c.make_streams();
  return c;
}

TEST(Stitch, WritesNothingWhereTilesDoNotFitTogether) {
  auto other_tables = two_rows();
  auto made = other_tables.made;
  made.quality = 31;
  other_tables.streams[3] = make_jpeg(made);
  auto no_jpeg = two_rows();
  no_jpeg.streams[2] = Bytes(100, 'x');
  auto off_the_grid = two_rows();
  off_the_grid.stitching.crop = {4, 0, 100, 100};
  auto outside = two_rows();
  outside.stitching.crop = {0, 0, 200, 100};
  for (auto* const c : {&other_tables, &no_jpeg, &off_the_grid, &outside}) {
    BytesSink sink;
    auto const is_made = c->stitch_into(sink);
    ASSERT_TRUE(is_made);
    EXPECT_FALSE(*is_made);
    EXPECT_TRUE(sink.bytes.empty());
  }
}

TEST(Stitch, BeginsBeforeItHasReadTheLastTiles) {
  auto c = two_rows();
  BytesSink sink;
  c.watched = &sink;
  ASSERT_TRUE(c.stitch_into(sink));
  EXPECT_EQ(c.whole_rows, std::vector<std::int64_t>{1});
}

TEST(Stitch, EndsWithAnErrorWhereATileEndsTooEarly) {
  auto c = two_rows();
  c.streams[2].resize(c.streams[2].size() * 2 / 3);
  BytesSink sink;
  EXPECT_FALSE(c.stitch_into(sink).has_value());
}

TEST(Stitch, HandsTheSinksErrorOn) {
  struct FullSink final : ByteSink {
    Result<void> write(ByteView) override { return fail(ErrorKind::cancelled, "The client has gone."); }
  } sink;
  auto c = two_rows();
  auto const is_made = stitch(c.stitching, c.reading(), {}, sink);
  ASSERT_FALSE(is_made);
  EXPECT_EQ(is_made.error().kind, ErrorKind::cancelled);
}

}  // namespace
}  // namespace triforium::codecs
