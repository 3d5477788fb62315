// A directory of a BigTIFF file as bytes. Pure.
//
// https://www.awaresystems.be/imaging/tiff/bigtiff.html; TIFF 6.0, section 2
#pragma once

#include <cstdint>
#include <initializer_list>
#include <map>
#include <span>

#include "base/bytes.h"

namespace triforium::derive {

// The signature, the size of offsets, and where the first directory is.
Bytes big_tiff_header(std::uint64_t first_directory);
inline constexpr std::uint64_t kBigTiffHeaderBytes = 16;

class BigTiffDirectory {
 public:
  // TIFF 6.0, section 2, "Types"; 16 is BigTIFF's.
  void set_short(std::uint16_t tag, std::initializer_list<std::uint16_t> values);
  void set_long(std::uint16_t tag, std::uint32_t value);
  void set_offsets(std::uint16_t tag, std::span<std::uint64_t const> values);
  // Whole numbers, each over 1.
  void set_rationals(std::uint16_t tag, std::initializer_list<std::uint32_t> values);
  void set_bytes(std::uint16_t tag, ByteView bytes);
  void set_undefined(std::uint16_t tag, ByteView bytes);

  // The directory as it is stored at `offset`, a multiple of 8: its entries, then the values that are longer than an
  // entry has room for. The next directory is right behind, unless this `is_last`.
  Bytes bytes_at(std::uint64_t offset, bool is_last) const;

 private:
  struct Field {
    std::uint16_t type;
    std::uint64_t count;
    Bytes value;
  };
  std::map<std::uint16_t, Field> fields_;  // "entries … sorted in ascending order by Tag"
};

}  // namespace triforium::derive
