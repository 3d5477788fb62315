// Decoder: an opened image. What it is, and rows of any part of any of its levels.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "pixels/pixels.h"
#include "pixels/rows.h"
#include "storage/source.h"

namespace triforium::codecs {

// EXIF's numbers: 1 upright, 2 mirrored left–right, 3 turned by 180°, 4 mirrored top–bottom, 5 transposed (upright
// again after mirroring and a turn), 6 to be turned by 90° clockwise to stand upright, 7 transverse, 8 to be turned by
// 270°. TIFF 6.0, tag 274; https://www.cipa.jp/std/documents/e/DC-X008-Translation-2019-E.pdf, 4.6.5 A
enum class Orientation : std::uint8_t {
  upright = 1,
  mirrored = 2,
  half_turn = 3,
  flipped = 4,
  transposed = 5,
  quarter_turn = 6,
  transverse = 7,
  three_quarter_turn = 8,
};
// Orientation of a number as files write it; what is no orientation is upright.
Orientation orientation_of(int number);
bool swaps_sides(Orientation orientation);

// One of the sizes in which a decoder can deliver the image: a page of a pyramid, a resolution level of JPEG 2000, a
// DCT scale of JPEG.
struct Level {
  PixelSize size;
  PixelSize tile;          // stored tiles; {0, 0} where rows, not tiles, are stored
  bool is_stored = false;  // read at its own cost; otherwise the decoder reduces while it decodes a larger one
};

// Metadata blocks as the file holds them (EXIF without its "Exif\0\0", IPTC as IIM); null where there is none.
struct Metadata {
  SharedBytes exif;
  SharedBytes xmp;
  SharedBytes iptc;
};

struct Header {
  std::string format;  // "tiff", "jpeg", "jp2" …, for logs, checks and metrics
  PixelSize size;      // as stored: before the orientation is applied
  Orientation orientation = Orientation::upright;
  PixelFormat pixels;       // in which every level is delivered
  int bits_per_sample = 8;  // as stored: 1, 2, 4, 8, 12, 16, 32
  bool is_bitonal = false;  // one bit a pixel: only black and white
  SharedBytes icc;          // the colour profile; null: sRGB, or gray with sRGB's curve
  Metadata metadata;
  std::vector<Level> levels;  // [0] is the whole image, then ever smaller ones; never empty
  int pages = 1;              // images in the file, of which this is one
};

// A tile as the file holds it: a picture of its own in JPEG or WebP, but for the tables that JPEG tiles may share.
struct StoredTile {
  enum class Coding : std::uint8_t { jpeg, webp };
  // What the samples of a JPEG mean, by the file's own words; the stream's markers may say otherwise, and are wrong
  // then.
  enum class Colours : std::uint8_t { gray, ycbcr, rgb };

  Coding coding = Coding::jpeg;
  Colours colours = Colours::ycbcr;
  PixelSize size;            // as coded: at the right and bottom of a level tiles reach beyond it
  std::uint64_t offset = 0;  // in the source
  std::uint64_t length = 0;
  SharedBytes tables;  // JPEG: the abbreviated stream that comes before the tile's own (TIFF: JPEGTables); null: none
  bool has_alpha = false;  // WebP only, where it is straight as header().pixels says
};

class Decoder {
 public:
  virtual ~Decoder() = default;

  virtual Header const& header() const = 0;

  // Rows of `area` (not empty, within the level's size) of levels[level], top to bottom, in header().pixels. Blocks
  // when the reader is read. A decoder is shared by threads: any number of readers at once, each with its own state.
  // The decoder outlives its readers.
  virtual Result<std::unique_ptr<RowReader>> read(std::size_t level, PixelRect area) const = 0;

  // What such a read costs: bytes held at most, and pixels that pass through the codec (not only those delivered).
  struct Cost {
    std::uint64_t memory = 0;
    std::uint64_t pixels = 0;
  };
  virtual Cost cost(std::size_t level, PixelRect area) const = 0;

  // About how many bytes it holds while it is open, besides its header: tables, indexes, a file read as a whole.
  virtual std::uint64_t held_bytes() const { return 0; }

  // The tile at `column` and `row` of a level's grid (a whole file's only one at 0, 0), if it is stored in a way that
  // can be handed out or taken apart undecoded: 8 bits, JPEG without alpha, its samples meaning what header().pixels
  // says. Nothing of the tile itself has been looked at. Mostly reads nothing; thread-safe. Errors: corrupt_source
  // (outside the file).
  virtual Result<std::optional<StoredTile>> stored_tile(std::size_t level, std::int64_t column, std::int64_t row) const;
};

// Refused before anything is decoded or allocated.
struct DecodeLimits {
  std::int64_t max_area = 8'000'000'000;  // pixels of the stored image
  std::int64_t max_undivided_area =
      500'000'000;                          // pixels that one read may force through a codec without random access
  std::uint64_t max_memory = 512ULL << 20;  // bytes that one decoder or reader may hold
};

}  // namespace triforium::codecs
