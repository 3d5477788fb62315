#include "codecs/tiff/tiff_image.h"

#include <fmt/format.h>

#include "codecs/tiff/tiff_handle.h"
#include "codecs/tiff/tiff_pyramid.h"

namespace triforium::codecs::tiff {
namespace {

constexpr std::uint64_t kMostJpegTables = 1U << 16;  // quantisation and Huffman tables take 1 to 2 kB
constexpr std::uint64_t kMostPaletteValues = 3ULL << 16;

Result<void> check_size(Page const& page, DecodeLimits const& limits) {
  auto const size = page.grid.image;
  if (size.height <= limits.max_area / size.width) return {};
  return fail(ErrorKind::too_large,
              fmt::format("The source image is too large: {}×{} pixels.", size.width, size.height));
}

// WebP's alpha is straight, and the last sample.
bool has_alpha_of_webp(SampleLayout const& layout) {
  return layout.alpha == layout.pixels.colours() && !layout.pixels.is_premultiplied;
}

// Every sample counts, and means what the pixels' format says.
bool is_plain(SampleLayout const& layout) {
  bool const is_gray_or_rgb = layout.meaning == Meaning::gray || layout.meaning == Meaning::rgb;
  return is_gray_or_rgb && layout.bits == 8 && !layout.has_range && !layout.is_planar &&
         layout.samples == layout.pixels.channels() && layout.pixels.type == SampleType::u8;
}

std::optional<StoredTile::Coding> coding_of(StoredLevel const& level) {
  auto const& layout = level.layout;
  auto const compression = level.page.compression;
  bool const is_opaque = layout.alpha < 0;
  if (!is_plain(layout) || level.page.is_lsb_first) return std::nullopt;
  if (compression == Compression::jpeg && is_opaque) return StoredTile::Coding::jpeg;
  bool const is_rgb = layout.meaning == Meaning::rgb;
  if (compression == Compression::webp && is_rgb && (is_opaque || has_alpha_of_webp(layout)))
    return StoredTile::Coding::webp;
  return std::nullopt;
}

StoredTile::Colours colours_of(StoredLevel const& level) {
  if (level.layout.meaning == Meaning::gray) return StoredTile::Colours::gray;
  return level.page.photometric == Photometric::ycbcr ? StoredTile::Colours::ycbcr : StoredTile::Colours::rgb;
}

}  // namespace

Result<StoredLevel> TiffImage::open_level(Page const& page) const {
  StoredLevel level;
  level.page = page;
  level.page.children.clear();
  TRIFORIUM_TRY(level.layout, make_layout(page));
  auto const is_by_library = level.layout.method == Method::library || level.layout.method == Method::library_rgba;
  if (is_by_library && !TiffHandle::can_decode(page.compression)) {
    return fail(ErrorKind::not_implemented, "The source image is a TIFF of a kind that is not read here.",
                fmt::format("compression {}", static_cast<int>(page.compression)));
  }
  // Old-style JPEG may have its strips nowhere but within one JPEG stream; libtiff finds them.
  if (level.layout.method != Method::library_rgba) {
    TRIFORIUM_TRY(level.chunks, ChunkTable::read(*source_, dialect_, page));
  }
  if (page.jpeg_tables) {
    TRIFORIUM_TRY(auto tables, read_field(*source_, page.jpeg_tables, kMostJpegTables));
    level.jpeg_tables = share(std::move(tables));
  }
  if (level.layout.meaning == Meaning::palette) {
    TRIFORIUM_TRY(auto const values, read_numbers(*source_, dialect_, page.colour_map, kMostPaletteValues));
    if (values.size() < 3) return fail(ErrorKind::corrupt_source, "The source image has no palette.", "no ColorMap");
    level.layout.palette = make_palette(values);
  }
  return level;
}

Result<TiffImage> TiffImage::open(std::shared_ptr<storage::Source const> source, OpenOptions const& options) {
  TRIFORIUM_TRY(auto const index, TiffIndex::read(source));
  auto const groups = group_pages(index.pages());
  if (options.page < 0 || static_cast<std::size_t>(options.page) >= groups.size()) {
    return fail(ErrorKind::not_found, fmt::format("The file has {} pages.", groups.size()));
  }
  TiffImage image;
  image.source_ = std::move(source);
  image.dialect_ = index.dialect();
  image.limits_ = options.limits;
  image.pages_ = static_cast<int>(groups.size());
  auto const& pages = groups[static_cast<std::size_t>(options.page)].levels;
  TRIFORIUM_CHECK(check_size(*pages.front(), options.limits));
  for (auto const* page : pages) {
    auto level = image.open_level(*page);
    if (!level && image.levels_.empty()) return fail(level);
    // A level of a kind that cannot be read is done without, but a file with wrong offsets is refused.
    if (!level && level.error().kind != ErrorKind::not_implemented) return fail(level);
    if (!level || (!image.levels_.empty() && level->layout.pixels != image.levels_.front().layout.pixels)) continue;
    image.levels_.push_back(std::move(*level));
  }
  return image;
}

Result<Bytes> TiffImage::tile_bytes(std::size_t level, std::int64_t column, std::int64_t row,
                                    std::int64_t plane) const {
  return chunk_bytes(level, levels_[level].grid().index(column, row, plane));
}

Result<Bytes> TiffImage::chunk_bytes(std::size_t level, std::uint64_t chunk) const {
  TRIFORIUM_TRY(auto const extent, levels_[level].chunks.extent(*source_, chunk));
  if (extent.size == 0) return Bytes();
  if (extent.size > limits_.max_memory) {
    return fail(ErrorKind::too_large, "The source image is stored in too large pieces.",
                fmt::format("tile or strip {}: {} bytes", chunk, extent.size));
  }
  return storage::read_exactly(*source_, extent.offset, extent.size);
}

Result<std::optional<StoredTile>> TiffImage::stored_tile(std::size_t level, std::int64_t column,
                                                         std::int64_t row) const {
  auto const& stored = levels_[level];
  auto const coding = coding_of(stored);
  if (!coding) return std::nullopt;
  auto const& grid = stored.grid();
  TRIFORIUM_TRY(auto const extent, stored.chunks.extent(*source_, grid.index(column, row, 0)));
  if (extent.size == 0) return std::nullopt;
  if (extent.size > source_->size() - extent.offset) {
    return fail(ErrorKind::corrupt_source, "The source image ends too early.",
                fmt::format("tile {}, {} of level {}: {} bytes at {}", column, row, level, extent.size, extent.offset));
  }
  return StoredTile{*coding,
                    colours_of(stored),
                    {grid.chunk.width, grid.height_of(row)},
                    extent.offset,
                    extent.size,
                    stored.jpeg_tables,
                    stored.layout.alpha >= 0};
}

void TiffImage::set_range(ValueRange range) {
  for (auto& level : levels_)
    level.layout.range = range;
}

}  // namespace triforium::codecs::tiff
