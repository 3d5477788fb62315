// The table of a segment of the disk cache: as it comes, and with its checksums made right.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>

#include "storage/cache/table.h"

namespace {

using namespace triforium;
using namespace triforium::storage;

constexpr std::uint32_t kSegment = 1;

void check(Bytes const& bytes, std::uint64_t data_size) {
  auto const table = parse_table(bytes, kSegment, data_size);
  if (!table) return;
  if (table->data_end > data_size || offset_of_row(table->row_count) > bytes.size()) std::abort();
  for (auto const& [number, row] : table->rows) {
    if (number >= table->row_count) std::abort();
    if (row.kind == Row::Kind::record && !lies_within(row, data_size)) std::abort();
  }
}

void make_checksums_right(Bytes& bytes) {
  constexpr std::size_t kSummed = kRowSize - sizeof(std::uint64_t);
  auto const head = encode_head(kSegment);
  if (bytes.size() >= kRowSize) std::memcpy(bytes.data(), head.data(), kRowSize);
  for (std::size_t row = kRowSize; row + kRowSize <= bytes.size(); row += kRowSize) {
    auto const checksum = checksum_of(ByteView(bytes).subspan(row, kSummed), kSegment);
    std::memcpy(bytes.data() + row + kSummed, &checksum, sizeof checksum);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  Bytes bytes(data, data + size);
  check(bytes, size);
  make_checksums_right(bytes);
  check(bytes, size);
  check(bytes, UINT64_MAX);
  return 0;
}
