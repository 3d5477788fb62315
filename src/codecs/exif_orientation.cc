#include "codecs/exif_orientation.h"

#include <algorithm>

namespace triforium::codecs {
namespace {

constexpr std::uint16_t kOrientation = 274;
constexpr std::uint16_t kShort = 3, kLong = 4;

// Numbers of a TIFF block; nothing is read beyond its end.
class Block {
 public:
  Block(ByteView bytes, bool is_big_endian) : bytes_(bytes), is_big_endian_(is_big_endian) {}

  std::optional<std::uint32_t> number(std::size_t at, std::size_t size) const {
    if (at > bytes_.size() || bytes_.size() - at < size) return std::nullopt;
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < size; ++i)
      value = value << 8 | bytes_[is_big_endian_ ? at + i : at + size - 1 - i];
    return value;
  }

 private:
  ByteView bytes_;
  bool is_big_endian_;
};

std::optional<Orientation> orientation_in_directory(Block const& block, std::size_t at) {
  auto const count = block.number(at, 2);
  for (std::size_t i = 0; count && i < *count; ++i) {
    auto const entry = at + 2 + 12 * i;
    auto const tag = block.number(entry, 2);
    if (!tag) return std::nullopt;
    if (*tag != kOrientation) continue;
    // The standard wants a SHORT; some writers give a LONG.
    auto const type = block.number(entry + 2, 2);
    auto const length = block.number(entry + 4, 4);
    if (length != 1U || (type != kShort && type != kLong)) return std::nullopt;
    auto const value = block.number(entry + 8, type == kShort ? 2 : 4);
    if (!value) return std::nullopt;
    return orientation_of(*value <= 8 ? static_cast<int>(*value) : 0);
  }
  return std::nullopt;
}

}  // namespace

std::optional<Orientation> exif_orientation(ByteView exif) {
  if (exif.size() < 8) return std::nullopt;
  auto const order = as_text(exif.first(2));
  if (order != "II" && order != "MM") return std::nullopt;
  Block const block(exif, order == "MM");
  auto const directory = block.number(4, 4);
  if (block.number(2, 2) != 42U || !directory) return std::nullopt;
  return orientation_in_directory(block, *directory);
}

std::optional<Orientation> xmp_orientation(ByteView xmp) {
  constexpr std::string_view kName = "tiff:Orientation";
  auto const text = as_text(xmp);
  auto at = text.find(kName);
  if (at == std::string_view::npos) return std::nullopt;
  // tiff:Orientation="6", tiff:Orientation = '6', <tiff:Orientation>6</tiff:Orientation>
  at = text.find_first_not_of(" \t\r\n=\"'>", at + kName.size());
  if (at == std::string_view::npos || text[at] < '1' || text[at] > '8') return std::nullopt;
  auto const is_longer = at + 1 < text.size() && text[at + 1] >= '0' && text[at + 1] <= '9';
  return is_longer ? std::nullopt : std::optional(orientation_of(text[at] - '0'));
}

Orientation find_orientation(Metadata const& metadata) {
  if (auto const said = exif_orientation(view_of(metadata.exif))) return *said;
  return xmp_orientation(view_of(metadata.xmp)).value_or(Orientation::upright);
}

ByteView without_exif_prefix(ByteView block) {
  constexpr std::string_view kPrefix("Exif\0\0", 6);
  return as_text(block).starts_with(kPrefix) ? block.subspan(kPrefix.size()) : block;
}

}  // namespace triforium::codecs
