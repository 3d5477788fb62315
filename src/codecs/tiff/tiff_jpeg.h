// JPEG inside TIFF: abbreviated streams with shared tables, and the colours that the TIFF tags decide.
//
// TIFF Technical Note 2, https://www.awaresystems.be/imaging/tiff/specification/TIFFTechNote2.txt
#pragma once

#include <cstdint>
#include <memory>

#include "base/bytes.h"
#include "base/result.h"
#include "codecs/tiff/tiff_index.h"
#include "pixels/size.h"

namespace triforium::codecs::tiff {

// A libjpeg-turbo decompressor that decodes one stream after the other. Used by one thread at a time.
class JpegStrip {
 public:
  // What the TIFF's tags promise of each stream.
  struct Promise {
    PixelSize size;  // no stream is wider
    int components = 3;
    bool is_ycbcr = false;  // delivered as RGB
    bool is_rgb = false;
    std::uint64_t max_memory = 0;
  };

  explicit JpegStrip(Promise promise);
  ~JpegStrip();
  JpegStrip(JpegStrip const&) = delete;
  JpegStrip& operator=(JpegStrip const&) = delete;

  // The stream JPEGTables. Before the first start.
  Result<void> load_tables(ByteView tables);
  // Begins to decode `bytes`, which must live until the last row is read.
  Result<void> start(ByteView bytes);
  PixelSize size() const;  // of the stream that was started
  // That stream is progressive, or has its components one after the other: all its coefficients are in memory.
  bool has_many_scans() const;
  // The next row, of size().width × components bytes.
  Result<void> read_row(std::uint8_t* into);

 private:
  struct State;
  Result<void> check_promise() const;
  void choose_colours() const;
  Failure failure() const;

  Promise promise_;
  std::unique_ptr<State> state_;
};

}  // namespace triforium::codecs::tiff
