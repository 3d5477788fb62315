#include "codecs/tiff/tiff_index.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <unordered_set>

namespace triforium::codecs::tiff {
namespace {

constexpr std::size_t kMostPages = 16'384;    // directories of all kinds in one file
constexpr std::uint64_t kMostFields = 4'096;  // in one directory
constexpr std::uint64_t kMostFieldsInAll = 1'000'000;
constexpr std::int64_t kMostSide = (1LL << 31) - 1;
constexpr std::uint64_t kMostPerSample = 64;  // values of per-sample fields that are looked at

enum Tag : std::uint16_t {
  kNewSubfileType = 254,
  kSubfileType = 255,
  kWidth = 256,
  kLength = 257,
  kBitsPerSample = 258,
  kCompression = 259,
  kPhotometric = 262,
  kFillOrder = 266,
  kStripOffsets = 273,
  kOrientation = 274,
  kSamplesPerPixel = 277,
  kRowsPerStrip = 278,
  kStripByteCounts = 279,
  kXResolution = 282,
  kPlanarConfiguration = 284,
  kResolutionUnit = 296,
  kColorMap = 320,
  kTileWidth = 322,
  kTileLength = 323,
  kTileOffsets = 324,
  kTileByteCounts = 325,
  kSubIfds = 330,
  kExtraSamples = 338,
  kSampleFormat = 339,
  kSMinSampleValue = 340,
  kSMaxSampleValue = 341,
  kJpegTables = 347,
  kYCbCrCoefficients = 529,
  kYCbCrSubSampling = 530,
  kReferenceBlackWhite = 532,
  kXmp = 700,
  kIptc = 33723,
  kExifIfd = 34665,
  kIcc = 34675,
  kGpsIfd = 34853,
};

Failure corrupt(std::string detail) {
  return fail(ErrorKind::corrupt_source, "The source image is not a sound TIFF file.", std::move(detail));
}

// Short reads of neighbouring things, served from one longer read.
class Window final : public storage::Source {
 public:
  explicit Window(storage::Source const& source) : source_(source) {}

  std::uint64_t size() const override { return source_.size(); }
  storage::Identity const& identity() const override { return source_.identity(); }
  std::string const& name() const override { return source_.name(); }
  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::uint8_t> into) const override {
    if (into.empty()) return 0U;
    if (into.size() > kBytes) return source_.read_at(offset, into);
    if (offset < start_ || offset + into.size() > start_ + held_.size()) {
      held_.resize(kBytes);
      start_ = offset;
      auto const count = source_.read_at(offset, held_);
      held_.resize(count ? *count : 0);
      if (!count) return count;
    }
    auto const count = std::min<std::size_t>(into.size(), held_.size() - (offset - start_));
    std::memcpy(into.data(), held_.data() + (offset - start_), count);
    return count;
  }

 private:
  static constexpr std::size_t kBytes = 8192;
  storage::Source const& source_;
  mutable Bytes held_;  // one thread only: lives while a file is opened
  mutable std::uint64_t start_ = 0;
};

bool lies_within(storage::Source const& source, std::uint64_t offset, std::uint64_t size) {
  return offset <= source.size() && size <= source.size() - offset;
}

// One entry of a directory: tag, type, count, and the values or their position.
Field parse_entry(Dialect dialect, std::uint8_t const* data, std::uint64_t position) {
  Field field;
  field.tag = static_cast<std::uint16_t>(dialect.number(data, 2));
  field.type = static_cast<FieldType>(dialect.number(data + 2, 2));
  auto const word = dialect.is_big_tiff ? 8U : 4U;
  field.count = dialect.number(data + 4, word);
  auto const size = size_of(field.type);
  // "readers should skip over fields containing an unexpected field type": TIFF 6.0, section 2, "Types".
  if (size == 0 || field.count > (1ULL << 60) / size) field.count = 0;
  auto const* value = data + 4 + word;
  field.is_inline = field.bytes() <= word;
  field.position = field.is_inline ? position + 4 + word : dialect.number(value, word);
  std::memcpy(field.inlined.data(), value, word);
  return field;
}

struct RawDirectory {
  std::vector<Field> fields;  // sorted by tag; of equal tags the first one of the file counts
  std::uint64_t next = 0;
};

Result<RawDirectory> read_raw(storage::Source const& source, Dialect dialect, std::uint64_t position) {
  auto const count_bytes = dialect.is_big_tiff ? 8U : 2U;
  auto const entry_bytes = dialect.is_big_tiff ? 20U : 12U;
  auto const next_bytes = dialect.is_big_tiff ? 8U : 4U;
  TRIFORIUM_TRY(auto const head, storage::read_exactly(source, position, count_bytes));
  auto const count = dialect.number(head.data(), count_bytes);
  if (count == 0 || count > kMostFields)
    return corrupt(fmt::format("{} fields in the directory at {}", count, position));

  auto const start = position + count_bytes;
  TRIFORIUM_TRY(auto const body, storage::read_exactly(source, start, count * entry_bytes));
  RawDirectory directory;
  directory.fields.reserve(count);
  for (std::uint64_t i = 0; i < count; ++i) {
    auto field = parse_entry(dialect, body.data() + i * entry_bytes, start + i * entry_bytes);
    if (field) directory.fields.push_back(field);
  }
  std::stable_sort(directory.fields.begin(), directory.fields.end(),
                   [](Field const& a, Field const& b) { return a.tag < b.tag; });
  // Some writers end the file with the last entry; that is read as "no further directory".
  std::array<std::uint8_t, 8> next{};
  TRIFORIUM_TRY(auto const got, source.read_at(start + count * entry_bytes, std::span(next).first(next_bytes)));
  directory.next = got == next_bytes ? dialect.number(next.data(), next_bytes) : 0;
  return directory;
}

double number_of(Dialect dialect, FieldType type, std::uint8_t const* data) {
  auto const bits = dialect.number(data, size_of(type));
  switch (type) {
    case FieldType::sbyte:
      return static_cast<std::int8_t>(bits);
    case FieldType::sshort:
      return static_cast<std::int16_t>(bits);
    case FieldType::slong:
      return static_cast<std::int32_t>(bits);
    case FieldType::slong8:
      return static_cast<double>(static_cast<std::int64_t>(bits));
    case FieldType::float_:
      return std::bit_cast<float>(static_cast<std::uint32_t>(bits));
    case FieldType::double_:
      return std::bit_cast<double>(bits);
    case FieldType::rational: {
      auto const below = dialect.number(data + 4, 4);
      return below == 0 ? 0 : static_cast<double>(dialect.number(data, 4)) / static_cast<double>(below);
    }
    case FieldType::srational: {
      auto const below = static_cast<std::int32_t>(dialect.number(data + 4, 4));
      return below == 0 ? 0 : static_cast<double>(static_cast<std::int32_t>(dialect.number(data, 4))) / below;
    }
    default:
      return static_cast<double>(bits);
  }
}

// Looks fields of one directory up by tag, with the defaults that the specification gives.
class Fields {
 public:
  Fields(storage::Source const& source, Dialect dialect, std::vector<Field> const& fields)
      : source_(source), dialect_(dialect), fields_(fields) {}

  Field find(std::uint16_t tag) const {
    auto const found = std::lower_bound(fields_.begin(), fields_.end(), tag,
                                        [](Field const& field, std::uint16_t wanted) { return field.tag < wanted; });
    return found != fields_.end() && found->tag == tag ? *found : Field();
  }
  Field find(std::uint16_t tag, std::uint16_t other) const {
    auto const field = find(tag);
    return field ? field : find(other);
  }
  Result<std::vector<std::uint64_t>> numbers(std::uint16_t tag, std::uint64_t limit) const {
    return read_numbers(source_, dialect_, find(tag), limit);
  }
  Result<std::uint64_t> number(std::uint16_t tag, std::uint64_t otherwise) const {
    TRIFORIUM_TRY(auto const values, numbers(tag, 1));
    return values.empty() ? otherwise : values.front();
  }
  // `count` numbers of any type; absent, too few or unreadable: nullopt.
  template <std::size_t count>
  std::optional<std::array<double, count>> reals(std::uint16_t tag) const {
    auto field = find(tag);
    if (field.count < count) return std::nullopt;
    auto const size = size_of(field.type);
    field.count = count;
    auto const bytes = read_field(source_, field, 1024);
    if (!bytes) return std::nullopt;
    std::array<double, count> values{};
    for (std::size_t i = 0; i < count; ++i) {
      values[i] = number_of(dialect_, field.type, bytes->data() + i * size);
      if (!std::isfinite(values[i])) return std::nullopt;
    }
    return values;
  }

 private:
  storage::Source const& source_;
  Dialect dialect_;
  std::vector<Field> const& fields_;
};

Result<void> read_grid(Fields const& fields, Page& page) {
  TRIFORIUM_TRY(auto const width, fields.number(kWidth, 0));
  TRIFORIUM_TRY(auto const height, fields.number(kLength, 0));
  TRIFORIUM_TRY(auto const planar, fields.number(kPlanarConfiguration, 1));
  TRIFORIUM_TRY(auto const tile_width, fields.number(kTileWidth, 0));
  TRIFORIUM_TRY(auto const tile_height, fields.number(kTileLength, 0));
  // "The default is 2**32 - 1, which is effectively infinity. That is, the entire image is one strip."
  TRIFORIUM_TRY(auto const strip_height, fields.number(kRowsPerStrip, 0xFFFFFFFF));
  auto const is_side = [](std::uint64_t side) { return side > 0 && side <= static_cast<std::uint64_t>(kMostSide); };
  if (!is_side(width) || !is_side(height)) return corrupt(fmt::format("an image of {}×{} pixels", width, height));

  auto& grid = page.grid;
  grid.image = {static_cast<std::int64_t>(width), static_cast<std::int64_t>(height)};
  grid.planes = planar == 2 ? page.samples : 1;
  grid.is_tiled = tile_width != 0 || tile_height != 0;
  if (grid.is_tiled) {
    if (!is_side(tile_width) || !is_side(tile_height)) {
      return corrupt(fmt::format("tiles of {}×{} pixels", tile_width, tile_height));
    }
    grid.chunk = {static_cast<std::int64_t>(tile_width), static_cast<std::int64_t>(tile_height)};
  } else {
    if (strip_height == 0) return corrupt("strips without rows");
    grid.chunk = {grid.image.width, static_cast<std::int64_t>(std::min(strip_height, height))};
  }
  return {};
}

Result<void> read_samples(Fields const& fields, Page& page) {
  TRIFORIUM_TRY(auto const samples, fields.number(kSamplesPerPixel, 1));
  TRIFORIUM_TRY(auto const bits, fields.numbers(kBitsPerSample, kMostPerSample));
  TRIFORIUM_TRY(auto const formats, fields.numbers(kSampleFormat, kMostPerSample));
  TRIFORIUM_TRY(auto const extra, fields.numbers(kExtraSamples, kMostPerSample));
  if (samples == 0 || samples > 0xFFFF) return corrupt(fmt::format("{} samples a pixel", samples));
  page.samples = static_cast<int>(samples);
  if (!bits.empty()) {
    if (bits.front() == 0 || bits.front() > 128) return corrupt(fmt::format("{} bits a sample", bits.front()));
    page.bits = static_cast<int>(bits.front());
    auto const looked_at = std::min<std::size_t>(bits.size(), samples);
    page.has_mixed_bits = std::any_of(bits.begin(), bits.begin() + static_cast<std::ptrdiff_t>(looked_at),
                                      [&](auto b) { return b != bits.front(); });
  }
  // SampleFormat: 1 unsigned, 2 two's complement, 3 IEEE floating point, 4 undefined, 5 and 6 complex.
  auto const format = formats.empty() ? 1 : formats.front();
  page.kind = format == 2   ? SampleKind::signed_integer
              : format == 3 ? SampleKind::floating
                            : SampleKind::unsigned_integer;
  page.is_complex = format == 5 || format == 6;
  for (auto const kind : extra)
    page.extra_samples.push_back(static_cast<std::uint16_t>(kind));
  return {};
}

Result<void> read_colour(Fields const& fields, Page& page) {
  TRIFORIUM_TRY(auto const compression, fields.number(kCompression, 1));
  TRIFORIUM_TRY(auto const photometric, fields.number(kPhotometric, 0xFFFF));
  TRIFORIUM_TRY(auto const fill_order, fields.number(kFillOrder, 1));
  TRIFORIUM_TRY(auto const orientation, fields.number(kOrientation, 1));
  TRIFORIUM_TRY(auto const subsampling, fields.numbers(kYCbCrSubSampling, 2));
  page.compression = static_cast<Compression>(std::min<std::uint64_t>(compression, 0xFFFF));
  page.photometric = static_cast<Photometric>(std::min<std::uint64_t>(photometric, 0xFFFF));
  page.is_lsb_first = fill_order == 2;
  page.orientation = static_cast<int>(std::min<std::uint64_t>(orientation, 9));
  if (subsampling.size() == 2) {
    page.subsampling_x = static_cast<int>(std::min<std::uint64_t>(subsampling[0], 255));
    page.subsampling_y = static_cast<int>(std::min<std::uint64_t>(subsampling[1], 255));
  }
  page.luma = fields.reals<3>(kYCbCrCoefficients);
  page.black_and_white = fields.reals<6>(kReferenceBlackWhite);
  if (auto const value = fields.reals<1>(kSMinSampleValue)) page.smallest = value->front();
  if (auto const value = fields.reals<1>(kSMaxSampleValue)) page.largest = value->front();
  return {};
}

Result<void> read_resolution(Fields const& fields, Page& page) {
  // ResolutionUnit: 1 none, 2 inch (the default), 3 centimetre.
  TRIFORIUM_TRY(auto const unit, fields.number(kResolutionUnit, 2));
  auto const resolution = fields.reals<1>(kXResolution);
  if (resolution && unit == 2) page.dots_per_inch = resolution->front();
  if (resolution && unit == 3) page.dots_per_inch = resolution->front() * 2.54;
  return {};
}

Result<Page> parse_page(storage::Source const& source, Dialect dialect, std::vector<Field> const& raw,
                        std::uint64_t position) {
  Fields const fields(source, dialect, raw);
  Page page;
  page.position = position;
  // NewSubfileType: bit 0 "a reduced-resolution version of another image in this TIFF file", bit 2 "a transparency mask
  // for another image". SubfileType, its forerunner: 2 is a reduced version.
  TRIFORIUM_TRY(auto const subfile, fields.number(kNewSubfileType, 0));
  TRIFORIUM_TRY(auto const old_subfile, fields.number(kSubfileType, 1));
  page.is_reduced = (subfile & 1) != 0 || old_subfile == 2;
  page.is_mask = (subfile & 4) != 0;
  TRIFORIUM_CHECK(read_samples(fields, page));
  TRIFORIUM_CHECK(read_grid(fields, page));
  TRIFORIUM_CHECK(read_colour(fields, page));
  TRIFORIUM_CHECK(read_resolution(fields, page));
  page.offsets = fields.find(kTileOffsets, kStripOffsets);
  page.byte_counts = fields.find(kTileByteCounts, kStripByteCounts);
  page.colour_map = fields.find(kColorMap);
  page.jpeg_tables = fields.find(kJpegTables);
  page.icc = fields.find(kIcc);
  page.xmp = fields.find(kXmp);
  page.iptc = fields.find(kIptc);
  page.exif = fields.find(kExifIfd);
  page.gps = fields.find(kGpsIfd);
  return page;
}

// Follows the directories of one file, with an eye on how many there are.
class Walker {
 public:
  Walker(storage::Source const& source, Dialect dialect) : source_(source), dialect_(dialect) {}

  // The directories of the file's chain, each with its SubIFDs.
  Result<std::vector<Page>> chain(std::uint64_t position) {
    std::vector<Page> pages;
    while (position != 0) {
      TRIFORIUM_TRY(auto const raw, add_page(position, pages));
      TRIFORIUM_CHECK(add_children(raw.fields, pages.back()));
      position = raw.next;
    }
    return pages;
  }

 private:
  Result<void> enter(std::uint64_t position) {
    if (!seen_.insert(position).second) return corrupt(fmt::format("the directories loop at {}", position));
    if (seen_.size() > kMostPages) return corrupt(fmt::format("more than {} directories", kMostPages));
    if (position >= source_.size()) return corrupt(fmt::format("a directory at {}, outside the file", position));
    return {};
  }
  Result<RawDirectory> add_page(std::uint64_t position, std::vector<Page>& pages) {
    TRIFORIUM_CHECK(enter(position));
    TRIFORIUM_TRY(auto raw, read_raw(source_, dialect_, position));
    fields_ += raw.fields.size();
    if (fields_ > kMostFieldsInAll) return corrupt("too many fields");
    TRIFORIUM_TRY(auto page, parse_page(source_, dialect_, raw.fields, position));
    pages.push_back(std::move(page));
    return raw;
  }
  // A SubIFD may lead on to a chain of its own. Some writers (tifffile) chain the SubIFDs that they also list; each
  // counts once.
  Result<void> add_children(std::vector<Field> const& raw, Page& page) {
    TRIFORIUM_TRY(auto const positions, Fields(source_, dialect_, raw).numbers(kSubIfds, kMostPages + 1));
    for (auto position : positions) {
      while (position != 0 && !seen_.contains(position)) {
        TRIFORIUM_TRY(auto const child, add_page(position, page.children));
        position = child.next;
      }
    }
    return {};
  }

  storage::Source const& source_;
  Dialect dialect_;
  std::unordered_set<std::uint64_t> seen_;
  std::uint64_t fields_ = 0;
};

struct FileHead {
  Dialect dialect;
  std::uint64_t first = 0;  // position of the first directory
};

Result<FileHead> read_file_head(storage::Source const& source) {
  TRIFORIUM_TRY(auto const bytes, storage::read_head(source, 16));
  if (bytes.size() < 8) return corrupt("shorter than its header");
  FileHead head;
  head.dialect.is_big_endian = bytes[0] == 'M';
  auto const version = head.dialect.number(bytes.data() + 2, 2);
  head.dialect.is_big_tiff = version == 43;
  if (bytes[0] != bytes[1] || (bytes[0] != 'I' && bytes[0] != 'M') || (version != 42 && version != 43)) {
    return corrupt("no TIFF header");
  }
  if (!head.dialect.is_big_tiff) {
    head.first = head.dialect.number(bytes.data() + 4, 4);
    return head;
  }
  // BigTIFF: "Bytesize of offsets: always 8", and two bytes that are always 0.
  if (bytes.size() < 16 || head.dialect.number(bytes.data() + 4, 2) != 8) return corrupt("an unknown kind of BigTIFF");
  head.first = head.dialect.number(bytes.data() + 8, 8);
  return head;
}

}  // namespace

std::uint64_t Dialect::number(std::uint8_t const* data, std::size_t bytes) const {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < bytes; ++i)
    value = value << 8 | data[is_big_endian ? i : bytes - 1 - i];
  return value;
}

std::size_t size_of(FieldType type) {
  switch (type) {
    case FieldType::byte:
    case FieldType::ascii:
    case FieldType::sbyte:
    case FieldType::undefined:
      return 1;
    case FieldType::short_:
    case FieldType::sshort:
      return 2;
    case FieldType::long_:
    case FieldType::slong:
    case FieldType::float_:
    case FieldType::ifd:
      return 4;
    case FieldType::rational:
    case FieldType::srational:
    case FieldType::double_:
    case FieldType::long8:
    case FieldType::slong8:
    case FieldType::ifd8:
      return 8;
  }
  return 0;
}

Result<Bytes> read_field(storage::Source const& source, Field const& field, std::uint64_t limit) {
  auto const bytes = field.bytes();
  if (bytes == 0) return Bytes();
  if (bytes > limit) {
    return fail(ErrorKind::too_large, "The source image holds too large a field.",
                fmt::format("TIFF tag {}: {} bytes, at most {} are read", field.tag, bytes, limit));
  }
  if (field.is_inline) return Bytes(field.inlined.begin(), field.inlined.begin() + static_cast<std::ptrdiff_t>(bytes));
  if (!lies_within(source, field.position, bytes)) {
    return corrupt(
        fmt::format("tag {}: {} bytes at {} of a file of {}", field.tag, bytes, field.position, source.size()));
  }
  return storage::read_exactly(source, field.position, bytes);
}

Result<std::vector<std::uint64_t>> read_numbers(storage::Source const& source, Dialect dialect, Field const& field,
                                                std::uint64_t limit) {
  auto first = field;
  first.count = std::min(field.count, limit);
  auto const size = size_of(field.type);
  TRIFORIUM_TRY(auto const bytes, read_field(source, first, limit * 8));
  std::vector<std::uint64_t> values(first.count);
  for (std::size_t i = 0; i < values.size(); ++i)
    values[i] = dialect.number(bytes.data() + i * size, size);
  return values;
}

Result<std::vector<Field>> read_directory(storage::Source const& source, Dialect dialect, std::uint64_t position) {
  TRIFORIUM_TRY(auto raw, read_raw(source, dialect, position));
  return std::move(raw.fields);
}

Result<TiffIndex> TiffIndex::read(std::shared_ptr<storage::Source const> source) {
  Window const window(*source);
  TRIFORIUM_TRY(auto const head, read_file_head(window));
  TiffIndex index;
  index.dialect_ = head.dialect;
  TRIFORIUM_TRY(index.pages_, Walker(window, head.dialect).chain(head.first));
  if (index.pages_.empty()) return corrupt("no directory");
  index.source_ = std::move(source);
  return index;
}

Result<ChunkTable::Column> ChunkTable::read_column(storage::Source const& source, Field const& field) {
  Column column{field, {}};
  if (!field.is_inline && !lies_within(source, field.position, field.bytes())) {
    return corrupt(fmt::format("tag {}: {} values at {} of a file of {} bytes", field.tag, field.count, field.position,
                               source.size()));
  }
  if (field.bytes() <= kMostHeldBytes) {
    TRIFORIUM_TRY(column.held, read_field(source, field, kMostHeldBytes));
  }
  return column;
}

Result<ChunkTable> ChunkTable::read(storage::Source const& source, Dialect dialect, Page const& page) {
  ChunkTable table;
  table.dialect_ = dialect;
  if (!page.offsets) return corrupt("neither strips nor tiles");
  TRIFORIUM_TRY(table.offsets_, read_column(source, page.offsets));
  TRIFORIUM_TRY(table.sizes_, read_column(source, page.byte_counts));
  table.has_sizes_ = page.byte_counts.count > 0;
  return table;
}

Result<std::uint64_t> ChunkTable::entry(storage::Source const& source, Column const& column,
                                        std::uint64_t index) const {
  if (index >= column.field.count) return corrupt(fmt::format("tile or strip {} of {}", index, column.field.count));
  auto const size = size_of(column.field.type);
  if (!column.held.empty()) return dialect_.number(column.held.data() + index * size, size);
  TRIFORIUM_TRY(auto const bytes, storage::read_exactly(source, column.field.position + index * size, size));
  return dialect_.number(bytes.data(), size);
}

Result<Extent> ChunkTable::extent(storage::Source const& source, std::uint64_t chunk) const {
  Extent extent;
  TRIFORIUM_TRY(extent.offset, entry(source, offsets_, chunk));
  if (extent.offset > source.size()) return corrupt(fmt::format("tile or strip {} at {}", chunk, extent.offset));
  // Writers of old left the sizes out; then a chunk reaches to the file's end at most.
  extent.size = source.size() - extent.offset;
  if (has_sizes_) {
    TRIFORIUM_TRY(extent.size, entry(source, sizes_, chunk));
  }
  return extent;
}

}  // namespace triforium::codecs::tiff
