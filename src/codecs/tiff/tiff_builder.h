// For tests: writes small uncompressed TIFF and BigTIFF files of either byte order, lies included.
#pragma once

#include <map>
#include <vector>

#include "base/bytes.h"
#include "codecs/tiff/tiff_index.h"

namespace triforium::codecs::tiff {

class TiffBuilder {
 public:
  explicit TiffBuilder(Dialect dialect = {}) : dialect_(dialect) {
    bytes_.assign(2, dialect.is_big_endian ? 'M' : 'I');
    put(dialect.is_big_tiff ? 43 : 42, 2);
    if (dialect.is_big_tiff) {
      put(8, 2);
      put(0, 2);
    }
    link_ = bytes_.size();
    put(0, word());
  }

  struct Values {
    FieldType type = FieldType::short_;
    std::vector<std::uint64_t> numbers;
  };
  using Directory = std::map<std::uint16_t, Values>;

  // The fields of an uncompressed image in one strip, which `pixels` are.
  Directory image(std::uint64_t width, std::uint64_t height, std::uint64_t bits, std::uint64_t photometric,
                  std::uint64_t samples, Bytes const& pixels) {
    return {{256, {FieldType::long_, {width}}},
            {257, {FieldType::long_, {height}}},
            {258, {FieldType::short_, std::vector<std::uint64_t>(samples, bits)}},
            {259, {FieldType::short_, {1}}},
            {262, {FieldType::short_, {photometric}}},
            {273, {FieldType::long_, {add(pixels)}}},
            {277, {FieldType::short_, {samples}}},
            {279, {FieldType::long_, {pixels.size()}}}};
  }

  // Returns where the bytes begin.
  std::uint64_t add(Bytes const& bytes) {
    auto const position = bytes_.size();
    bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
    return position;
  }
  // Writes a directory and hangs it on the chain. Returns where it is.
  std::uint64_t chain(Directory const& directory) {
    auto const position = write(directory);
    set(link_, position);
    link_ = bytes_.size() - word();
    return position;
  }
  // Writes a directory outside the chain: a SubIFD, which may lead on to a `next` one.
  std::uint64_t write(Directory const& directory, std::uint64_t next = 0) {
    std::vector<std::uint64_t> positions;
    for (auto const& [tag, values] : directory)
      positions.push_back(add(pack(values)));
    auto const position = bytes_.size();
    put(directory.size(), dialect_.is_big_tiff ? 8 : 2);
    auto at = positions.begin();
    for (auto const& [tag, values] : directory) {
      put(tag, 2);
      put(static_cast<std::uint64_t>(values.type), 2);
      put(values.numbers.size(), word());
      auto const packed = pack(values);
      if (packed.size() <= word()) {
        add(packed);
        bytes_.resize(bytes_.size() + word() - packed.size());
      } else {
        put(*at, word());
      }
      ++at;
    }
    put(next, word());
    return position;
  }
  // Points the last directory's link to anywhere.
  void link_to(std::uint64_t position) { set(link_, position); }
  Bytes const& bytes() const { return bytes_; }

 private:
  std::size_t word() const { return dialect_.is_big_tiff ? 8 : 4; }
  Bytes pack(Values const& values) const {
    Bytes packed;
    for (auto const number : values.numbers)
      append(packed, number, size_of(values.type));
    return packed;
  }
  void append(Bytes& bytes, std::uint64_t number, std::size_t size) const {
    for (std::size_t i = 0; i < size; ++i) {
      auto const shift = 8 * (dialect_.is_big_endian ? size - 1 - i : i);
      bytes.push_back(static_cast<std::uint8_t>(number >> shift));
    }
  }
  void put(std::uint64_t number, std::size_t size) { append(bytes_, number, size); }
  void set(std::size_t position, std::uint64_t number) {
    Bytes packed;
    append(packed, number, word());
    std::copy(packed.begin(), packed.end(), bytes_.begin() + static_cast<std::ptrdiff_t>(position));
  }

  Dialect dialect_;
  Bytes bytes_;
  std::size_t link_ = 0;
};

}  // namespace triforium::codecs::tiff
