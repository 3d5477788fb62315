// TiffHandle: libtiff, wrapped once. One handle belongs to one reader, so to one thread at a time.
#pragma once

#include <tiffio.h>

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "base/result.h"
#include "codecs/tiff/tiff_index.h"
#include "storage/source.h"

namespace triforium::codecs::tiff {

class TiffHandle {
 public:
  // Whether libtiff was built with that codec.
  static bool can_decode(Compression compression);

  // Opens the directory at `directory`. libtiff never allocates more than `max_allocation` bytes at once. The source
  // must outlive the handle.
  static Result<std::unique_ptr<TiffHandle>> open(storage::Source const& source, std::uint64_t directory,
                                                  std::uint64_t max_allocation);
  ~TiffHandle();
  TiffHandle(TiffHandle const&) = delete;
  TiffHandle& operator=(TiffHandle const&) = delete;

  // Samples of LogL and LogLuv as 8-bit gray and RGB from now on.
  void deliver_8_bit_logs();

  // Decodes the stored bytes of a tile or strip into `into`, in host byte order. `stored` is changed on the way and
  // then restored (libtiff turns bits in place).
  Result<void> decode(std::uint64_t chunk, std::span<std::uint8_t> stored, std::span<std::uint8_t> into);
  // One row of the image (strips only). Rows of a strip are to be read in order.
  Result<void> read_scanline(std::int64_t row, int plane, std::span<std::uint8_t> into);
  // A tile or strip as red, green, blue and alpha in each word, from the lowest byte up; the bottom row first. `at` is
  // its first pixel; of strips only as many rows as there are are filled.
  Result<void> read_rgba(bool is_tile, std::int64_t x, std::int64_t y, std::uint32_t* into);

 private:
  explicit TiffHandle(storage::Source const& source) : source_(source) {}

  Error error(std::string what);
  static tmsize_t read_bytes(thandle_t self, void* into, tmsize_t size);
  static toff_t seek(thandle_t self, toff_t offset, int whence);
  static int remember(TIFF* tiff, void* self, char const* module, char const* format, va_list arguments);

  storage::Source const& source_;
  std::uint64_t position_ = 0;
  std::string said_;  // the first error since the last call
  TIFF* tiff_ = nullptr;
};

}  // namespace triforium::codecs::tiff
