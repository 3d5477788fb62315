#include "storage/cache/table.h"

#include <algorithm>
#include <cstring>

namespace triforium::storage {
namespace {

// Numbers stand in the machine's own byte order: on another machine the magic number is wrong, and the cache empty.
constexpr std::uint64_t kMagic = 0x31'45'48'43'41'43'49'54;  // "TICACHE1"
constexpr std::uint32_t kVersion = 1;

struct HeadFields {
  std::uint64_t magic;
  std::uint32_t version;
  std::uint32_t segment;
  std::uint64_t reserved[5];
  std::uint64_t checksum;
};
struct RowFields {
  std::uint32_t kind;
  std::uint32_t length;
  std::uint64_t offset;
  std::uint64_t digest_high;
  std::uint64_t digest_low;
  std::uint64_t group;
  std::uint64_t generation;
  std::uint64_t data_checksum;
  std::uint64_t checksum;
};
static_assert(sizeof(HeadFields) == kRowSize && sizeof(RowFields) == kRowSize);

constexpr std::size_t kSummed = kRowSize - sizeof(std::uint64_t);

// The segment's number is part of the sum: a row that a file system has put into another file is not taken for its own.
template <typename Fields>
RowBytes sealed(Fields fields, std::uint32_t segment) {
  RowBytes bytes;
  std::memcpy(bytes.data(), &fields, kRowSize);
  fields.checksum = checksum_of(ByteView(bytes).first(kSummed), segment);
  std::memcpy(bytes.data(), &fields, kRowSize);
  return bytes;
}

template <typename Fields>
std::optional<Fields> unsealed(ByteView bytes, std::uint32_t segment) {
  if (bytes.size() < kRowSize) return std::nullopt;
  Fields fields;
  std::memcpy(&fields, bytes.data(), kRowSize);
  if (fields.checksum != checksum_of(bytes.first(kSummed), segment)) return std::nullopt;
  return fields;
}

// Rows that a file system has made room for, but that never came: not damage, but an end.
std::uint32_t rows_without_blank_end(ByteView bytes) {
  auto rows = static_cast<std::uint32_t>(std::min<std::size_t>(bytes.size() / kRowSize - 1, kMaxRows));
  auto const is_blank = [&](std::uint32_t number) {
    auto const row = bytes.subspan(offset_of_row(number), kRowSize);
    return std::all_of(row.begin(), row.end(), [](std::uint8_t byte) { return byte == 0; });
  };
  while (rows > 0 && is_blank(rows - 1))
    --rows;
  return rows;
}

}  // namespace

bool lies_within(Row const& row, std::uint64_t data_size) {
  return row.offset <= data_size && row.length <= data_size - row.offset;
}

RowBytes encode_head(std::uint32_t segment) {
  return sealed(HeadFields{kMagic, kVersion, segment, {}, 0}, segment);
}

bool is_head(ByteView bytes, std::uint32_t segment) {
  auto const head = unsealed<HeadFields>(bytes, segment);
  return head && head->magic == kMagic && head->version == kVersion && head->segment == segment;
}

RowBytes encode_row(Row const& row, std::uint32_t segment) {
  return sealed(RowFields{static_cast<std::uint32_t>(row.kind), row.length, row.offset, row.digest.high, row.digest.low,
                          row.group, row.generation, row.checksum, 0},
                segment);
}

std::optional<Row> decode_row(ByteView bytes, std::uint32_t segment) {
  auto const fields = unsealed<RowFields>(bytes, segment);
  if (!fields) return std::nullopt;
  auto const kind = static_cast<Row::Kind>(fields->kind);
  if (kind != Row::Kind::record && kind != Row::Kind::purge) return std::nullopt;
  return Row{kind,          fields->length,     fields->offset,       {fields->digest_high, fields->digest_low},
             fields->group, fields->generation, fields->data_checksum};
}

std::optional<Table> parse_table(ByteView bytes, std::uint32_t segment, std::uint64_t data_size) {
  if (!is_head(bytes, segment)) return std::nullopt;
  auto const row_count = rows_without_blank_end(bytes);
  Table table;
  for (std::uint32_t number = 0; number < row_count; ++number) {
    auto const row = decode_row(bytes.subspan(offset_of_row(number), kRowSize), segment);
    if (!row) table.trusted_from = table.row_count = number + 1;
    if (!row || (row->kind == Row::Kind::record && !lies_within(*row, data_size))) continue;
    table.rows.push_back({number, *row});
    table.row_count = number + 1;
    if (row->kind == Row::Kind::record) table.data_end = std::max(table.data_end, row->offset + row->length);
  }
  return table;
}

}  // namespace triforium::storage
