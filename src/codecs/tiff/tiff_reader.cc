#include "codecs/tiff/tiff_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "base/scheduling.h"
#include "codecs/tiff/tiff_chunks.h"

namespace triforium::codecs::tiff {
namespace {

std::uint64_t product_of(std::int64_t a, std::int64_t b) {
  std::uint64_t product = 0;
  return __builtin_mul_overflow(a, b, &product) ? UINT64_MAX : product;
}

// The chunks of a grid that an area touches.
struct Touched {
  std::int64_t first_column, columns, first_row, rows;
};
Touched touched_by(ChunkGrid const& grid, PixelRect area) {
  auto const left = area.x / grid.chunk.width, top = area.y / grid.chunk.height;
  return {left, (area.right() - 1) / grid.chunk.width - left + 1, top,
          (area.bottom() - 1) / grid.chunk.height - top + 1};
}

// One for each plane; null for planes that say nothing here.
using ChunkReaders = std::vector<std::unique_ptr<ChunkReader>>;

Result<ChunkReaders> make_chunk_readers(TiffImage const& image, std::size_t level) {
  ChunkReaders readers;
  auto const planes = image.levels()[level].layout.planes();
  for (int plane = 0; plane < planes; ++plane) {
    readers.emplace_back();
    if (!image.levels()[level].layout.needs_plane(plane)) continue;
    TRIFORIUM_TRY(readers.back(), make_chunk_reader(image, level, plane));
  }
  return readers;
}

// One chunk at a time, in all its planes.
class ChunkRows {
 public:
  ChunkRows(SampleLayout const& layout, ChunkGrid const& grid, ChunkReaders readers)
      : layout_(layout), grid_(grid), readers_(std::move(readers)), rows_(readers_.size()) {}

  // Begins with the part of `area` (in pixels of the level) that lies in the chunk.
  Result<void> start(std::int64_t column, std::int64_t row, PixelRect area) {
    auto const corner_x = column * grid_.chunk.width, corner_y = row * grid_.chunk.height;
    auto const part = area.intersection({corner_x, corner_y, grid_.chunk.width, grid_.chunk.height});
    part_ = {part.x - corner_x, part.y - corner_y, part.width, part.height};
    for (auto& reader : readers_) {
      if (reader) TRIFORIUM_CHECK(reader->start(column, row, part_));
    }
    return {};
  }
  Result<void> next_row(std::uint8_t* out) {
    TRIFORIUM_CHECK(next_rows());
    convert_row(layout_, rows_, part_.x, part_.width, out);
    return {};
  }
  Result<std::span<StoredRow const>> next_rows() {
    for (std::size_t i = 0; i < readers_.size(); ++i) {
      if (!readers_[i]) continue;
      TRIFORIUM_TRY(rows_[i], readers_[i]->next_row());
    }
    return std::span<StoredRow const>(rows_);
  }
  PixelRect part() const { return part_; }
  bool is_held_whole() const {
    return std::any_of(readers_.begin(), readers_.end(),
                       [](auto const& reader) { return reader && reader->is_held_whole(); });
  }

 private:
  SampleLayout const& layout_;
  ChunkGrid const& grid_;
  ChunkReaders readers_;
  std::vector<StoredRow> rows_;
  PixelRect part_;
};

// Chunks that lie side by side come one after the other into a buffer as high as they are; or, of wide images of JPEG,
// abreast: each with a decompressor of its own, a few rows of all at a time, in a tenth of the memory.
class TiffReader final : public RowReader {
 public:
  // `image` outlives this.
  TiffReader(TiffImage const& image, std::size_t level, PixelRect area, ChunkReaders readers)
      : image_(image),
        level_index_(level),
        level_(image.levels()[level]),
        layout_(level_.layout),
        grid_(level_.grid()),
        area_(area),
        touched_(touched_by(grid_, area)),
        y_(area.y),
        chunk_(layout_, grid_, std::move(readers)),
        may_go_abreast_(is_worth_going_abreast()),
        band_height_(grid_.chunk.height) {}

  PixelSize size() const override { return area_.size(); }
  PixelFormat format() const override { return layout_.pixels; }

  Result<void> read(PixelsView rows) override {
    while (rows.size.height > 0) {
      if (begins_at(grid_.chunk.height)) TRIFORIUM_CHECK(begin_chunks(rows.size.height));
      auto const count = std::min(rows.size.height, band_bottom() - y_);
      TRIFORIUM_CHECK(touched_.columns == 1 ? stream(rows.rows(0, count)) : read_band(rows.rows(0, count)));
      y_ += count;
      rows = rows.rows(count, rows.size.height - count);
    }
    return {};
  }

 private:
  static constexpr std::int64_t kAbreast = 16;  // rows at a time: what libjpeg decodes at once of subsampled streams

  std::int64_t chunk_row() const { return y_ / grid_.chunk.height; }
  std::int64_t chunk_bottom() const { return std::min((chunk_row() + 1) * grid_.chunk.height, area_.bottom()); }
  std::int64_t band_bottom() const { return std::min((y_ / band_height_ + 1) * band_height_, area_.bottom()); }
  bool begins_at(std::int64_t height) const { return y_ == area_.y || y_ % height == 0; }
  PixelRect rest() const { return {area_.x, y_, area_.width, area_.bottom() - y_}; }
  std::uint64_t bytes_of_chunks() const {
    return product_of(area_.width * layout_.pixels.bytes_per_pixel(), grid_.chunk.height);
  }

  // Small chunks take no less abreast, and what most requests need is small either way.
  bool is_worth_going_abreast() const {
    constexpr std::uint64_t kMuch = 4 << 20;
    constexpr std::int64_t kLeastSide = 192;
    return layout_.method == Method::jpeg && bytes_of_chunks() > kMuch && grid_.chunk.height % kAbreast == 0 &&
           std::min(grid_.chunk.width, grid_.chunk.height) >= kLeastSide;
  }

  // Chooses how the row of chunks at y_ is read, of which the caller takes `wanted` rows now.
  Result<void> begin_chunks(std::int64_t wanted) {
    band_height_ = grid_.chunk.height;
    if (!may_go_abreast_ || y_ + wanted >= chunk_bottom() || !fits_abreast()) return {};
    TRIFORIUM_TRY(may_go_abreast_, start_abreast());
    if (may_go_abreast_) {
      band_height_ = kAbreast;
    } else {
      abreast_.clear();
    }
    return {};
  }
  // The stored streams are held as well, all at once: their sizes are the file's word.
  bool fits_abreast() const {
    std::uint64_t bytes = 0;
    for (std::int64_t i = 0; i < touched_.columns; ++i) {
      auto const column = touched_.first_column + i;
      for (int plane = 0; plane < layout_.planes(); ++plane) {
        auto const extent = level_.chunks.extent(image_.source(), grid_.index(column, chunk_row(), plane));
        if (!extent || __builtin_add_overflow(bytes, extent->size, &bytes)) return false;
      }
    }
    return bytes <= bytes_of_chunks() / 2;
  }
  // False where one of them is progressive: those are held whole by libjpeg, so they come one after the other.
  Result<bool> start_abreast() {
    for (std::int64_t i = 0; i < touched_.columns; ++i) {
      if (static_cast<std::size_t>(i) == abreast_.size()) {
        TRIFORIUM_TRY(auto readers, make_chunk_readers(image_, level_index_));
        abreast_.emplace_back(layout_, grid_, std::move(readers));
      }
      auto& chunk = abreast_[static_cast<std::size_t>(i)];
      TRIFORIUM_CHECK(chunk.start(touched_.first_column + i, chunk_row(), rest()));
      if (chunk.is_held_whole()) return false;
    }
    return true;
  }

  // A single column of chunks needs no buffer: its rows are the area's.
  Result<void> stream(PixelsView rows) {
    if (begins_at(grid_.chunk.height)) TRIFORIUM_CHECK(chunk_.start(touched_.first_column, chunk_row(), rest()));
    for (std::int64_t i = 0; i < rows.size.height; ++i)
      TRIFORIUM_CHECK(chunk_.next_row(rows.row(i)));
    return {};
  }

  // Straight to the caller if it takes the whole band, else by way of a buffer.
  Result<void> read_band(PixelsView rows) {
    auto const is_begun = !begins_at(band_height_);
    if (!is_begun && y_ + rows.size.height == band_bottom()) return decode_band(rows);
    if (!is_begun) {
      auto const height = band_bottom() - y_;
      if (band_.size().height < height) {
        TRIFORIUM_TRY(band_, Pixels::create({area_.width, height}, layout_.pixels));
      }
      TRIFORIUM_CHECK(decode_band(band_.view().rows(0, height)));
      band_top_ = y_;
    }
    for (std::int64_t i = 0; i < rows.size.height; ++i) {
      std::memcpy(rows.row(i), band_.view().row(y_ - band_top_ + i), rows.row_bytes());
    }
    return {};
  }
  Result<void> decode_band(PixelsView into) {
    auto const pixel = layout_.pixels.bytes_per_pixel();
    bool const is_abreast = band_height_ != grid_.chunk.height;
    for (std::int64_t i = 0; i < touched_.columns; ++i) {
      auto const column = touched_.first_column + i;
      auto& chunk = is_abreast ? abreast_[static_cast<std::size_t>(i)] : chunk_;
      if (!is_abreast) TRIFORIUM_CHECK(chunk.start(column, chunk_row(), rest()));
      auto const x = std::max<std::int64_t>(column * grid_.chunk.width - area_.x, 0);
      for (std::int64_t y = 0; y < into.size.height; ++y)
        TRIFORIUM_CHECK(chunk.next_row(into.row(y) + x * pixel));
      let_others_run();
    }
    return {};
  }

  TiffImage const& image_;
  std::size_t const level_index_;
  StoredLevel const& level_;
  SampleLayout const& layout_;
  ChunkGrid const& grid_;
  PixelRect area_;
  Touched touched_;
  std::int64_t y_;  // the next row, in the level
  ChunkRows chunk_;
  std::vector<ChunkRows> abreast_;  // one for each column, from the first time that they are needed
  bool may_go_abreast_;
  std::int64_t band_height_;  // rows that are decoded at once: a chunk's, or kAbreast
  Pixels band_;
  std::int64_t band_top_ = 0;
};

// Pixels that pass through the codec for one chunk of the row of chunks at `row`.
std::uint64_t decoded_in_chunk(StoredLevel const& level, std::int64_t row, PixelRect area) {
  auto const& grid = level.grid();
  auto const is_sequential = level.layout.method == Method::jpeg || is_read_by_scanlines(level);
  auto const height = grid.height_of(row);
  auto const rows = is_sequential ? std::min(height, area.bottom() - row * grid.chunk.height) : height;
  return product_of(grid.chunk.width, rows);
}

Result<void> check_limits(TiffImage const& image, StoredLevel const& level, PixelRect area) {
  auto const memory = cost_of(level, area).memory;
  if (memory > image.limits().max_memory) {
    return fail(ErrorKind::too_large, "The source image is stored in too large pieces.",
                fmt::format("reading {}×{} pixels of the TIFF takes {} bytes", area.width, area.height, memory));
  }
  auto const last_row = (area.bottom() - 1) / level.grid().chunk.height;
  auto const most = static_cast<std::uint64_t>(image.limits().max_undivided_area);
  if (level.layout.method != Method::plain && decoded_in_chunk(level, last_row, area) > most) {
    return fail(ErrorKind::too_large, "The source image is stored in too large pieces.",
                "a TIFF without small tiles or strips");
  }
  return {};
}

// The least and the greatest value that were seen.
struct Seen {
  double least = HUGE_VAL;
  double greatest = -HUGE_VAL;

  void add(double value) {
    if (!std::isfinite(value)) return;
    least = std::min(least, value);
    greatest = std::max(greatest, value);
  }
};

// All samples of some rows of a chunk.
Result<void> look_at_chunk(StoredLevel const& level, ChunkRows& chunk, std::int64_t column, std::int64_t row,
                           std::int64_t most_rows, Seen& seen) {
  auto const& layout = level.layout;
  auto const colours = layout.pixels.colours();
  TRIFORIUM_CHECK(chunk.start(column, row, PixelRect::whole(level.grid().image)));
  auto const part = chunk.part();
  for (std::int64_t y = 0; y < std::min(part.height, most_rows); ++y) {
    TRIFORIUM_TRY(auto const planes, chunk.next_rows());
    for (int c = 0; c < colours; ++c) {
      auto const& stored = planes[layout.is_planar ? static_cast<std::size_t>(c) : 0];
      auto const step = layout.samples_in_row();
      auto const first = (part.x - stored.first_pixel) * step + (layout.is_planar ? 0 : c);
      for (std::int64_t x = 0; x < part.width; ++x)
        seen.add(sample_value(layout, stored.bytes.data(), first + x * step));
    }
  }
  return {};
}

}  // namespace

Decoder::Cost cost_of(StoredLevel const& level, PixelRect area) {
  auto const& grid = level.grid();
  auto const& layout = level.layout;
  auto const touched = touched_by(grid, area);
  Decoder::Cost cost;
  cost.memory = chunk_reader_memory(level, std::min(area.width, grid.chunk.width));
  if (__builtin_mul_overflow(cost.memory, static_cast<std::uint64_t>(layout.needed_planes()), &cost.memory))
    cost.memory = UINT64_MAX;
  if (touched.columns > 1) {
    // Abreast they take less: this is for those that cannot be read so.
    auto const band =
        product_of(area.width * layout.pixels.bytes_per_pixel() + 64, std::min(grid.chunk.height, area.height));
    if (__builtin_add_overflow(cost.memory, band, &cost.memory)) cost.memory = UINT64_MAX;
  }
  cost.pixels = static_cast<std::uint64_t>(area.size().area());
  if (layout.method == Method::plain) return cost;
  // All rows of chunks but the last are alike, except that the first may be begun in its middle, which saves nothing.
  auto const last = touched.first_row + touched.rows - 1;
  auto const above = product_of(grid.chunk.width, (touched.rows - 1) * grid.chunk.height);
  auto const column = std::min<std::uint64_t>(above, 1ULL << 62) +
                      std::min<std::uint64_t>(decoded_in_chunk(level, last, area), 1ULL << 62);
  if (__builtin_mul_overflow(column, static_cast<std::uint64_t>(touched.columns), &cost.pixels))
    cost.pixels = UINT64_MAX;
  return cost;
}

Result<std::unique_ptr<RowReader>> make_tiff_reader(TiffImage const& image, std::size_t level, PixelRect area) {
  auto const& stored = image.levels()[level];
  TRIFORIUM_CHECK(check_limits(image, stored, area));
  TRIFORIUM_TRY(auto readers, make_chunk_readers(image, level));
  return std::make_unique<TiffReader>(image, level, area, std::move(readers));
}

ValueRange find_range(TiffImage const& image) {
  constexpr std::int64_t kMostChunks = 64;
  constexpr std::int64_t kMostSamples = 4'000'000;
  auto const& level = image.levels().back();
  auto const& page = image.levels().front().page;
  if (page.smallest && page.largest && *page.smallest < *page.largest) return {*page.smallest, *page.largest};

  Seen seen;
  auto const& grid = level.grid();
  auto const area =
      PixelRect{0, 0, std::min(grid.image.width, grid.chunk.width), std::min(grid.image.height, grid.chunk.height)};
  auto readers = make_chunk_readers(image, image.levels().size() - 1);
  if (!check_limits(image, level, area) || !readers) return choose_range(level.layout, seen.least, seen.greatest);

  ChunkRows chunk(level.layout, grid, std::move(*readers));
  auto const chunks = grid.columns() * grid.rows();
  auto const looked_at = std::min(chunks, kMostChunks);
  auto const most_rows =
      std::max<std::int64_t>(kMostSamples / looked_at / (grid.chunk.width * level.layout.pixels.colours()), 1);
  for (std::int64_t i = 0; i < looked_at; ++i) {
    // Spread evenly over all. A chunk that does not decode says nothing here, and its own reader will say so.
    auto const at = static_cast<std::int64_t>(static_cast<double>(i) * static_cast<double>(chunks) /
                                              static_cast<double>(looked_at));
    (void)look_at_chunk(level, chunk, at % grid.columns(), at / grid.columns(), most_rows, seen);
  }
  return choose_range(level.layout, seen.least, seen.greatest);
}

}  // namespace triforium::codecs::tiff
