#include "codecs/bmp/bmp.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>

namespace triforium::codecs {
namespace {

// https://learn.microsoft.com/en-us/windows/win32/api/wingdi/ns-wingdi-bitmapinfoheader
enum Compression : std::uint32_t { kPlain = 0, kRle8 = 1, kRle4 = 2, kBitFields = 3, kAlphaBitFields = 6 };

constexpr std::size_t kFileHeader = 14;
constexpr std::int64_t kMostSide = (1LL << 31) - 1;

using Colour = std::array<std::uint8_t, 4>;  // red, green, blue, alpha

struct Mask {
  int shift = 0;
  std::uint32_t most = 0;  // 0: the field is absent

  std::uint8_t value(std::uint32_t pixel) const {
    return most == 0 ? 0 : static_cast<std::uint8_t>((std::uint64_t{pixel >> shift & most} * 255 + most / 2) / most);
  }
};

struct Bitmap {
  PixelSize size;
  bool is_top_down = false;
  int bits = 24;
  std::uint32_t compression = kPlain;
  std::array<Mask, 4> masks;
  std::vector<Colour> palette;
  std::uint64_t data = 0;  // where the rows begin

  bool is_run_length() const { return compression == kRle4 || compression == kRle8; }
  std::uint64_t stride() const {
    return (static_cast<std::uint64_t>(size.width) * static_cast<std::uint64_t>(bits) + 31) / 32 * 4;
  }
};

Failure corrupt(std::string detail) {
  return fail(ErrorKind::corrupt_source, "The source's BMP header is damaged.", std::move(detail));
}

std::uint32_t number(ByteView bytes, std::size_t at, std::size_t size = 4) {
  std::uint32_t value = 0;
  for (std::size_t i = size; i-- > 0;)
    value = value << 8 | bytes[at + i];
  return value;
}

Mask make_mask(std::uint32_t bits) {
  if (bits == 0) return {};
  int const shift = std::countr_zero(bits);
  return {shift, bits >> shift};
}

Result<void> parse_core_header(ByteView header, Bitmap& bitmap) {
  bitmap.size = {number(header, 4, 2), number(header, 6, 2)};
  bitmap.bits = static_cast<int>(number(header, 10, 2));
  return {};
}

Result<void> parse_info_header(ByteView header, Bitmap& bitmap) {
  auto const height = static_cast<std::int32_t>(number(header, 8));
  bitmap.size = {static_cast<std::int32_t>(number(header, 4)), std::abs(static_cast<std::int64_t>(height))};
  bitmap.is_top_down = height < 0;
  bitmap.bits = static_cast<int>(number(header, 14, 2));
  bitmap.compression = number(header, 16);
  return {};
}

// Bit fields lie in the longer headers, or behind the shortest.
Result<void> read_masks(storage::Source const& source, std::size_t header_size, Bitmap& bitmap) {
  if (bitmap.bits != 16 && bitmap.bits != 32) return {};
  std::array<std::uint32_t, 4> fields = bitmap.bits == 16 ? std::array<std::uint32_t, 4>{0x7C00, 0x03E0, 0x001F, 0}
                                                          : std::array<std::uint32_t, 4>{0xFF0000, 0xFF00, 0xFF, 0};
  if (bitmap.compression == kBitFields || bitmap.compression == kAlphaBitFields) {
    bool const has_alpha = header_size >= 56 || bitmap.compression == kAlphaBitFields;
    std::size_t const count = has_alpha ? 4 : 3;
    TRIFORIUM_TRY(auto const bytes, storage::read_exactly(source, kFileHeader + 40, count * 4));
    for (std::size_t i = 0; i < count; ++i)
      fields[i] = number(bytes, i * 4);
  }
  for (std::size_t i = 0; i < 4; ++i) {
    bitmap.masks[i] = make_mask(fields[i]);
    if ((bitmap.masks[i].most & (bitmap.masks[i].most + 1)) != 0) return corrupt("a bit field with gaps");
  }
  return {};
}

Result<void> read_palette(storage::Source const& source, std::size_t header_size, std::uint32_t said, Bitmap& bitmap) {
  if (bitmap.bits > 8) return {};
  std::size_t const most = std::size_t{1} << bitmap.bits, entry = header_size == 12 ? 3 : 4;
  auto const at = kFileHeader + header_size;
  if (bitmap.data < at) return corrupt("the rows lie in the header");
  auto const room = static_cast<std::size_t>(std::min<std::uint64_t>((bitmap.data - at) / entry, most));
  auto const count = std::min<std::size_t>(said == 0 ? most : std::min<std::size_t>(said, most), room);
  TRIFORIUM_TRY(auto const bytes, storage::read_exactly(source, at, count * entry));
  bitmap.palette.assign(most, Colour{0, 0, 0, 255});
  for (std::size_t i = 0; i < count; ++i) {
    auto const* bgr = bytes.data() + i * entry;
    bitmap.palette[i] = {bgr[2], bgr[1], bgr[0], 255};
  }
  return {};
}

Result<void> check(Bitmap const& bitmap, DecodeLimits const& limits) {
  static constexpr std::array kDepths = {1, 4, 8, 16, 24, 32};
  if (bitmap.size.is_empty() || bitmap.size.width > kMostSide || bitmap.size.height > kMostSide) {
    return corrupt("no pixels");
  }
  if (std::find(kDepths.begin(), kDepths.end(), bitmap.bits) == kDepths.end()) {
    return corrupt(fmt::format("{} bits a pixel", bitmap.bits));
  }
  bool const is_known = bitmap.compression == kPlain || (bitmap.compression == kRle8 && bitmap.bits == 8) ||
                        (bitmap.compression == kRle4 && bitmap.bits == 4) ||
                        ((bitmap.compression == kBitFields || bitmap.compression == kAlphaBitFields) &&
                         (bitmap.bits == 16 || bitmap.bits == 32));
  if (!is_known) {
    return fail(ErrorKind::not_implemented, "This kind of BMP file is not read.",
                fmt::format("compression {} of {} bits", bitmap.compression, bitmap.bits));
  }
  if (bitmap.size.area() > limits.max_area) {
    return fail(ErrorKind::too_large, "The source image is too large.",
                fmt::format("{}×{}", bitmap.size.width, bitmap.size.height));
  }
  return {};
}

Result<Bitmap> parse(storage::Source const& source, DecodeLimits const& limits) {
  TRIFORIUM_TRY(auto const start, storage::read_exactly(source, 0, kFileHeader + 4));
  std::size_t const header_size = number(start, kFileHeader);
  if (header_size != 12 && (header_size < 40 || header_size > 124)) return corrupt("a header of unknown length");
  TRIFORIUM_TRY(auto const header, storage::read_exactly(source, kFileHeader, header_size));
  Bitmap bitmap;
  bitmap.data = number(start, 10);
  TRIFORIUM_CHECK(header_size == 12 ? parse_core_header(header, bitmap) : parse_info_header(header, bitmap));
  TRIFORIUM_CHECK(check(bitmap, limits));
  TRIFORIUM_CHECK(read_masks(source, header_size, bitmap));
  TRIFORIUM_CHECK(read_palette(source, header_size, header_size == 12 ? 0 : number(header, 32), bitmap));
  return bitmap;
}

// ---- Run lengths: one index a byte, rows in the order of the file ----

// https://learn.microsoft.com/en-us/windows/win32/gdi/bitmap-compression
class RunLengths {
 public:
  RunLengths(ByteView data, Bitmap const& bitmap)
      : data_(data), bitmap_(bitmap), indexes_(static_cast<std::size_t>(bitmap.size.area())) {}

  // What damaged or missing runs leave out stays index 0.
  Bytes decode() && {
    while (at_ + 2 <= data_.size() && y_ < bitmap_.size.height) {
      int const count = data_[at_], value = data_[at_ + 1];
      at_ += 2;
      if (count > 0) {
        for (int i = 0; i < count; ++i)
          put(index_in(static_cast<std::uint8_t>(value), i));
      } else if (!escape(value)) {
        break;
      }
    }
    return std::move(indexes_);
  }

 private:
  std::uint8_t index_in(std::uint8_t byte, int i) const {
    if (bitmap_.bits == 8) return byte;
    return i % 2 == 0 ? byte >> 4 : byte & 0x0F;
  }
  void put(std::uint8_t index) {
    if (x_ < bitmap_.size.width) indexes_[static_cast<std::size_t>(y_ * bitmap_.size.width + x_)] = index;
    ++x_;
  }
  // False at the end of the bitmap.
  bool escape(int code) {
    if (code == 1) return false;
    if (code == 0) {
      x_ = 0;
      ++y_;
      return true;
    }
    if (code == 2) return move();
    auto const bytes = static_cast<std::size_t>(bitmap_.bits == 8 ? code : (code + 1) / 2);
    if (data_.size() - at_ < bytes) return false;
    for (int i = 0; i < code; ++i) {
      put(index_in(data_[at_ + static_cast<std::size_t>(bitmap_.bits == 8 ? i : i / 2)], i));
    }
    at_ += (bytes + 1) / 2 * 2;
    return at_ <= data_.size();
  }
  bool move() {
    if (data_.size() - at_ < 2) return false;
    x_ += data_[at_];
    y_ += data_[at_ + 1];
    at_ += 2;
    return true;
  }

  ByteView data_;
  Bitmap const& bitmap_;
  Bytes indexes_;
  std::size_t at_ = 0;
  std::int64_t x_ = 0;
  std::int64_t y_ = 0;
};

// ---- Rows ----

// The pixel at column `x` of a row's bytes, which begin with the byte that holds column `first`.
Colour pixel_at(Bitmap const& bitmap, ByteView row, std::int64_t first, std::int64_t x) {
  if (bitmap.bits <= 8) {
    auto const per_byte = 8 / bitmap.bits;
    auto const byte = row[static_cast<std::size_t>(x / per_byte - first / per_byte)];
    auto const shift = 8 - bitmap.bits * static_cast<int>(x % per_byte + 1);
    return bitmap.palette[static_cast<std::size_t>(byte >> shift & ((1 << bitmap.bits) - 1))];
  }
  auto const bytes = static_cast<std::size_t>(bitmap.bits / 8);
  auto const at = static_cast<std::size_t>(x - first) * bytes;
  if (bitmap.bits == 24) return {row[at + 2], row[at + 1], row[at], 255};
  auto const pixel = number(row, at, bytes);
  return {bitmap.masks[0].value(pixel), bitmap.masks[1].value(pixel), bitmap.masks[2].value(pixel),
          bitmap.masks[3].value(pixel)};
}

class BmpReader final : public RowReader {
 public:
  BmpReader(storage::Source const& source, Bitmap const& bitmap, PixelFormat format, PixelRect area, Bytes indexes)
      : source_(source), bitmap_(bitmap), format_(format), area_(area), indexes_(std::move(indexes)) {}

  PixelSize size() const override { return area_.size(); }
  PixelFormat format() const override { return format_; }
  Result<void> read(PixelsView rows) override {
    for (std::int64_t y = 0; y < rows.size.height; ++y, ++next_) {
      auto const from_top = area_.y + next_;
      auto const stored = bitmap_.is_top_down ? from_top : bitmap_.size.height - 1 - from_top;
      TRIFORIUM_CHECK(indexes_.empty() ? read_row(stored, rows.row(y)) : expand_row(stored, rows.row(y)));
    }
    return {};
  }

 private:
  void write(Colour const& colour, std::int64_t i, std::uint8_t* out) const {
    std::copy_n(colour.begin(), format_.channels(), out + i * format_.channels());
  }
  Result<void> read_row(std::int64_t stored, std::uint8_t* out) const {
    auto const bits = static_cast<std::uint64_t>(bitmap_.bits);
    auto const begin = static_cast<std::uint64_t>(area_.x) * bits / 8;
    auto const end = (static_cast<std::uint64_t>(area_.right()) * bits + 7) / 8;
    TRIFORIUM_TRY(
        auto const row,
        storage::read_exactly(source_, bitmap_.data + static_cast<std::uint64_t>(stored) * bitmap_.stride() + begin,
                              end - begin));
    for (std::int64_t i = 0; i < area_.width; ++i)
      write(pixel_at(bitmap_, row, area_.x, area_.x + i), i, out);
    return {};
  }
  Result<void> expand_row(std::int64_t stored, std::uint8_t* out) const {
    auto const* row = indexes_.data() + stored * bitmap_.size.width + area_.x;
    for (std::int64_t i = 0; i < area_.width; ++i)
      write(bitmap_.palette[row[i]], i, out);
    return {};
  }

  storage::Source const& source_;
  Bitmap const& bitmap_;
  PixelFormat format_;
  PixelRect area_;
  Bytes indexes_;
  std::int64_t next_ = 0;
};

class BmpDecoder final : public Decoder {
 public:
  BmpDecoder(std::shared_ptr<storage::Source const> source, Bitmap bitmap, Header header)
      : source_(std::move(source)), bitmap_(std::move(bitmap)), header_(std::move(header)) {}

  Header const& header() const override { return header_; }
  Result<std::unique_ptr<RowReader>> read(std::size_t, PixelRect area) const override {
    Bytes indexes;
    if (bitmap_.is_run_length()) {
      TRIFORIUM_TRY(auto const data, storage::read_exactly(*source_, bitmap_.data, source_->size() - bitmap_.data));
      indexes = RunLengths(data, bitmap_).decode();
    }
    return std::make_unique<BmpReader>(*source_, bitmap_, header_.pixels, area, std::move(indexes));
  }
  Cost cost(std::size_t, PixelRect area) const override {
    auto const pixels = static_cast<std::uint64_t>(bitmap_.is_run_length() ? bitmap_.size.area() : area.size().area());
    return {bitmap_.is_run_length() ? pixels + source_->size() : bitmap_.stride(), pixels};
  }

 private:
  std::shared_ptr<storage::Source const> source_;
  Bitmap bitmap_;
  Header header_;
};

// The rows must be there before anything is allocated for them.
Result<void> check_data(storage::Source const& source, Bitmap const& bitmap, DecodeLimits const& limits) {
  if (bitmap.data > source.size()) return corrupt("the rows lie behind the end");
  if (!bitmap.is_run_length()) return {};
  auto const memory = static_cast<std::uint64_t>(bitmap.size.area()) + source.size();
  if (memory <= limits.max_memory && bitmap.size.area() <= limits.max_undivided_area) return {};
  return fail(ErrorKind::too_large, "The source image is too large.", fmt::format("{} bytes of indexes", memory));
}

Header make_header(Bitmap const& bitmap) {
  Header header;
  header.format = "bmp";
  header.size = bitmap.size;
  auto const is_gray = [](Colour const& c) { return c[0] == c[1] && c[1] == c[2]; };
  bool const has_gray_palette =
      !bitmap.palette.empty() && std::all_of(bitmap.palette.begin(), bitmap.palette.end(), is_gray);
  header.pixels.model = has_gray_palette ? ColourModel::gray : ColourModel::rgb;
  header.pixels.has_alpha = bitmap.masks[3].most != 0;
  header.bits_per_sample = bitmap.bits < 8 ? bitmap.bits : 8;
  header.is_bitonal = bitmap.bits == 1 && has_gray_palette && (bitmap.palette[0][0] ^ bitmap.palette[1][0]) == 0xFF &&
                      (bitmap.palette[0][0] == 0 || bitmap.palette[0][0] == 0xFF);
  header.levels = {{bitmap.size, {0, 0}, true}};
  return header;
}

}  // namespace

bool sniff_bmp(ByteView head) {
  if (head.size() < kFileHeader + 4 || head[0] != 'B' || head[1] != 'M') return false;
  auto const size = number(head, kFileHeader);
  return size == 12 || (size >= 40 && size <= 124);
}

Result<std::shared_ptr<Decoder const>> open_bmp(std::shared_ptr<storage::Source const> source,
                                                OpenOptions const& options) {
  if (options.page != 0) return fail(ErrorKind::not_found, "The source image has one page only.");
  TRIFORIUM_TRY(auto bitmap, parse(*source, options.limits));
  TRIFORIUM_CHECK(check_data(*source, bitmap, options.limits));
  auto header = make_header(bitmap);
  return std::make_shared<BmpDecoder const>(std::move(source), std::move(bitmap), std::move(header));
}

}  // namespace triforium::codecs
