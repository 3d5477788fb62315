#include "codecs/coefficients/coefficients.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <functional>
#include <random>

#include "codecs/coefficients/block_turn.h"
#include "codecs/jpeg/jpeg_planes.h"
#include "codecs/jpeg/test_jpeg.h"
#include "pixels/planes.h"

namespace triforium::codecs {
namespace {

using test::Made, test::make_jpeg;

constexpr std::uint64_t kMemory = 64U << 20;

StoredTile::Colours colours_of(Made const& made) {
  if (made.components == 1) return StoredTile::Colours::gray;
  return StoredTile::Colours::ycbcr;
}

Planes planes_of(Bytes const& jpeg, PixelSize size, StoredTile::Colours colours, bool is_gray = false) {
  auto const source = storage::make_memory_source("test", jpeg);
  StoredTile const tile{StoredTile::Coding::jpeg, colours, size, 0, source->size(), nullptr};
  auto decoded = jpeg::decode_planes(*source, tile, {1, 0, size.height, is_gray}, kMemory);
  EXPECT_TRUE(decoded.has_value() && decoded->has_value());
  return std::move((*decoded)->planes);
}

// --- the slow twin: planes are decoded, laid side by side, cut and turned ---

void paste(Plane const& from, Plane& to, std::int64_t x, std::int64_t y) {
  for (std::int64_t row = 0; row < from.size().height; ++row)
    std::memcpy(to.view().row(y + row) + x, from.view().row(row), static_cast<std::size_t>(from.size().width));
}

Plane cut(Plane const& from, PixelRect rect) {
  auto to = Plane::create(rect.size()).value();
  for (std::int64_t row = 0; row < rect.height; ++row)
    std::memcpy(to.view().row(row), from.view().row(rect.y + row) + rect.x, static_cast<std::size_t>(rect.width));
  return to;
}

// `part` picks one plane of a tile's; its samples stand for `step` pixels.
Plane by_planes(std::vector<Planes> const& tiles, Plane Planes::*part, Sampling step, Assembly const& assembly) {
  auto const side = step.chroma_size(assembly.tile);
  auto const rows = static_cast<std::int64_t>(tiles.size()) / assembly.columns;
  auto all = Plane::create({side.width * assembly.columns, side.height * rows}).value();
  for (std::size_t i = 0; i < tiles.size(); ++i) {
    auto const at = static_cast<std::int64_t>(i);
    paste(tiles[i].*part, all, at % assembly.columns * side.width, at / assembly.columns * side.height);
  }
  auto const size = step.chroma_size(assembly.crop.size());
  auto const& crop = assembly.crop;
  return turned(cut(all, {crop.x / step.across, crop.y / step.down, size.width, size.height}), assembly.turn).value();
}

int greatest_difference(Plane const& a, Plane const& b) {
  if (a.size() != b.size()) return 256;
  int greatest = 0;
  for (std::int64_t y = 0; y < a.size().height; ++y)
    for (std::int64_t x = 0; x < a.size().width; ++x)
      greatest = std::max(greatest, std::abs(a.view().row(y)[x] - b.view().row(y)[x]));
  return greatest;
}

struct Case {
  Made made;
  Assembly assembly;
  std::vector<Bytes> streams;

  void make_streams(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
      made.seed = i;
      streams.push_back(make_jpeg(made));
    }
    assembly.tile = made.size;
    assembly.colours = colours_of(made);
    for (auto const& stream : streams)
      assembly.tiles.push_back({{}, stream});
  }
  // An inverse transform rounds; turned, it rounds elsewhere.
  int tolerance() const { return assembly.turn.is_identity() ? 0 : 1; }

  void expect_as_by_planes() const {
    auto const made_file = assemble(assembly, {}, kMemory);
    ASSERT_TRUE(made_file.has_value() && made_file->has_value());
    bool const is_gray = assembly.is_gray || made.components == 1;
    auto const size = assembly.turn.apply(assembly.crop.size());
    auto const result = planes_of(**made_file, size, is_gray ? StoredTile::Colours::gray : assembly.colours);
    std::vector<Planes> tiles;
    for (auto const& stream : streams)
      tiles.push_back(planes_of(stream, made.size, assembly.colours));
    EXPECT_LE(greatest_difference(result.y, by_planes(tiles, &Planes::y, {}, assembly)), tolerance());
    ASSERT_EQ(result.is_gray(), is_gray);
    if (is_gray) return;
    auto const step = tiles.front().sampling;
    EXPECT_LE(greatest_difference(result.cb, by_planes(tiles, &Planes::cb, step, assembly)), tolerance());
    EXPECT_LE(greatest_difference(result.cr, by_planes(tiles, &Planes::cr, step, assembly)), tolerance());
  }
};

TEST(Assemble, GivesWhatThePlanesGive) {
  std::mt19937 random(7);
  auto const between = [&](int low, int high) { return std::uniform_int_distribution<int>(low, high)(random); };
  for (int i = 0; i < 150; ++i) {
    SCOPED_TRACE(i);
    Case c;
    c.made.components = between(0, 4) == 0 ? 1 : 3;
    if (c.made.components == 1) c.made.colours = JCS_GRAYSCALE;
    c.made.horizontal = between(1, 2);
    c.made.vertical = between(1, 2);
    c.made.is_progressive = between(0, 5) == 0;
    bool const is_single = c.made.components == 1;
    int const unit_x = is_single ? 8 : 8 * c.made.horizontal, unit_y = is_single ? 8 : 8 * c.made.vertical;
    int const columns = between(1, 3), rows = between(1, 2);
    c.made.size = {unit_x * between(1, 5), unit_y * between(1, 5)};
    c.assembly.columns = columns;
    c.assembly.is_gray = between(0, 3) == 0;
    if (between(0, 1) == 0) c.assembly.turn = {between(0, 1) == 1, between(0, 3)};

    auto const width = c.made.size.width * columns, height = c.made.size.height * rows;
    auto const x = between(0, static_cast<int>(width / unit_x) - 1) * unit_x;
    auto const y = between(0, static_cast<int>(height / unit_y) - 1) * unit_y;
    c.assembly.crop = {x, y, between(1, static_cast<int>(width) - x), between(1, static_cast<int>(height) - y)};
    auto const turn = block_turn_of(c.assembly.turn);
    if (turn.mirrors_across) c.assembly.crop.width = (c.assembly.crop.width + unit_x - 1) / unit_x * unit_x;
    if (turn.mirrors_down) c.assembly.crop.height = (c.assembly.crop.height + unit_y - 1) / unit_y * unit_y;
    c.make_streams(static_cast<std::size_t>(columns * rows));
    c.expect_as_by_planes();
    if (HasFailure()) return;
  }
}

TEST(Assemble, CutsATileOfOddSides) {
  Case c;
  c.made.size = {203, 157};
  c.assembly.crop = {0, 0, 101, 33};
  c.make_streams(1);
  c.expect_as_by_planes();
}

TEST(Assemble, SaysWhatCannotBeDoneWithoutLoss) {
  auto const cannot = [](std::function<void(Case&)> const& change, std::size_t count = 1) {
    Case c;
    c.made.size = {64, 64};
    c.assembly.crop = {0, 0, 64, 64};
    change(c);
    c.make_streams(count);
    auto const made = assemble(c.assembly, {}, kMemory);
    return made.has_value() && !made->has_value();
  };
  EXPECT_TRUE(cannot([](Case& c) { c.assembly.crop = {8, 0, 32, 32}; })) << "within an MCU of subsampled chroma";
  EXPECT_TRUE(cannot([](Case& c) { c.assembly.crop = {3, 0, 32, 32}; }));
  EXPECT_TRUE(cannot([](Case& c) { c.assembly.crop = {0, 0, 65, 64}; })) << "beyond the tile";
  EXPECT_TRUE(cannot([](Case& c) {
    c.assembly.crop = {0, 0, 60, 64};
    c.assembly.turn = {true, 0};
  })) << "the cut edge would come first";
  EXPECT_TRUE(cannot([](Case& c) { c.assembly.columns = 2; }, 3)) << "a hole among the tiles";
}

TEST(Assemble, RefusesTilesThatDoNotFitTogether) {
  Case c;
  c.made.size = {64, 64};
  c.assembly.columns = 2;
  c.assembly.crop = {0, 0, 128, 64};
  c.make_streams(2);
  c.made.quality = 50;
  auto const coarser = make_jpeg(c.made);
  c.assembly.tiles[1].stream = coarser;
  auto const made = assemble(c.assembly, {}, kMemory);
  ASSERT_TRUE(made.has_value());
  EXPECT_FALSE(made->has_value()) << "other quantisation";
}

TEST(Assemble, TellsDamage) {
  Case c;
  c.made.size = {64, 64};
  c.assembly.crop = {0, 0, 64, 64};
  c.make_streams(1);
  auto const whole = c.streams.front();
  for (std::size_t length = 0; length < whole.size() - 2; length += 7) {
    Bytes const part(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length));
    c.assembly.tiles[0].stream = part;
    auto const made = assemble(c.assembly, {}, kMemory);
    ASSERT_FALSE(made.has_value()) << length;
    EXPECT_EQ(made.error().kind, ErrorKind::corrupt_source);
  }
  c.assembly.tiles[0].stream = whole;
  c.assembly.tile = {64, 128};
  EXPECT_FALSE(assemble(c.assembly, {}, kMemory).has_value()) << "another size than promised";
  c.assembly.tile = {64, 64};
  auto const small = assemble(c.assembly, {}, 1000);
  ASSERT_FALSE(small.has_value());
  EXPECT_EQ(small.error().kind, ErrorKind::too_large);
}

// The frame's bytes "Ci HiVi Tqi" of that component.
std::uint8_t* component_of(Bytes& jpeg, std::size_t component) {
  for (std::size_t i = 2; i + 10 < jpeg.size(); ++i)
    if (jpeg[i] == 0xff && (jpeg[i + 1] == 0xc0 || jpeg[i + 1] == 0xc2)) return &jpeg[i + 10 + 3 * component];
  return nullptr;
}

TEST(Assemble, DoesNotBelieveTheFrame) {
  Case c;
  c.made.size = {64, 64};
  c.assembly.columns = 2;
  c.assembly.crop = {0, 0, 128, 64};
  c.make_streams(2);
  auto lying = c.streams[0];
  component_of(lying, 1)[2] = 200;
  c.assembly.tiles[0].stream = lying;
  auto const made = assemble(c.assembly, {}, kMemory);
  EXPECT_FALSE(made.has_value() && made->has_value()) << "a quantisation table that cannot be";
}

TEST(Assemble, TakesNoGrayFromReducedLuma) {
  Case c;
  c.made.size = {64, 64};
  c.made.horizontal = c.made.vertical = 1;
  c.assembly.crop = {0, 0, 64, 64};
  c.assembly.is_gray = true;
  c.make_streams(1);
  auto odd = c.streams[0];
  component_of(odd, 1)[1] = 0x21;  // chroma of twice the samples across
  c.assembly.tiles[0].stream = odd;
  for (auto const turn : {Turn{}, Turn{false, 1}}) {
    c.assembly.turn = turn;
    auto const made = assemble(c.assembly, {}, kMemory);
    EXPECT_FALSE(made.has_value() && made->has_value());
  }
}

TEST(Assemble, RefusesWhatLacksAScan) {
  Case c;
  c.made.size = {64, 64};
  c.made.is_progressive = true;
  c.assembly.crop = {0, 0, 64, 64};
  c.make_streams(1);
  auto cut = c.streams[0];
  // Up to the second scan, and then the end as if that were all.
  std::size_t scans = 0, at = 0;
  for (; at + 1 < cut.size() && scans < 2; ++at)
    scans += cut[at] == 0xff && cut[at + 1] == 0xda ? 1 : 0;
  cut.resize(at - 1);
  cut.insert(cut.end(), {0xff, 0xd9});
  c.assembly.tiles[0].stream = cut;
  EXPECT_FALSE(assemble(c.assembly, {}, kMemory).has_value());
}

TEST(Assemble, MarksItsColoursAndCarriesMetadata) {
  Case c;
  c.made.size = {32, 32};
  c.assembly.crop = {0, 0, 32, 32};
  c.make_streams(1);
  Accompaniment with;
  with.xmp = share(Bytes{'r', 'i', 'g', 'h', 't', 's'});
  with.icc = share(Bytes(70'000, 'i'));
  auto const made = assemble(c.assembly, with, kMemory);
  ASSERT_TRUE(made.has_value() && made->has_value());
  auto const text = as_text(**made);
  EXPECT_NE(text.find("JFIF"), std::string_view::npos);
  EXPECT_EQ(text.find("Adobe"), std::string_view::npos);
  EXPECT_NE(text.find("rights"), std::string_view::npos);
  EXPECT_NE(text.find(std::string("ICC_PROFILE\0\2\2", 14)), std::string_view::npos) << "the second of two chunks";

  c.assembly.colours = StoredTile::Colours::rgb;
  EXPECT_FALSE(assemble(c.assembly, {}, kMemory)->has_value()) << "subsampled RGB does not exist";
}

TEST(Assemble, UsesSharedTables) {
  // A whole stream is tables and an abbreviated stream in one: cut in two before its frame, it is what TIFF stores.
  auto const whole = make_jpeg({.size = {64, 64}});
  auto const frame = std::search(whole.begin(), whole.end(), std::begin("\xff\xc0"), std::begin("\xff\xc0") + 2,
                                 [](std::uint8_t a, char b) { return a == static_cast<std::uint8_t>(b); });
  Bytes tables(whole.begin(), frame), stream{0xff, 0xd8};
  tables.insert(tables.end(), {0xff, 0xd9});
  stream.insert(stream.end(), frame, whole.end());
  Assembly assembly;
  assembly.tiles = {{tables, stream}};
  assembly.tile = {64, 64};
  assembly.crop = {0, 0, 40, 24};
  auto const made = assemble(assembly, {}, kMemory);
  ASSERT_TRUE(made.has_value() && made->has_value());
  auto const expected = planes_of(whole, {64, 64}, StoredTile::Colours::ycbcr);
  auto const result = planes_of(**made, {40, 24}, StoredTile::Colours::ycbcr);
  EXPECT_EQ(greatest_difference(result.y, cut(expected.y, {0, 0, 40, 24})), 0);
}

// T.81, A.3.3 as it stands there: the slow twin of every turn.
TEST(TurnBlock, TurnsThePixels) {
  std::mt19937 random(3);
  std::array<std::int16_t, 64> block{};
  for (auto& value : block)
    value = static_cast<std::int16_t>(std::uniform_int_distribution<int>(-200, 200)(random));
  auto const pixel = [](std::array<std::int16_t, 64> const& of, int x, int y) {
    double sum = 0;
    for (int v = 0; v < 8; ++v)
      for (int u = 0; u < 8; ++u)
        sum += (u == 0 ? std::sqrt(0.5) : 1) * (v == 0 ? std::sqrt(0.5) : 1) * of[static_cast<std::size_t>(v * 8 + u)] *
               std::cos((2 * x + 1) * u * M_PI / 16) * std::cos((2 * y + 1) * v * M_PI / 16);
    return sum / 4;
  };
  for (int i = 0; i < 8; ++i) {
    BlockTurn const turn{(i & 1) != 0, (i & 2) != 0, (i & 4) != 0};
    std::array<std::int16_t, 64> result{};
    turn_block(block.data(), result.data(), turn);
    for (int y = 0; y < 8; ++y) {
      for (int x = 0; x < 8; ++x) {
        int const fx = turn.transposes ? y : x, fy = turn.transposes ? x : y;
        auto const from = pixel(block, turn.mirrors_across ? 7 - fx : fx, turn.mirrors_down ? 7 - fy : fy);
        EXPECT_NEAR(pixel(result, x, y), from, 1e-6) << i;
      }
    }
  }
}

}  // namespace
}  // namespace triforium::codecs
