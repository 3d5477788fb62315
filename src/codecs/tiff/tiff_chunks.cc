#include "codecs/tiff/tiff_chunks.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "codecs/tiff/tiff_handle.h"
#include "codecs/tiff/tiff_jpeg.h"

namespace triforium::codecs::tiff {
namespace {

constexpr std::uint64_t kMostDecodedAtOnce = 8U << 20;  // bytes of a strip; larger ones are read by scanlines
constexpr std::uint64_t kPlainRead = 256U << 10;        // bytes that one read of an uncompressed chunk aims at

std::uint64_t saturated(std::uint64_t a, std::uint64_t b) {
  std::uint64_t product = 0;
  return __builtin_mul_overflow(a, b, &product) ? UINT64_MAX : product;
}

// Bytes of a decoded chunk of `rows` rows.
std::uint64_t decoded_bytes(StoredLevel const& level, std::int64_t rows) {
  auto const& page = level.page;
  auto const width = page.grid.chunk.width;
  if (level.layout.is_clumped) return clumped_bytes(page.subsampling_x, page.subsampling_y, width, rows);
  return saturated(level.layout.row_bytes(width), static_cast<std::uint64_t>(rows));
}

Failure too_large_pieces(std::uint64_t bytes) {
  return fail(ErrorKind::too_large, "The source image is stored in too large pieces.",
              fmt::format("a TIFF's tile or strip of {} bytes", bytes));
}

// What the readers have in common: which image, and rows of zeros for chunks that are not there.
class BaseReader : public ChunkReader {
 public:
  BaseReader(TiffImage const& image, std::size_t level, std::int64_t plane)
      : image_(image), level_(image.levels()[level]), level_index_(level), plane_(plane) {}

 protected:
  SampleLayout const& layout() const { return level_.layout; }
  ChunkGrid const& grid() const { return level_.page.grid; }
  std::uint64_t index(std::int64_t column, std::int64_t row) const { return grid().index(column, row, plane_); }
  Result<Bytes> stored(std::int64_t column, std::int64_t row) const {
    return image_.tile_bytes(level_index_, column, row, plane_);
  }
  StoredRow zeros() {
    zeros_.resize(layout().row_bytes(grid().chunk.width));
    return {zeros_, 0};
  }

  TiffImage const& image_;
  StoredLevel const& level_;

 private:
  std::size_t level_index_;
  std::int64_t plane_;
  Bytes zeros_;
};

// ------------------------------------------------------------------------------------------------------ uncompressed

void reverse_bits(std::span<std::uint8_t> bytes) {
  for (auto& byte : bytes) {
    byte = static_cast<std::uint8_t>((byte * 0x0202020202ULL & 0x010884422010ULL) % 1023);
  }
}

void swap_bytes(std::span<std::uint8_t> bytes, std::size_t size) {
  for (std::size_t i = 0; i + size <= bytes.size(); i += size) {
    std::reverse(bytes.begin() + static_cast<std::ptrdiff_t>(i), bytes.begin() + static_cast<std::ptrdiff_t>(i + size));
  }
}

// Reads only the rows asked for, and of wide rows only the columns.
class PlainReader final : public BaseReader {
 public:
  using BaseReader::BaseReader;

  Result<void> start(std::int64_t column, std::int64_t row, PixelRect area) override {
    TRIFORIUM_TRY(auto const extent, level_.chunks.extent(image_.source(), index(column, row)));
    is_absent_ = extent.size == 0 && extent.offset == 0;  // rows have a known size: a wrong count does no harm
    row_bytes_ = layout().row_bytes(grid().chunk.width);
    // Eight pixels begin with a byte, whatever the size of a sample.
    first_pixel_ = area.x & ~std::int64_t{7};
    auto const begin = layout().row_bytes(first_pixel_);
    span_ = layout().row_bytes(area.right()) - begin;
    std::uint64_t skipped = 0;
    if (__builtin_mul_overflow(row_bytes_, static_cast<std::uint64_t>(area.y), &skipped) ||
        __builtin_add_overflow(skipped, begin + extent.offset, &position_)) {
      return fail(ErrorKind::corrupt_source, "The source image ends too early.", "a TIFF's uncompressed rows");
    }
    rows_left_ = static_cast<std::uint64_t>(area.height);
    held_rows_ = 0;
    return {};
  }

  Result<StoredRow> next_row() override {
    if (is_absent_) return zeros();
    if (held_rows_ == 0) TRIFORIUM_CHECK(fill());
    auto const bytes = std::span(held_).subspan(held_at_, span_);
    held_at_ += row_bytes_;
    --held_rows_;
    return StoredRow{bytes, first_pixel_};
  }

 private:
  // As many rows as make a good read; a single one where most of each row is not wanted.
  Result<void> fill() {
    auto const is_narrow = span_ * 2 < row_bytes_;
    auto const rows = is_narrow ? 1 : std::clamp<std::uint64_t>(kPlainRead / row_bytes_, 1, rows_left_);
    auto const bytes = (rows - 1) * row_bytes_ + span_;
    if (position_ > image_.source().size() || bytes > image_.source().size() - position_) {
      return fail(ErrorKind::corrupt_source, "The source image ends too early.",
                  fmt::format("{} bytes at {} of a TIFF of {}", bytes, position_, image_.source().size()));
    }
    held_.resize(bytes);
    TRIFORIUM_TRY(auto const got, image_.source().read_at(position_, held_));
    if (got != bytes) return fail(ErrorKind::corrupt_source, "The source image ends too early.");
    tidy_up();
    position_ += rows * row_bytes_;
    rows_left_ -= rows;
    held_rows_ = rows;
    held_at_ = 0;
    return {};
  }
  void tidy_up() {
    if (level_.page.is_lsb_first) reverse_bits(held_);
    auto const bits = layout().bits;
    if (image_.dialect().is_big_endian && bits >= 16 && bits % 8 == 0)
      swap_bytes(held_, static_cast<std::size_t>(bits / 8));
  }

  bool is_absent_ = false;
  std::uint64_t row_bytes_ = 0, span_ = 0, position_ = 0;
  std::int64_t first_pixel_ = 0;
  std::uint64_t rows_left_ = 0, held_rows_ = 0;
  std::size_t held_at_ = 0;
  Bytes held_;
};

// -------------------------------------------------------------------------------------------------------------- JPEG

class JpegReader final : public BaseReader {
 public:
  JpegReader(TiffImage const& image, std::size_t level, std::int64_t plane)
      : BaseReader(image, level, plane), strip_(promise()) {}

  Result<void> load_tables() {
    auto const tables = view_of(level_.jpeg_tables);
    return tables.empty() ? Result<void>() : strip_.load_tables(tables);
  }
  Result<void> start(std::int64_t column, std::int64_t row, PixelRect area) override {
    TRIFORIUM_TRY(bytes_, stored(column, row));
    row_.assign(layout().row_bytes(grid().chunk.width), 0);
    rows_left_ = 0;
    if (bytes_.empty()) return {};
    TRIFORIUM_CHECK(strip_.start(bytes_));
    rows_left_ = strip_.size().height;
    for (std::int64_t y = 0; y < area.y; ++y)
      TRIFORIUM_CHECK(next_row());
    return {};
  }
  // A stream that is smaller than its tile leaves the rest black.
  Result<StoredRow> next_row() override {
    if (rows_left_ == 0) return zeros();
    TRIFORIUM_CHECK(strip_.read_row(row_.data()));
    --rows_left_;
    return StoredRow{row_, 0};
  }
  bool is_held_whole() const override { return !bytes_.empty() && strip_.has_many_scans(); }

 private:
  JpegStrip::Promise promise() const {
    auto const is_whole = !layout().is_planar;
    auto const photometric = level_.page.photometric;
    return {grid().chunk, layout().samples_in_row(), is_whole && photometric == Photometric::ycbcr,
            is_whole && layout().meaning == Meaning::rgb, image_.limits().max_memory};
  }

  Bytes bytes_;  // outlives what strip_ does with it
  JpegStrip strip_;
  Bytes row_;
  std::int64_t rows_left_ = 0;
};

// ----------------------------------------------------------------------------------------------------------- libtiff

// Tiles, and strips of moderate size: the stored bytes by the index, decoded whole.
class LibraryReader final : public BaseReader {
 public:
  LibraryReader(TiffImage const& image, std::size_t level, std::int64_t plane, std::unique_ptr<TiffHandle> handle)
      : BaseReader(image, level, plane), handle_(std::move(handle)) {}

  Result<void> start(std::int64_t column, std::int64_t row, PixelRect area) override {
    auto const size = decoded_bytes(level_, grid().height_of(row));
    if (size > image_.limits().max_memory) return too_large_pieces(size);
    TRIFORIUM_TRY(auto bytes, stored(column, row));
    decoded_.resize(size);
    y_ = area.y;
    if (bytes.empty()) {
      std::fill(decoded_.begin(), decoded_.end(), std::uint8_t{0});
      return {};
    }
    return handle_->decode(index(column, row), bytes, decoded_);
  }
  Result<StoredRow> next_row() override {
    auto const bytes = layout().row_bytes(grid().chunk.width);
    auto const y = y_++;
    if (!layout().is_clumped)
      return StoredRow{ByteView(decoded_).subspan(static_cast<std::size_t>(y) * bytes, bytes), 0};
    row_.resize(bytes);
    expand_clumps(decoded_, level_.page.subsampling_x, level_.page.subsampling_y, grid().chunk.width, y, row_);
    return StoredRow{row_, 0};
  }

 private:
  std::unique_ptr<TiffHandle> handle_;
  Bytes decoded_, row_;
  std::int64_t y_ = 0;
};

// Large strips: row after row.
class ScanlineReader final : public BaseReader {
 public:
  ScanlineReader(TiffImage const& image, std::size_t level, std::int64_t plane, std::unique_ptr<TiffHandle> handle)
      : BaseReader(image, level, plane), handle_(std::move(handle)), sample_(static_cast<int>(plane)) {}

  Result<void> start(std::int64_t column, std::int64_t row, PixelRect area) override {
    TRIFORIUM_TRY(auto const extent, level_.chunks.extent(image_.source(), index(column, row)));
    is_absent_ = extent.size == 0;
    if (extent.size > image_.limits().max_memory) return too_large_pieces(extent.size);
    row_.resize(layout().row_bytes(grid().chunk.width));
    y_ = row * grid().chunk.height;
    for (std::int64_t y = 0; y < area.y; ++y)
      TRIFORIUM_CHECK(next_row());
    return {};
  }
  Result<StoredRow> next_row() override {
    if (is_absent_) return zeros();
    TRIFORIUM_CHECK(handle_->read_scanline(y_++, sample_, row_));
    return StoredRow{row_, 0};
  }

 private:
  std::unique_ptr<TiffHandle> handle_;
  int sample_;
  bool is_absent_ = false;
  std::int64_t y_ = 0;
  Bytes row_;
};

// Old-style JPEG, which only libtiff can make sense of, and only as 8-bit RGB.
class RgbaReader final : public BaseReader {
 public:
  RgbaReader(TiffImage const& image, std::size_t level, std::unique_ptr<TiffHandle> handle)
      : BaseReader(image, level, 0), handle_(std::move(handle)) {}

  Result<void> start(std::int64_t column, std::int64_t row, PixelRect area) override {
    height_ = grid().height_of(row);
    auto const size =
        saturated(static_cast<std::uint64_t>(grid().chunk.width * 4), static_cast<std::uint64_t>(height_));
    if (size > image_.limits().max_memory) return too_large_pieces(size);
    words_.assign(size / 4, 0);
    y_ = area.y;
    return handle_->read_rgba(grid().is_tiled, column * grid().chunk.width, row * grid().chunk.height, words_.data());
  }
  Result<StoredRow> next_row() override {
    auto const width = static_cast<std::size_t>(grid().chunk.width);
    auto const* words = words_.data() + static_cast<std::size_t>(height_ - 1 - y_++) * width;
    row_.resize(width * 3);
    for (std::size_t x = 0; x < width; ++x) {
      row_[x * 3] = static_cast<std::uint8_t>(TIFFGetR(words[x]));
      row_[x * 3 + 1] = static_cast<std::uint8_t>(TIFFGetG(words[x]));
      row_[x * 3 + 2] = static_cast<std::uint8_t>(TIFFGetB(words[x]));
    }
    return StoredRow{row_, 0};
  }

 private:
  std::unique_ptr<TiffHandle> handle_;
  std::vector<std::uint32_t> words_;
  std::int64_t height_ = 0, y_ = 0;
  Bytes row_;
};

}  // namespace

bool is_read_by_scanlines(StoredLevel const& level) {
  return level.layout.method == Method::library && !level.grid().is_tiled && !level.layout.is_clumped &&
         decoded_bytes(level, level.grid().chunk.height) > kMostDecodedAtOnce;
}

std::uint64_t chunk_reader_memory(StoredLevel const& level, std::int64_t width) {
  constexpr std::uint64_t kRowsOfBlocks = 48;  // rows that libjpeg-turbo holds: a few of its rows of blocks
  auto const row = level.layout.row_bytes(level.grid().chunk.width);
  auto const chunk = decoded_bytes(level, level.grid().chunk.height);
  switch (level.layout.method) {
    case Method::plain:
      return kPlainRead + level.layout.row_bytes(width + 8);
    case Method::jpeg:
      return saturated(row, kRowsOfBlocks) + std::min(chunk, kMostDecodedAtOnce);
    case Method::library_rgba:
      return saturated(chunk, 3);
    case Method::library:
      break;
  }
  if (is_read_by_scanlines(level)) return saturated(row, 4) + kMostDecodedAtOnce;
  return saturated(chunk, 2);
}

Result<std::unique_ptr<ChunkReader>> make_chunk_reader(TiffImage const& image, std::size_t level, std::int64_t plane) {
  auto const& stored = image.levels()[level];
  auto const method = stored.layout.method;
  if (method == Method::plain) return std::make_unique<PlainReader>(image, level, plane);
  if (method == Method::jpeg) {
    auto reader = std::make_unique<JpegReader>(image, level, plane);
    TRIFORIUM_CHECK(reader->load_tables());
    return reader;
  }
  TRIFORIUM_TRY(auto handle, TiffHandle::open(image.source(), stored.page.position, image.limits().max_memory));
  if (stored.page.photometric == Photometric::log_l || stored.page.photometric == Photometric::log_luv) {
    handle->deliver_8_bit_logs();
  }
  if (method == Method::library_rgba) return std::make_unique<RgbaReader>(image, level, std::move(handle));
  if (is_read_by_scanlines(stored)) return std::make_unique<ScanlineReader>(image, level, plane, std::move(handle));
  return std::make_unique<LibraryReader>(image, level, plane, std::move(handle));
}

}  // namespace triforium::codecs::tiff
