// What the stored samples of a page mean, and how rows of them become rows of pixels. Pure.
//
// TIFF 6.0, sections 3–7 and 16–23: https://www.itu.int/itudoc/itu-t/com16/tiff-fx/docs/tiff6.pdf
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "codecs/tiff/tiff_index.h"
#include "pixels/pixels.h"

namespace triforium::codecs::tiff {

// How chunks of a page are decoded.
enum class Method : std::uint8_t {
  plain,         // bytes as they are
  jpeg,          // libjpeg-turbo on the chunk's own bytes
  library,       // libtiff on the chunk's own bytes
  library_rgba,  // libtiff all alone, which gives 8-bit RGB: old-style JPEG
};

enum class Meaning : std::uint8_t { gray, inverted_gray, rgb, palette, cmyk, ycbcr, cielab, icclab };

struct ValueRange {
  double low = 0;
  double high = 1;
};

// YCbCr to RGB as tables: TIFF 6.0, section 21.
struct YcbcrTables {
  std::array<float, 256> luma, red_of_cr, blue_of_cb, green_of_cr, green_of_cb;
};
YcbcrTables make_ycbcr_tables(Page const& page);

// Samples as the chunk readers deliver them (which may be simpler than what is stored), and the pixels made of them.
struct SampleLayout {
  Method method = Method::plain;
  Meaning meaning = Meaning::gray;
  int bits = 8;
  SampleKind kind = SampleKind::unsigned_integer;
  int samples = 1;          // per pixel
  bool is_planar = false;   // a row for each sample
  bool is_clumped = false;  // YCbCr in subsampled data units, which the chunk reader takes apart
  int alpha = -1;           // index of its sample; -1: none
  PixelFormat pixels;
  // Integers above 16 bit, signed ones and floating point: the values that become the least and the greatest sample.
  bool has_range = false;
  ValueRange range;
  std::vector<std::array<std::uint8_t, 3>> palette;
  YcbcrTables ycbcr{};

  int planes() const { return is_planar ? samples : 1; }
  bool needs_plane(int plane) const { return plane < needed_colours() || plane == alpha; }
  int needed_planes() const { return is_planar ? needed_colours() + (alpha >= 0 ? 1 : 0) : 1; }
  // Stored samples that say the colour; the further ones, except alpha, are left aside.
  int needed_colours() const { return meaning == Meaning::palette ? 1 : pixels.colours(); }
  int samples_in_row() const { return is_planar ? 1 : samples; }
  // Bytes of a row of `pixels` in one plane.
  std::uint64_t row_bytes(std::int64_t pixel_count) const {
    return (static_cast<std::uint64_t>(pixel_count) * static_cast<std::uint64_t>(samples_in_row() * bits) + 7) / 8;
  }
};

// Errors: not_implemented with the reason; corrupt_source for combinations that cannot be. The range is left open, and
// the palette empty: both need reads.
Result<SampleLayout> make_layout(Page const& page);

// The colour map as 8-bit colours. `values`: all reds, then greens, then blues, 16 bit each.
std::vector<std::array<std::uint8_t, 3>> make_palette(std::vector<std::uint64_t> const& values);

// A row of one plane in host byte order; samples below 16 bit packed, highest bit first. The first byte begins with
// `first_pixel`.
struct StoredRow {
  ByteView bytes;
  std::int64_t first_pixel = 0;
};

// Fills `count` pixels at `out` from the pixels `first` … of a row, which has a StoredRow for each plane.
void convert_row(SampleLayout const& layout, std::span<StoredRow const> planes, std::int64_t first, std::int64_t count,
                 std::uint8_t* out);

// A sample as a number, whatever its kind; `index` counts samples from the beginning of the row.
double sample_value(SampleLayout const& layout, std::uint8_t const* row, std::int64_t index);

// A range for values seen between `least` and `greatest`, the same for a whole file; what it says is documented in
// README.md.
ValueRange choose_range(SampleLayout const& layout, double least, double greatest);

// One row of 4:4:4 samples (3 bytes a pixel) out of the data units of subsampled YCbCr.
//
// "… a data unit: Y00, Y01, …, Cb, Cr": TIFF 6.0, section 21, "Ordering of Component Samples".
void expand_clumps(ByteView clumps, int horizontal, int vertical, std::int64_t width, std::int64_t row,
                   std::span<std::uint8_t> out);
// Bytes of the data units of `height` rows.
std::uint64_t clumped_bytes(int horizontal, int vertical, std::int64_t width, std::int64_t height);

}  // namespace triforium::codecs::tiff
