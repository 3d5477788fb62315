#include "codecs/tiff/tiff_index.h"

#include <gtest/gtest.h>

#include "codecs/tiff/tiff_builder.h"
#include "codecs/tiff/tiff_pyramid.h"

namespace triforium::codecs::tiff {
namespace {

constexpr Dialect kDialects[] = {{false, false}, {true, false}, {false, true}, {true, true}};

std::shared_ptr<storage::Source const> source_of(Bytes bytes) {
  return storage::make_memory_source("test", std::move(bytes));
}
Result<TiffIndex> index_of(TiffBuilder const& builder) {
  return TiffIndex::read(source_of(builder.bytes()));
}

void expect_corrupt(TiffBuilder const& builder, std::string_view why) {
  auto const index = index_of(builder);
  ASSERT_FALSE(index) << why;
  EXPECT_EQ(index.error().kind, ErrorKind::corrupt_source);
  EXPECT_NE(index.error().detail.find(why), std::string::npos) << index.error().detail;
}

TEST(TiffIndex, ReadsEveryDialect) {
  for (auto const dialect : kDialects) {
    TiffBuilder builder(dialect);
    auto directory = builder.image(7, 5, 16, 2, 3, Bytes(7 * 5 * 6));
    directory[274] = {FieldType::short_, {6}};
    directory[338] = {FieldType::short_, {2}};
    auto const position = builder.chain(directory);
    auto const index = index_of(builder);
    ASSERT_TRUE(index) << index.error().detail;
    ASSERT_EQ(index->pages().size(), 1U);
    auto const& page = index->pages().front();
    EXPECT_EQ(page.position, position);
    EXPECT_EQ(page.grid.image, (PixelSize{7, 5}));
    EXPECT_EQ(page.grid.chunk, (PixelSize{7, 5}));
    EXPECT_FALSE(page.grid.is_tiled);
    EXPECT_EQ(page.bits, 16);
    EXPECT_EQ(page.samples, 3);
    EXPECT_EQ(page.photometric, Photometric::rgb);
    EXPECT_EQ(page.orientation, 6);
    EXPECT_EQ(page.extra_samples, std::vector<std::uint16_t>{2});
  }
}

TEST(TiffIndex, FollowsTheChainAndSubIfds) {
  for (auto const dialect : kDialects) {
    TiffBuilder builder(dialect);
    auto const a = builder.write(builder.image(4, 4, 8, 1, 1, Bytes(16)));
    auto const b = builder.write(builder.image(2, 2, 8, 1, 1, Bytes(4)));
    auto directory = builder.image(8, 8, 8, 1, 1, Bytes(64));
    directory[330] = {dialect.is_big_tiff ? FieldType::ifd8 : FieldType::ifd, {a, b}};
    builder.chain(directory);
    builder.chain(builder.image(3, 1, 8, 1, 1, Bytes(3)));
    auto const index = index_of(builder);
    ASSERT_TRUE(index) << index.error().detail;
    ASSERT_EQ(index->pages().size(), 2U);
    ASSERT_EQ(index->pages()[0].children.size(), 2U);
    EXPECT_EQ(index->pages()[0].children[1].grid.image, (PixelSize{2, 2}));
    EXPECT_EQ(index->pages()[1].grid.image, (PixelSize{3, 1}));
  }
}

TEST(TiffIndex, RefusesLoops) {
  TiffBuilder to_first;
  auto const first = to_first.chain(to_first.image(1, 1, 8, 1, 1, Bytes(1)));
  to_first.chain(to_first.image(1, 1, 8, 1, 1, Bytes(1)));
  to_first.link_to(first);
  expect_corrupt(to_first, "loop");
}

TEST(TiffIndex, TakesSubIfdsThatAreChainedTooOnce) {
  TiffBuilder builder;
  auto const last = builder.write(builder.image(1, 1, 8, 1, 1, Bytes(1)));
  auto const first = builder.write(builder.image(2, 2, 8, 1, 1, Bytes(4)), last);
  auto directory = builder.image(4, 4, 8, 1, 1, Bytes(16));
  directory[330] = {FieldType::ifd, {first, last, last}};
  builder.chain(directory);
  auto const index = index_of(builder);
  ASSERT_TRUE(index) << index.error().detail;
  ASSERT_EQ(index->pages()[0].children.size(), 2U);
  EXPECT_EQ(index->pages()[0].children[0].grid.image, (PixelSize{2, 2}));
  EXPECT_EQ(index->pages()[0].children[1].grid.image, (PixelSize{1, 1}));
}

TEST(TiffIndex, RefusesWhatLiesOutsideTheFile) {
  TiffBuilder chain;
  chain.chain(chain.image(1, 1, 8, 1, 1, Bytes(1)));
  chain.link_to(1'000'000);
  expect_corrupt(chain, "outside the file");

  TiffBuilder child({.is_big_tiff = true});
  auto directory = child.image(1, 1, 8, 1, 1, Bytes(1));
  directory[330] = {FieldType::long8, {UINT64_MAX - 3}};
  child.chain(directory);
  expect_corrupt(child, "outside the file");
}

TEST(TiffIndex, RefusesMillionsOfDirectories) {
  // Directories that overlap, each a byte further, as a small file can hold them.
  TiffBuilder builder;
  for (int i = 0; i < 17'000; ++i)
    builder.chain({{256, {FieldType::short_, {1}}}, {257, {FieldType::short_, {1}}}});
  expect_corrupt(builder, "more than 16384 directories");
}

TEST(TiffIndex, RefusesAbsurdNumbers) {
  struct Case {
    std::uint16_t tag;
    TiffBuilder::Values values;
    std::string_view why;
  };
  Case const cases[] = {
      {256, {FieldType::long_, {0}}, "0×"},           {257, {FieldType::long_, {0xFFFFFFFF}}, "4294967295 pixels"},
      {258, {FieldType::short_, {0}}, "0 bits"},      {277, {FieldType::short_, {0}}, "0 samples"},
      {278, {FieldType::long_, {0}}, "without rows"}, {322, {FieldType::long_, {16}}, "tiles of 16×0"},
  };
  for (auto const& one : cases) {
    TiffBuilder builder;
    auto directory = builder.image(4, 4, 8, 1, 1, Bytes(16));
    directory[one.tag] = one.values;
    builder.chain(directory);
    expect_corrupt(builder, one.why);
  }
}

TEST(TiffIndex, RefusesEveryTruncation) {
  TiffBuilder builder({.is_big_endian = true, .is_big_tiff = true});
  builder.chain(builder.image(4, 4, 8, 2, 3, Bytes(48)));
  auto const& whole = builder.bytes();
  for (std::size_t size = 0; size + 8 < whole.size(); ++size) {  // the last link may be missing
    EXPECT_FALSE(TiffIndex::read(source_of({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)})))
        << size;
  }
}

TEST(ChunkTable, FindsChunksOfAllFieldTypes) {
  for (auto const dialect : kDialects) {
    for (auto const type : {FieldType::short_, FieldType::long_, FieldType::long8}) {
      TiffBuilder builder(dialect);
      auto directory = builder.image(4, 3, 8, 1, 1, Bytes(16));
      directory[278] = {FieldType::short_, {1}};
      directory[273] = {type, {8, 12, 16}};
      directory[279] = {type, {4, 4, 0}};
      builder.chain(directory);
      auto const source = source_of(builder.bytes());
      auto const index = TiffIndex::read(source);
      ASSERT_TRUE(index);
      auto const& page = index->pages().front();
      EXPECT_EQ(page.grid.rows(), 3);
      auto const table = ChunkTable::read(*source, dialect, page);
      ASSERT_TRUE(table);
      auto const second = table->extent(*source, 1), third = table->extent(*source, 2);
      ASSERT_TRUE(second && third);
      EXPECT_EQ(second->offset, 12U);
      EXPECT_EQ(second->size, 4U);
      EXPECT_EQ(third->size, 0U);
      EXPECT_FALSE(table->extent(*source, 3));
      EXPECT_FALSE(table->extent(*source, UINT64_MAX));
    }
  }
}

TEST(ChunkTable, LivesWithoutSizesAndRefusesOffsetsOutside) {
  TiffBuilder builder;
  auto directory = builder.image(4, 4, 8, 1, 1, Bytes(16));
  directory.erase(279);
  directory[278] = {FieldType::short_, {2}};
  directory[273] = {FieldType::long_, {8, 0xFFFFFFF0}};
  builder.chain(directory);
  auto const source = source_of(builder.bytes());
  auto const index = TiffIndex::read(source);
  ASSERT_TRUE(index);
  auto const table = ChunkTable::read(*source, {}, index->pages().front());
  ASSERT_TRUE(table);
  EXPECT_EQ(table->extent(*source, 0)->size, source->size() - 8);
  EXPECT_FALSE(table->extent(*source, 1));
}

TEST(ChunkTable, RefusesATableThatIsNotInTheFile) {
  TiffBuilder builder;
  auto directory = builder.image(4, 4, 8, 1, 1, Bytes(16));
  builder.chain(directory);
  auto const source = source_of(builder.bytes());
  auto index = TiffIndex::read(source);
  ASSERT_TRUE(index);
  auto page = index->pages().front();
  page.offsets.count = 1'000'000'000;
  page.offsets.is_inline = false;
  auto const table = ChunkTable::read(*source, {}, page);
  ASSERT_FALSE(table);
  EXPECT_EQ(table.error().kind, ErrorKind::corrupt_source);
}

// ------------------------------------------------------------------------------------------------------- pyramids

Page page_of(PixelSize size, bool is_reduced = false, bool is_tiled = true) {
  Page page;
  page.grid.image = size;
  page.grid.is_tiled = is_tiled;
  page.is_reduced = is_reduced;
  page.bits = 8;
  page.samples = 3;
  return page;
}

std::vector<std::vector<std::int64_t>> widths_of(std::vector<Page> const& pages) {
  std::vector<std::vector<std::int64_t>> widths;
  for (auto const& group : group_pages(pages)) {
    widths.emplace_back();
    for (auto const* page : group.levels)
      widths.back().push_back(page->grid.image.width);
  }
  return widths;
}
using Widths = std::vector<std::vector<std::int64_t>>;

TEST(TiffPyramid, TakesPagesThatSayTheyAreReduced) {
  EXPECT_EQ(widths_of({page_of({1001, 700}), page_of({500, 350}, true, false), page_of({251, 175}, true, false)}),
            (Widths{{1001, 500, 251}}));
}

TEST(TiffPyramid, TakesTiledPagesOfHalfTheSize) {
  EXPECT_EQ(widths_of({page_of({1001, 700}), page_of({500, 350}), page_of({250, 175}), page_of({1, 1})}),
            (Widths{{1001, 500, 250}, {1}}));
  EXPECT_EQ(widths_of({page_of({1000, 700}, false, false), page_of({500, 350}, false, false)}),
            (Widths{{1000}, {500}}));
}

TEST(TiffPyramid, TakesSubIfdsAndSortsThem) {
  auto whole = page_of({1600, 900});
  whole.children = {page_of({400, 225}, true), page_of({800, 450}, true), page_of({800, 450}, true)};
  EXPECT_EQ(widths_of({whole, page_of({1600, 900})}), (Widths{{1600, 800, 400}, {1600}}));
}

TEST(TiffPyramid, LeavesThumbnailsMasksAndOtherKindsOut) {
  auto mask = page_of({500, 350}, true);
  mask.is_mask = true;
  auto gray = page_of({500, 350}, true);
  gray.samples = 1;
  EXPECT_EQ(widths_of({page_of({1000, 700}), mask, gray, page_of({160, 120}, true), page_of({160, 112}, true)}),
            (Widths{{1000}}));
}

TEST(TiffPyramid, CountsPages) {
  EXPECT_EQ(widths_of({page_of({100, 100}), page_of({100, 100}), page_of({70, 90})}), (Widths{{100}, {100}, {70}}));
  EXPECT_EQ(widths_of({page_of({100, 100}, true)}), (Widths{{100}}));
}

TEST(TiffPyramid, ReductionsAreByWholeNumbers) {
  EXPECT_TRUE(is_reduction({46000, 32914}, {11500, 8228}));
  EXPECT_TRUE(is_reduction({46000, 32914}, {2875, 2057}));
  EXPECT_TRUE(is_reduction({10, 10000}, {1, 625}));
  EXPECT_TRUE(is_reduction({999, 3}, {500, 2}));
  EXPECT_FALSE(is_reduction({6000, 4000}, {160, 107}));
  EXPECT_FALSE(is_reduction({6000, 4000}, {6000, 4000}));
  EXPECT_FALSE(is_reduction({6000, 4000}, {3000, 3000}));
}

}  // namespace
}  // namespace triforium::codecs::tiff
