// The table of a segment: what its data file holds, one row of 64 bytes for each record and each purge.
//
// Pure. The format is described in docs/formats/disk-cache.md. Every row has a checksum of its own, so that whatever
// happened to the file, each row is either right or known to be damaged.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/bytes.h"
#include "storage/cache/digest.h"

namespace triforium::storage {

inline constexpr std::size_t kRowSize = 64;
// More rows than a segment may have: a larger file is none of ours.
inline constexpr std::uint32_t kMaxRows = 1 << 20;

using RowBytes = std::array<std::uint8_t, kRowSize>;

struct Row {
  enum class Kind : std::uint32_t {
    record = 1,  // bytes of the data file
    purge = 2,   // from here on the group is in that generation; nothing else counts in the row
  };
  Kind kind = Kind::record;
  std::uint32_t length = 0;  // bytes
  std::uint64_t offset = 0;  // in the data file
  Digest digest;
  std::uint64_t group = 0;
  std::uint64_t generation = 0;
  std::uint64_t checksum = 0;  // of the record's bytes
  friend bool operator==(Row const&, Row const&) = default;
};

// Whether a data file of that size holds all of the record.
bool lies_within(Row const& row, std::uint64_t data_size);

// The table's first 64 bytes.
RowBytes encode_head(std::uint32_t segment);
bool is_head(ByteView bytes, std::uint32_t segment);

RowBytes encode_row(Row const& row, std::uint32_t segment);
// Absent if the bytes are not those of a row of this segment as it was written.
std::optional<Row> decode_row(ByteView bytes, std::uint32_t segment);

// Row n stands after the head and n rows.
constexpr std::uint64_t offset_of_row(std::uint32_t number) {
  return kRowSize * (std::uint64_t{number} + 1);
}

struct NumberedRow {
  std::uint32_t number;
  Row row;
};
struct Table {
  std::vector<NumberedRow> rows;  // those that are right and whose record lies within the data file
  std::uint32_t row_count = 0;    // damaged ones too; what follows is a torn tail, to be cut
  std::uint64_t data_end = 0;     // where the last record ends: the same
  // After the last damaged row. It may have been a purge: no record before it, in older segments neither, can be
  // believed to be still wanted.
  std::uint32_t trusted_from = 0;
};
// Absent if `bytes` are no table of this segment.
std::optional<Table> parse_table(ByteView bytes, std::uint32_t segment, std::uint64_t data_size);

}  // namespace triforium::storage
