#include "codecs/encode/tif_plain.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

#include "codecs/encode/strips.h"

namespace triforium::codecs::detail {
namespace {

constexpr std::int64_t kStripBytes = 256 << 10;
// So that the directory stays small where the image is high.
constexpr std::int64_t kMaxStrips = 16384;
// What 32-bit offsets reach, less what may stand before the pixels.
constexpr std::uint64_t kMaxClassicPixels = 0xf000'0000;

// TIFF 6.0, section 2, "IFD Entry"; 16 is BigTIFF's.
enum class Type : std::uint16_t { byte = 1, short_ = 3, long_ = 4, rational = 5, undefined = 7, long8 = 16 };

// Numbers stand in the machine's own order of bytes, which the header tells.
template <typename Number>
void put(Bytes& bytes, std::uint64_t value) {
  auto const number = static_cast<Number>(value);
  auto const* const first = reinterpret_cast<std::uint8_t const*>(&number);
  bytes.insert(bytes.end(), first, first + sizeof number);
}

struct Entry {
  std::uint16_t tag;
  Type type;
  std::uint64_t count;
  Bytes value;
};

Entry short_entry(std::uint16_t tag, std::uint64_t value, std::uint64_t count = 1) {
  Entry entry{tag, Type::short_, count, {}};
  for (std::uint64_t i = 0; i < count; ++i)
    put<std::uint16_t>(entry.value, value);
  return entry;
}

Entry long_entry(std::uint16_t tag, std::uint64_t value) {
  Entry entry{tag, Type::long_, 1, {}};
  put<std::uint32_t>(entry.value, value);
  return entry;
}

Entry bytes_entry(std::uint16_t tag, Type type, ByteView bytes) {
  return {tag, type, bytes.size(), Bytes(bytes.begin(), bytes.end())};
}

Entry resolution_entry(std::uint16_t tag, double dots_per_inch) {
  Entry entry{tag, Type::rational, 1, {}};
  put<std::uint32_t>(entry.value, static_cast<std::uint64_t>(std::lround(dots_per_inch * 1000)));
  put<std::uint32_t>(entry.value, 1000);
  return entry;
}

// Where the strips begin, or how long each is.
Entry table_entry(std::uint16_t tag, bool is_big, std::vector<std::uint64_t> const& numbers) {
  Entry entry{tag, is_big ? Type::long8 : Type::long_, numbers.size(), {}};
  for (auto const number : numbers)
    is_big ? put<std::uint64_t>(entry.value, number) : put<std::uint32_t>(entry.value, number);
  return entry;
}

struct StripTable {
  std::int64_t rows_per_strip;
  std::vector<std::uint64_t> sizes;

  std::vector<std::uint64_t> offsets_from(std::uint64_t offset) const {
    std::vector<std::uint64_t> offsets;
    for (auto const size : sizes) {
      offsets.push_back(offset);
      offset += size;
    }
    return offsets;
  }
};

StripTable make_strip_table(PixelSize size, std::uint64_t row_bytes) {
  auto const rows = std::max(kStripBytes / static_cast<std::int64_t>(row_bytes), (size.height - 1) / kMaxStrips + 1);
  StripTable table{std::clamp<std::int64_t>(rows, 1, size.height), {}};
  for (std::int64_t y = 0; y < size.height; y += table.rows_per_strip)
    table.sizes.push_back(row_bytes * static_cast<std::uint64_t>(std::min(table.rows_per_strip, size.height - y)));
  return table;
}

// In the order of their tags, as section 2 requires; `pixels` is where the pixels begin.
std::vector<Entry> make_entries(PixelSize size, PixelFormat format, Accompaniment const& accompaniment, bool is_big,
                                StripTable const& strips, std::uint64_t pixels) {
  bool const is_bitonal = accompaniment.is_bitonal;
  auto const samples = static_cast<std::uint64_t>(format.channels());
  bool const has_resolution = accompaniment.dots_per_inch > 0;
  std::uint64_t const photometric = is_bitonal ? 0 : format.model == ColourModel::gray ? 1 : 2;
  std::vector<Entry> entries;
  entries.push_back(long_entry(256, static_cast<std::uint64_t>(size.width)));
  entries.push_back(long_entry(257, static_cast<std::uint64_t>(size.height)));
  entries.push_back(
      short_entry(258, is_bitonal ? 1 : 8 * static_cast<std::uint64_t>(format.bytes_per_sample()), samples));
  entries.push_back(short_entry(259, 1));  // Compression: none
  entries.push_back(short_entry(262, photometric));
  entries.push_back(table_entry(273, is_big, strips.offsets_from(pixels)));
  entries.push_back(short_entry(277, samples));
  entries.push_back(long_entry(278, static_cast<std::uint64_t>(strips.rows_per_strip)));
  entries.push_back(table_entry(279, is_big, strips.sizes));
  if (has_resolution) entries.push_back(resolution_entry(282, accompaniment.dots_per_inch));
  if (has_resolution) entries.push_back(resolution_entry(283, accompaniment.dots_per_inch));
  entries.push_back(short_entry(284, 1));                        // PlanarConfiguration: chunky
  if (has_resolution) entries.push_back(short_entry(296, 2));    // ResolutionUnit: inch
  if (format.has_alpha) entries.push_back(short_entry(338, 2));  // ExtraSamples: alpha, not premultiplied
  if (auto const xmp = view_of(accompaniment.xmp); !xmp.empty()) entries.push_back(bytes_entry(700, Type::byte, xmp));
  if (auto const icc = view_of(accompaniment.icc); !icc.empty())
    entries.push_back(bytes_entry(34675, Type::undefined, icc));
  return entries;
}

// Header, directory, and the values that do not fit into the directory, each at an even offset.
class FrontWriter {
 public:
  explicit FrontWriter(bool is_big) : is_big_(is_big), inline_size_(is_big ? 8 : 4) {}

  Bytes write(std::vector<Entry> const& entries) {
    front_.clear();
    values_.clear();
    values_begin_ = is_big_ ? 16 + 8 + 20 * entries.size() + 8 : 8 + 2 + 12 * entries.size() + 4;
    put_header();
    is_big_ ? put<std::uint64_t>(front_, entries.size()) : put<std::uint16_t>(front_, entries.size());
    for (auto const& entry : entries)
      put_entry(entry);
    put_offset(0);  // no directory follows
    front_.insert(front_.end(), values_.begin(), values_.end());
    return front_;
  }

 private:
  void put_offset(std::uint64_t offset) {
    is_big_ ? put<std::uint64_t>(front_, offset) : put<std::uint32_t>(front_, offset);
  }

  void put_header() {
    bool const is_little = std::endian::native == std::endian::little;
    front_.insert(front_.end(), 2, static_cast<std::uint8_t>(is_little ? 'I' : 'M'));
    put<std::uint16_t>(front_, is_big_ ? 43 : 42);
    if (is_big_) put<std::uint16_t>(front_, 8);  // bytes of an offset
    if (is_big_) put<std::uint16_t>(front_, 0);
    put_offset(is_big_ ? 16 : 8);
  }

  void put_entry(Entry const& entry) {
    put<std::uint16_t>(front_, entry.tag);
    put<std::uint16_t>(front_, static_cast<std::uint64_t>(entry.type));
    put_offset(entry.count);
    if (entry.value.size() <= inline_size_) {
      front_.insert(front_.end(), entry.value.begin(), entry.value.end());
      front_.resize(front_.size() + inline_size_ - entry.value.size());
      return;
    }
    put_offset(values_begin_ + values_.size());
    values_.insert(values_.end(), entry.value.begin(), entry.value.end());
    if (values_.size() % 2 != 0) values_.push_back(0);
  }

  bool const is_big_;
  std::size_t const inline_size_;
  std::uint64_t values_begin_ = 0;
  Bytes front_;
  Bytes values_;
};

std::uint64_t row_bytes_of(PixelSize size, PixelFormat format, bool is_bitonal) {
  return is_bitonal ? packed_size(size.width) : static_cast<std::uint64_t>(size.width * format.bytes_per_pixel());
}

}  // namespace

Bytes plain_tif_front(PixelSize size, PixelFormat format, Accompaniment const& accompaniment) {
  auto const row_bytes = row_bytes_of(size, format, accompaniment.is_bitonal);
  bool const is_big = row_bytes * static_cast<std::uint64_t>(size.height) > kMaxClassicPixels;
  auto const strips = make_strip_table(size, row_bytes);
  FrontWriter writer(is_big);
  // Twice, as the length does not depend on the offsets: the first time tells where the pixels begin.
  auto const length = writer.write(make_entries(size, format, accompaniment, is_big, strips, 0)).size();
  return writer.write(make_entries(size, format, accompaniment, is_big, strips, length));
}

Result<void> encode_plain_tif(RowReader& rows, Accompaniment const& accompaniment, ByteSink& out) {
  TRIFORIUM_TRY(auto strips, Strips::of(rows));
  TRIFORIUM_CHECK(out.write(plain_tif_front(rows.size(), rows.format(), accompaniment)));
  Bytes packed;
  while (!strips.is_done()) {
    TRIFORIUM_TRY(auto const strip, strips.next());
    pack_tif_rows(strip, accompaniment.is_bitonal, packed);
    TRIFORIUM_CHECK(out.write(packed));
  }
  return {};
}

void pack_tif_rows(ConstPixelsView rows, bool is_bitonal, Bytes& packed) {
  auto const row_bytes = is_bitonal ? packed_size(rows.size.width) : rows.row_bytes();
  packed.resize(row_bytes * static_cast<std::size_t>(rows.size.height));
  for (std::int64_t y = 0; y < rows.size.height; ++y) {
    auto* const to = packed.data() + static_cast<std::size_t>(y) * row_bytes;
    if (is_bitonal) {
      pack_bits(rows.row(y), rows.size.width, to);
      std::transform(to, to + row_bytes, to, [](std::uint8_t bits) { return static_cast<std::uint8_t>(~bits); });
    } else {
      std::memcpy(to, rows.row(y), row_bytes);
    }
  }
}

}  // namespace triforium::codecs::detail
