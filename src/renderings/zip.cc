#include "renderings/zip.h"

#include <zlib.h>

namespace triforium::renderings {
namespace {

constexpr std::uint16_t kNeeded = 45;                // ZIP64
constexpr std::uint16_t kFlags = 1 << 3 | 1 << 11;   // sizes follow the file; names are UTF-8
constexpr std::uint16_t kMadeBy = 3 << 8 | kNeeded;  // Unix
constexpr std::uint32_t kPlainFile = 0100644U << 16;
constexpr std::uint16_t kStored = 0;
constexpr std::uint16_t kDate = 1 << 5 | 1;  // 1980-01-01: the same files make the same archive
constexpr std::uint32_t kIn64 = 0xFFFFFFFF;  // the number stands in the ZIP64 field
constexpr std::size_t kLongestName = 60'000;

template <typename Number>
void append(std::string& bytes, Number number) {
  for (std::size_t at = 0; at < sizeof(Number); ++at)
    bytes += static_cast<char>(static_cast<std::uint64_t>(number) >> (8 * at) & 0xFF);
}

// Every number in as many bytes as its type has, the least first.
template <typename... Numbers>
std::string fields(Numbers... numbers) {
  std::string bytes;
  (append(bytes, numbers), ...);
  return bytes;
}

constexpr std::uint16_t u16(std::size_t number) {
  return static_cast<std::uint16_t>(number);
}
constexpr std::uint32_t u32(std::uint64_t number) {
  return static_cast<std::uint32_t>(number);
}

}  // namespace

Result<void> ZipWriter::put(std::string const& bytes) {
  written_ += bytes.size();
  return sink_(as_bytes(bytes));
}

// 4.3.7, 4.3.9: what is only known when the file has gone follows it.
Result<void> ZipWriter::add(std::string const& name, Fill const& fill) {
  if (name.empty() || name.size() > kLongestName) {
    return fail(ErrorKind::bad_request, "A name in a ZIP archive is empty or too long.");
  }
  Entry entry{name, written_, 0, 0};
  // 4.3.9.2: by this field a reader knows that the sizes behind the file have eight bytes.
  auto const sizes = fields(u16(1), u16(16), std::uint64_t{0}, std::uint64_t{0});
  TRIFORIUM_CHECK(put(fields(u32(0x04034b50), kNeeded, kFlags, kStored, u16(0), kDate, u32(0), kIn64, kIn64,
                             u16(name.size()), u16(sizes.size())) +
                      name + sizes));
  TRIFORIUM_CHECK(fill([&](ByteView bytes) -> Result<void> {
    entry.checksum = u32(::crc32_z(entry.checksum, bytes.data(), bytes.size()));
    entry.size += bytes.size();
    written_ += bytes.size();
    return sink_(bytes);
  }));
  TRIFORIUM_CHECK(put(fields(u32(0x08074b50), entry.checksum, entry.size, entry.size)));
  entries_.push_back(std::move(entry));
  return {};
}

// 4.3.12 to 4.3.16
Result<void> ZipWriter::finish() {
  auto const begin = written_;
  for (auto const& entry : entries_) {
    auto const sizes = fields(u16(1), u16(24), entry.size, entry.size, entry.offset);
    TRIFORIUM_CHECK(
        put(fields(u32(0x02014b50), kMadeBy, kNeeded, kFlags, kStored, u16(0), kDate, entry.checksum, kIn64, kIn64,
                   u16(entry.name.size()), u16(sizes.size()), u16(0), u16(0), u16(0), kPlainFile, kIn64) +
            entry.name + sizes));
  }
  auto const end = written_;
  auto const count = std::uint64_t{entries_.size()};
  TRIFORIUM_CHECK(put(
      fields(u32(0x06064b50), std::uint64_t{44}, kMadeBy, kNeeded, u32(0), u32(0), count, count, end - begin, begin)));
  TRIFORIUM_CHECK(put(fields(u32(0x07064b50), u32(0), end, u32(1))));
  return put(fields(u32(0x06054b50), u16(0), u16(0), u16(0xFFFF), u16(0xFFFF), kIn64, kIn64, u16(0)));
}

void ArchiveSize::add(std::string_view name, std::uint64_t file_size) {
  constexpr std::uint64_t kBefore = 30 + 20, kBehind = 24, kInDirectory = 46 + 28;
  files_ += kBefore + name.size() + file_size + kBehind;
  directory_ += kInDirectory + name.size();
}

}  // namespace triforium::renderings
