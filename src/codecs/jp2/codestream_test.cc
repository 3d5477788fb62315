#include "codecs/jp2/codestream.h"

#include <gtest/gtest.h>

#include "codecs/jp2/jp2_budget.h"

namespace triforium::codecs::jp2 {
namespace {

void put(Bytes& out, std::uint64_t value, int size) {
  for (int i = size - 1; i >= 0; --i)
    out.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

struct Made {
  std::uint32_t width = 640, height = 480, tile_width = 256, tile_height = 256;
  std::uint32_t left = 0, top = 0;
  int components = 3;
  int decompositions = 5;
  int layers = 1;
  int precinct = -1;  // both exponents, for every resolution; -1: none
  bool is_ht = false;
  bool has_quantization = true;
};

// A main header, and one empty part for each of the first `tiles` tiles.
Bytes make(Made const& made, int tiles = 6) {
  Bytes out;
  put(out, 0xFF4FFF51, 4);
  put(out, static_cast<std::uint64_t>(38 + 3 * made.components), 2);
  put(out, 0, 2);
  for (auto const value : {made.width, made.height, made.left, made.top, made.tile_width, made.tile_height, 0U, 0U}) {
    put(out, value, 4);
  }
  put(out, static_cast<std::uint64_t>(made.components), 2);
  for (int i = 0; i < made.components; ++i)
    put(out, 0x070101, 3);
  bool const has_precincts = made.precinct >= 0;
  put(out, 0xFF52, 2);
  put(out, static_cast<std::uint64_t>(12 + (has_precincts ? made.decompositions + 1 : 0)), 2);
  put(out, has_precincts ? 1 : 0, 1);
  put(out, 0, 1);
  put(out, static_cast<std::uint64_t>(made.layers), 2);
  put(out, 0, 1);
  put(out, static_cast<std::uint64_t>(made.decompositions), 1);
  put(out, made.is_ht ? 0x04044001 : 0x04040001, 4);
  for (int i = 0; has_precincts && i <= made.decompositions; ++i)
    put(out, static_cast<std::uint64_t>(made.precinct * 17), 1);
  if (made.has_quantization) {
    put(out, 0xFF5C, 2);
    put(out, static_cast<std::uint64_t>(3 + 3 * made.decompositions + 1), 2);
    put(out, 0x40, 1);
    for (int i = 0; i < 3 * made.decompositions + 1; ++i)
      put(out, 0x48, 1);
  }
  for (int i = 0; i < tiles; ++i) {
    put(out, 0xFF90000A, 4);
    put(out, static_cast<std::uint64_t>(i), 2);
    put(out, 14, 4);
    put(out, 0x0001FF93, 4);
  }
  put(out, tiles == 0 ? 0xFF90 : 0xFFD9, 2);
  return out;
}

Result<Codestream> parse(Bytes bytes) {
  auto const size = bytes.size();
  auto const source = storage::make_memory_source("made", std::move(bytes));
  return parse_codestream(*source, 0, size);
}

TEST(Codestream, ReadsTheMainHeaderAndFindsTiles) {
  auto const stream = parse(make({}, 4));
  ASSERT_TRUE(stream) << stream.error().detail;
  EXPECT_EQ(stream->image, (PixelRect{0, 0, 640, 480}));
  EXPECT_EQ(stream->tiles_across, 3);
  EXPECT_EQ(stream->tiles_down, 2);
  EXPECT_EQ(stream->components.size(), 3U);
  EXPECT_EQ(stream->resolutions(), 6);
  EXPECT_FALSE(stream->is_high_throughput);
  EXPECT_EQ(stream->quantized_bands, 16);
  ASSERT_EQ(stream->tiles.size(), 6U);
  EXPECT_TRUE(stream->tiles[3].is_complete);
  EXPECT_FALSE(stream->tiles[4].is_complete);
}

TEST(Codestream, HighThroughputIsSeenInTheCodeBlockStyle) {
  EXPECT_TRUE(parse(make({.is_ht = true}))->is_high_throughput);
}

TEST(Codestream, EveryCutIsAnErrorOrLacksTiles) {
  auto const whole = make({});
  for (std::size_t size = 0; size + 2 < whole.size(); ++size) {
    auto const stream = parse(Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)));
    if (stream) {
      EXPECT_FALSE(stream->tiles.back().is_complete) << size;
    }
  }
}

TEST(Codestream, RefusesAbsurdGeometry) {
  EXPECT_EQ(parse(make({.width = 0})).error().kind, ErrorKind::corrupt_source);
  EXPECT_EQ(parse(make({.tile_width = 0})).error().kind, ErrorKind::corrupt_source);
  EXPECT_EQ(parse(make({.left = 640})).error().kind, ErrorKind::corrupt_source);
  EXPECT_EQ(parse(make({.width = 0xFFFFFFFF})).error().kind, ErrorKind::too_large);
  // Four billion tiles.
  auto const stream = parse(make({.width = 65536, .height = 65536, .tile_width = 1, .tile_height = 1}));
  EXPECT_EQ(stream.error().kind, ErrorKind::corrupt_source);
  EXPECT_EQ(parse(make({.components = 0})).error().kind, ErrorKind::corrupt_source);
  EXPECT_EQ(parse(make({.components = 65})).error().kind, ErrorKind::not_implemented);
  EXPECT_EQ(parse(make({.decompositions = 33})).error().kind, ErrorKind::corrupt_source);
  EXPECT_EQ(parse(make({.layers = 0})).error().kind, ErrorKind::corrupt_source);
  EXPECT_EQ(parse(make({.precinct = 0})).error().kind, ErrorKind::corrupt_source);
  EXPECT_EQ(parse(make({.has_quantization = false})).error().kind, ErrorKind::corrupt_source);
}

TEST(Codestream, ABudgetStopsWhatWouldTakeTooMuch) {
  DecodeLimits const limits;
  auto const check = [&](Made const& made) { return check_budget(parse(make(made)).value(), limits); };
  EXPECT_TRUE(check({}));
  // A precinct for every four pixels, and a packet for each in every layer.
  EXPECT_EQ(
      check({.width = 30000, .height = 30000, .tile_width = 30000, .tile_height = 30000, .precinct = 1}).error().kind,
      ErrorKind::too_large);
  EXPECT_EQ(check({.layers = 65535, .precinct = 1}).error().kind, ErrorKind::too_large);
  EXPECT_EQ(check({.width = 200000, .height = 200000, .tile_width = 1000, .tile_height = 1000}).error().kind,
            ErrorKind::too_large);
}

// T.800, equation B-14: each level rounds up, and offsets count.
TEST(Codestream, LevelsRoundUpFromTheGrid) {
  EXPECT_EQ(component_extent({0, 0, 5, 7}, {}, 1).size(), (PixelSize{3, 4}));
  EXPECT_EQ(component_extent({1, 1, 4, 6}, {}, 1), (PixelRect{1, 1, 2, 3}));
  EXPECT_EQ(component_extent({0, 0, 5, 7}, {8, false, 2, 2}, 1).size(), (PixelSize{2, 2}));
}

}  // namespace
}  // namespace triforium::codecs::jp2
