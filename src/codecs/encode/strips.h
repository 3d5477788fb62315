// Strips: a reader's rows, pulled a few at a time into one buffer that is used again.
#pragma once

#include "pixels/rows.h"

namespace triforium::codecs::detail {

class Strips {
 public:
  // `height`: rows of a strip; 0 lets about 256 kB decide.
  static Result<Strips> of(RowReader& rows, std::int64_t height = 0);

  bool is_done() const { return next_row_ == rows_->size().height; }
  // The next rows; fewer in the last strip. The view lasts until the next call. Only while not is_done().
  Result<ConstPixelsView> next();
  // The row that the next strip begins with.
  std::int64_t next_row() const { return next_row_; }
  std::int64_t strip_height() const { return buffer_.size().height; }

 private:
  Strips(RowReader& rows, Pixels buffer) : rows_(&rows), buffer_(std::move(buffer)) {}

  RowReader* rows_;
  Pixels buffer_;
  std::int64_t next_row_ = 0;
};

// The whole of the reader's rows as 8-bit RGB or RGBA: for libraries that know no gray.
Result<Pixels> read_all_as_rgb(RowReader& rows);

// Eight pixels of 8-bit gray become one byte, the leftmost in its highest bit; bright pixels are 1.
void pack_bits(std::uint8_t const* gray, std::int64_t width, std::uint8_t* packed);
inline std::size_t packed_size(std::int64_t width) {
  return static_cast<std::size_t>((width + 7) / 8);
}

}  // namespace triforium::codecs::detail
