#include "storage/cache/table.h"

#include <gtest/gtest.h>

namespace triforium::storage {
namespace {

constexpr std::uint32_t kSegment = 7;

Row row(std::uint64_t offset, std::uint32_t length) {
  return {Row::Kind::record, length, offset, {offset, 1}, 2, 3, 4};
}

Bytes table_of(std::vector<Row> const& rows) {
  auto const head = encode_head(kSegment);
  Bytes bytes(head.begin(), head.end());
  for (auto const& each : rows) {
    auto const encoded = encode_row(each, kSegment);
    bytes.insert(bytes.end(), encoded.begin(), encoded.end());
  }
  return bytes;
}

TEST(Table, ReadsWhatWasWritten) {
  auto const bytes = table_of({row(0, 10), {Row::Kind::purge, 0, 0, {}, 8, 9, 0}, row(10, 5)});
  auto const table = parse_table(bytes, kSegment, 15);
  ASSERT_TRUE(table);
  ASSERT_EQ(table->rows.size(), 3U);
  EXPECT_EQ(table->rows[0].row, row(0, 10));
  EXPECT_EQ(table->rows[1].row.kind, Row::Kind::purge);
  EXPECT_EQ(table->rows[1].row.generation, 9U);
  EXPECT_EQ(table->rows[2].number, 2U);
  EXPECT_EQ(table->row_count, 3U);
  EXPECT_EQ(table->data_end, 15U);
}

TEST(Table, EndsWhereItIsTornAtEveryByte) {
  auto const bytes = table_of({row(0, 10), row(10, 10), row(20, 10)});
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    auto const table = parse_table(ByteView(bytes).first(size), kSegment, 30);
    if (size < kRowSize) {
      EXPECT_FALSE(table) << size;
      continue;
    }
    ASSERT_TRUE(table) << size;
    EXPECT_EQ(table->rows.size(), size / kRowSize - 1) << size;
    EXPECT_EQ(table->row_count, size / kRowSize - 1) << size;
  }
}

TEST(Table, LosesOnlyTheRowOfWhichABitHasTurned) {
  auto const bytes = table_of({row(0, 10), row(10, 10), row(20, 10)});
  for (std::size_t place = 0; place < bytes.size(); ++place) {
    auto damaged = bytes;
    damaged[place] ^= 0x10;
    auto const table = parse_table(damaged, kSegment, 30);
    if (place < kRowSize) {
      EXPECT_FALSE(table) << place;
      continue;
    }
    ASSERT_TRUE(table) << place;
    ASSERT_EQ(table->rows.size(), 2U) << place;
    EXPECT_EQ(table->trusted_from, place / kRowSize) << place << ": what follows the damage";
    for (auto const& [number, read] : table->rows)
      EXPECT_EQ(read, row(10 * number, 10)) << place;
  }
}

TEST(Table, LeavesOutRecordsThatTheDataDoesNotHold) {
  auto const bytes = table_of({row(0, 10), row(10, 10), row(UINT64_MAX - 2, 10)});
  auto const table = parse_table(bytes, kSegment, 19);
  ASSERT_TRUE(table);
  EXPECT_EQ(table->rows.size(), 1U);
  EXPECT_EQ(table->row_count, 1U);
  EXPECT_EQ(table->data_end, 10U);
}

TEST(Table, TakesABlankEndForATornOne) {
  auto bytes = table_of({row(0, 10), row(10, 10)});
  bytes.resize(bytes.size() + 3 * kRowSize + 5);
  auto const table = parse_table(bytes, kSegment, 20);
  ASSERT_TRUE(table);
  EXPECT_EQ(table->row_count, 2U);
  EXPECT_EQ(table->trusted_from, 0U);
}

TEST(Table, IsOfOneSegmentOnly) {
  EXPECT_FALSE(parse_table(table_of({row(0, 10)}), kSegment + 1, 10));
  EXPECT_FALSE(decode_row(encode_row(row(0, 10), kSegment), kSegment + 1));
}

}  // namespace
}  // namespace triforium::storage
