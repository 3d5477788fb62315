// The directories of a TIFF file, read once when it is opened: which images there are, how their samples are stored,
// and where each tile or strip lies. Knows nothing of decoding. Immutable after reading; shared by threads.
//
// TIFF 6.0, https://www.itu.int/itudoc/itu-t/com16/tiff-fx/docs/tiff6.pdf; BigTIFF,
// https://www.awaresystems.be/imaging/tiff/bigtiff.html
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "pixels/size.h"
#include "storage/source.h"

namespace triforium::codecs::tiff {

// How numbers and offsets are written in this file.
struct Dialect {
  bool is_big_endian = false;
  bool is_big_tiff = false;

  // `bytes` (1 … 8) bytes as an unsigned number.
  std::uint64_t number(std::uint8_t const* data, std::size_t bytes) const;
};

// TIFF 6.0, section 2, "Types".
enum class FieldType : std::uint16_t {
  byte = 1,
  ascii = 2,
  short_ = 3,
  long_ = 4,
  rational = 5,
  sbyte = 6,
  undefined = 7,
  sshort = 8,
  slong = 9,
  srational = 10,
  float_ = 11,
  double_ = 12,
  ifd = 13,
  long8 = 16,
  slong8 = 17,
  ifd8 = 18,
};
// 0 for a type that nobody knows.
std::size_t size_of(FieldType type);

// One field of a directory: its values lie in the entry itself or elsewhere in the file. `count` 0 means "not there".
struct Field {
  std::uint16_t tag = 0;
  FieldType type = FieldType::undefined;
  std::uint64_t count = 0;
  std::uint64_t position = 0;  // in the file, of the first value
  bool is_inline = false;
  std::array<std::uint8_t, 8> inlined{};

  explicit operator bool() const { return count > 0; }
  std::uint64_t bytes() const { return count * size_of(type); }  // cannot overflow: checked when read
};

// TIFF 6.0, "Compression", and the numbers that others have registered since.
enum class Compression : std::uint16_t {
  none = 1,
  ccitt_rle = 2,
  ccitt_g3 = 3,
  ccitt_g4 = 4,
  lzw = 5,
  old_jpeg = 6,
  jpeg = 7,
  adobe_deflate = 8,
  next = 32766,
  ccitt_rle_word = 32771,
  packbits = 32773,
  thunderscan = 32809,
  deflate = 32946,
  sgi_log = 34676,
  sgi_log24 = 34677,
  webp = 50001,
};

enum class Photometric : std::uint16_t {
  min_is_white = 0,
  min_is_black = 1,
  rgb = 2,
  palette = 3,
  mask = 4,
  separated = 5,
  ycbcr = 6,
  cielab = 8,
  icclab = 9,
  itulab = 10,
  log_l = 32844,
  log_luv = 32845,
  absent = 65535,
};

enum class SampleKind : std::uint8_t { unsigned_integer, signed_integer, floating };

// How an image is cut into tiles or strips, "chunks" here. A strip is a chunk of the image's own width.
struct ChunkGrid {
  PixelSize image;
  PixelSize chunk;  // at the edges tiles are stored whole, strips are shorter
  bool is_tiled = false;
  std::int64_t planes = 1;

  std::int64_t columns() const { return (image.width + chunk.width - 1) / chunk.width; }
  std::int64_t rows() const { return (image.height + chunk.height - 1) / chunk.height; }
  // "The offsets are ordered left-to-right and top-to-bottom. For PlanarConfiguration = 2, the offsets for the first
  // component plane are stored first, followed by all the offsets for the second component plane, and so on."
  std::uint64_t index(std::int64_t column, std::int64_t row, std::int64_t plane) const {
    return static_cast<std::uint64_t>((plane * rows() + row) * columns() + column);
  }
  // Stored rows of the chunks in that row of chunks.
  std::int64_t height_of(std::int64_t row) const {
    return is_tiled ? chunk.height : std::min(chunk.height, image.height - row * chunk.height);
  }
};

// One directory: an image, a reduced version of one, a mask …
struct Page {
  std::uint64_t position = 0;  // of the directory in the file
  bool is_reduced = false;
  bool is_mask = false;
  ChunkGrid grid;
  Compression compression = Compression::none;
  Photometric photometric = Photometric::absent;
  int bits = 1;  // of each sample
  bool has_mixed_bits = false;
  int samples = 1;  // per pixel
  SampleKind kind = SampleKind::unsigned_integer;
  bool is_complex = false;
  bool is_lsb_first = false;  // FillOrder 2
  int orientation = 1;
  std::vector<std::uint16_t> extra_samples;
  int subsampling_x = 2;  // of YCbCr
  int subsampling_y = 2;
  std::optional<std::array<double, 3>> luma;             // YCbCrCoefficients
  std::optional<std::array<double, 6>> black_and_white;  // ReferenceBlackWhite
  std::optional<double> smallest;                        // SMinSampleValue
  std::optional<double> largest;                         // SMaxSampleValue
  double dots_per_inch = 0;                              // 0: not said

  Field offsets;
  Field byte_counts;
  Field colour_map;
  Field jpeg_tables;
  Field icc;
  Field xmp;
  Field iptc;
  Field exif;  // the position of a directory
  Field gps;

  std::vector<Page> children;  // SubIFDs
};

class TiffIndex {
 public:
  // Errors: corrupt_source for loops, directories outside the file, absurd numbers of them, and images without a size.
  static Result<TiffIndex> read(std::shared_ptr<storage::Source const> source);

  storage::Source const& source() const { return *source_; }
  Dialect dialect() const { return dialect_; }
  std::vector<Page> const& pages() const { return pages_; }  // the chain, in order; never empty

 private:
  std::shared_ptr<storage::Source const> source_;
  Dialect dialect_;
  std::vector<Page> pages_;
};

// The values of a field as they stand in the file. Errors: corrupt_source (outside the file), too_large (> limit
// bytes).
Result<Bytes> read_field(storage::Source const& source, Field const& field, std::uint64_t limit);
// The same as unsigned numbers; at most `limit` of them, the rest is left.
Result<std::vector<std::uint64_t>> read_numbers(storage::Source const& source, Dialect dialect, Field const& field,
                                                std::uint64_t limit);

// All fields of the directory at `position`, sorted by tag.
Result<std::vector<Field>> read_directory(storage::Source const& source, Dialect dialect, std::uint64_t position);

// Where a chunk lies. Size 0: the writer has left it out, and it is all zeros (so GDAL's sparse files).
struct Extent {
  std::uint64_t offset = 0;
  std::uint64_t size = 0;
};

// The offsets and sizes of all chunks of a page, kept as the file writes them: 2, 4 or 8 bytes each. Beyond
// kMostHeldBytes they stay in the file and are read one by one.
class ChunkTable {
 public:
  static constexpr std::uint64_t kMostHeldBytes = 2U << 20;

  static Result<ChunkTable> read(storage::Source const& source, Dialect dialect, Page const& page);

  // Errors: corrupt_source where the table has no such entry, or the chunk lies outside the file.
  Result<Extent> extent(storage::Source const& source, std::uint64_t chunk) const;
  std::uint64_t held_bytes() const { return offsets_.held.size() + sizes_.held.size(); }

 private:
  struct Column {
    Field field;
    Bytes held;  // empty: left in the file
  };
  static Result<Column> read_column(storage::Source const& source, Field const& field);
  Result<std::uint64_t> entry(storage::Source const& source, Column const& column, std::uint64_t index) const;

  Dialect dialect_;
  Column offsets_;
  Column sizes_;
  bool has_sizes_ = false;
};

}  // namespace triforium::codecs::tiff
