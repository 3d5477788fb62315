// RowReader: pixels that are made row by row, when asked for.
//
// Decoders are RowReaders, and so is every step from pixels to pixels (resize, colour, turn, quality): a step owns the
// reader in front of it and pulls the rows that it needs. The encoder at the end pulls the whole. So an image flows
// from source to encoder in strips, and no step holds more than its own filter needs.
#pragma once

#include <memory>

#include "base/result.h"
#include "pixels/pixels.h"

namespace triforium {

class RowReader {
 public:
  virtual ~RowReader() = default;

  virtual PixelSize size() const = 0;  // of everything that it will deliver
  virtual PixelFormat format() const = 0;

  // Fills `rows` (of this reader's width and format) with the next rows.size.height rows. Never asked for more rows
  // than are left. After an error it is not asked again. Used by one thread at a time.
  virtual Result<void> read(PixelsView rows) = 0;
};

// The rest of the reader's rows at once: for steps that need the whole, and for tests.
Result<Pixels> read_all(RowReader& reader);

// A reader of pixels that are in memory already.
std::unique_ptr<RowReader> make_reader(Pixels pixels);

}  // namespace triforium
