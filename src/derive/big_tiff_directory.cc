#include "derive/big_tiff_directory.h"

#include <algorithm>

namespace triforium::derive {
namespace {

enum Type : std::uint16_t { kByte = 1, kShort = 3, kLong = 4, kRational = 5, kUndefined = 7, kLong8 = 16 };

constexpr std::uint64_t kEntryBytes = 20;
constexpr std::size_t kInlineBytes = 8;

// Little-endian, as "II" says.
template <typename Number>
void append(Bytes& bytes, Number number) {
  for (std::size_t i = 0; i < sizeof number; ++i)
    bytes.push_back(static_cast<std::uint8_t>(static_cast<std::uint64_t>(number) >> (8 * i)));
}

template <typename Numbers>
Bytes little_endian(Numbers const& numbers) {
  Bytes bytes;
  for (auto const number : numbers)
    append(bytes, number);
  return bytes;
}

void pad(Bytes& bytes) {
  bytes.resize((bytes.size() + 7) / 8 * 8);
}

}  // namespace

Bytes big_tiff_header(std::uint64_t first_directory) {
  Bytes header{'I', 'I'};
  append<std::uint16_t>(header, 43);
  append<std::uint16_t>(header, 8);  // bytes of an offset
  append<std::uint16_t>(header, 0);
  append(header, first_directory);
  return header;
}

void BigTiffDirectory::set_short(std::uint16_t tag, std::initializer_list<std::uint16_t> values) {
  fields_[tag] = {kShort, values.size(), little_endian(values)};
}

void BigTiffDirectory::set_long(std::uint16_t tag, std::uint32_t value) {
  fields_[tag] = {kLong, 1, little_endian(std::initializer_list<std::uint32_t>{value})};
}

void BigTiffDirectory::set_offsets(std::uint16_t tag, std::span<std::uint64_t const> values) {
  fields_[tag] = {kLong8, values.size(), little_endian(values)};
}

void BigTiffDirectory::set_rationals(std::uint16_t tag, std::initializer_list<std::uint32_t> values) {
  Bytes bytes;
  for (auto const value : values) {
    append(bytes, value);
    append<std::uint32_t>(bytes, 1);
  }
  fields_[tag] = {kRational, values.size(), std::move(bytes)};
}

void BigTiffDirectory::set_bytes(std::uint16_t tag, ByteView bytes) {
  fields_[tag] = {kByte, bytes.size(), Bytes(bytes.begin(), bytes.end())};
}

void BigTiffDirectory::set_undefined(std::uint16_t tag, ByteView bytes) {
  fields_[tag] = {kUndefined, bytes.size(), Bytes(bytes.begin(), bytes.end())};
}

Bytes BigTiffDirectory::bytes_at(std::uint64_t offset, bool is_last) const {
  auto const entries_end = (8 + fields_.size() * kEntryBytes + 8 + 7) / 8 * 8;
  Bytes entries, values;
  append<std::uint64_t>(entries, fields_.size());
  for (auto const& [tag, field] : fields_) {
    append(entries, tag);
    append(entries, field.type);
    append(entries, field.count);
    if (field.value.size() <= kInlineBytes) {
      entries.insert(entries.end(), field.value.begin(), field.value.end());
      entries.resize(entries.size() + kInlineBytes - field.value.size());
      continue;
    }
    append<std::uint64_t>(entries, offset + entries_end + values.size());
    values.insert(values.end(), field.value.begin(), field.value.end());
    pad(values);
  }
  append<std::uint64_t>(entries, is_last ? 0 : offset + entries_end + values.size());
  pad(entries);
  entries.insert(entries.end(), values.begin(), values.end());
  return entries;
}

}  // namespace triforium::derive
