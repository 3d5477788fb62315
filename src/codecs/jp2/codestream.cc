#include "codecs/jp2/codestream.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace triforium::codecs::jp2 {
namespace {

constexpr std::int64_t kMostSide = (1LL << 31) - 1;  // what the codecs behind this gate can count
constexpr int kMostComponents = 64;
constexpr int kMostSegments = 100'000;
constexpr int kMostTileParts = 1'000'000;

// T.800, table A.2
enum Marker : std::uint16_t {
  kSoc = 0xFF4F,
  kCap = 0xFF50,
  kSiz = 0xFF51,
  kCod = 0xFF52,
  kCoc = 0xFF53,
  kQcd = 0xFF5C,
  kQcc = 0xFF5D,
  kRgn = 0xFF5E,
  kPoc = 0xFF5F,
  kPpm = 0xFF60,
  kSot = 0xFF90,
  kSod = 0xFF93,
  kEoc = 0xFFD9,
};

Failure corrupt(std::string detail) {
  return fail(ErrorKind::corrupt_source, "The source's JPEG 2000 codestream is damaged.", std::move(detail));
}

// Big-endian numbers, one after the other. Past the end they are zero, and has_failed() tells.
class Fields {
 public:
  explicit Fields(ByteView bytes) : bytes_(bytes) {}

  std::uint32_t take(std::size_t size) {
    if (left() < size) {
      has_failed_ = true;
      return 0;
    }
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < size; ++i)
      value = value << 8 | bytes_[at_++];
    return value;
  }
  std::size_t left() const { return bytes_.size() - at_; }
  bool has_failed() const { return has_failed_; }

 private:
  ByteView bytes_;
  std::size_t at_ = 0;
  bool has_failed_ = false;
};

std::int64_t divide_up(std::int64_t value, std::int64_t by) {
  return (value + by - 1) / by;
}

Result<Component> take_component(Fields& fields) {
  auto const depth = fields.take(1);
  Component component{static_cast<int>(depth & 0x7F) + 1, (depth & 0x80) != 0, fields.take(1), fields.take(1)};
  // "Ssiz … Component sample bit depth = value + 1. From 1 bit deep through 38 bits deep respectively" – table A.11
  if (component.depth > 38) return corrupt(fmt::format("SIZ: a component of {} bits", component.depth));
  if (component.dx == 0 || component.dy == 0) return corrupt("SIZ: a component without samples");
  return component;
}

Result<void> check_grid(Codestream& stream) {
  auto const& image = stream.image;
  auto const& tile = stream.first_tile;
  if (image.right() > kMostSide || image.bottom() > kMostSide) {
    return fail(ErrorKind::too_large, "The source image is too large.",
                fmt::format("SIZ: {}×{}", image.right(), image.bottom()));
  }
  if (image.is_empty()) return corrupt("SIZ: no pixels");
  if (tile.is_empty()) return corrupt("SIZ: tiles without pixels");
  // "0 ≤ XTOsiz ≤ XOsiz", "XTsiz + XTOsiz > XOsiz" – equations B-3 and B-4
  if (tile.x > image.x || tile.y > image.y || tile.right() <= image.x || tile.bottom() <= image.y) {
    return corrupt("SIZ: the first tile has no part in the image");
  }
  stream.tiles_across = divide_up(image.right() - tile.x, tile.width);
  stream.tiles_down = divide_up(image.bottom() - tile.y, tile.height);
  // "Isot: Tile index. … 0 – 65 534" – table A.6
  if (stream.tiles_across > 65535 || stream.tiles_across * stream.tiles_down > 65535) {
    return corrupt(fmt::format("SIZ: {}×{} tiles", stream.tiles_across, stream.tiles_down));
  }
  return {};
}

// T.800, A.5.1
Result<void> parse_siz(ByteView body, Codestream& stream) {
  Fields fields(body);
  fields.take(2);  // Rsiz: profiles do not matter to a decoder
  std::int64_t const right = fields.take(4), bottom = fields.take(4), left = fields.take(4), top = fields.take(4);
  stream.image = {left, top, right - left, bottom - top};
  std::int64_t const tile_width = fields.take(4), tile_height = fields.take(4);
  stream.first_tile = {fields.take(4), fields.take(4), tile_width, tile_height};
  auto const count = static_cast<int>(fields.take(2));
  if (fields.has_failed() || count == 0 || fields.left() != static_cast<std::size_t>(count) * 3) {
    return corrupt("SIZ: a wrong length");
  }
  if (count > kMostComponents) {
    return fail(ErrorKind::not_implemented,
                fmt::format("Images of more than {} components are not read.", kMostComponents),
                fmt::format("SIZ: {} components", count));
  }
  TRIFORIUM_CHECK(check_grid(stream));
  for (int i = 0; i < count; ++i) {
    TRIFORIUM_TRY(auto const component, take_component(fields));
    if (component_extent(stream.image, component, 0).is_empty()) return corrupt("SIZ: a component without samples");
    stream.components.push_back(component);
  }
  return {};
}

// SPcod and SPcoc. T.800, tables A.15 and A.20
Result<CodingStyle> take_style(Fields& fields, bool has_precincts, std::uint8_t& block_style) {
  CodingStyle style;
  style.decompositions = static_cast<int>(fields.take(1));
  style.block_width_log2 = static_cast<int>(fields.take(1)) + 2;
  style.block_height_log2 = static_cast<int>(fields.take(1)) + 2;
  block_style = static_cast<std::uint8_t>(fields.take(1));
  style.is_high_throughput = (block_style & 0x40) != 0;
  style.is_reversible = fields.take(1) == 1;
  if (fields.has_failed()) return corrupt("COD or COC: too short");
  if (style.decompositions > 32) return corrupt(fmt::format("{} decompositions", style.decompositions));
  // "xcb ≤ 10, ycb ≤ 10 and xcb + ycb ≤ 12" – equation A.18
  if (style.block_width_log2 > 10 || style.block_height_log2 > 10 ||
      style.block_width_log2 + style.block_height_log2 > 12) {
    return corrupt("code-blocks larger than 4096 samples");
  }
  for (int r = 0; has_precincts && r <= style.decompositions; ++r) {
    auto const size = static_cast<std::uint8_t>(fields.take(1));
    // "Precinct size exponents may only equal zero at the resolution level corresponding to the N_L LL band." – A.6.1
    if (r > 0 && ((size & 0x0F) == 0 || size >> 4 == 0)) return corrupt("precincts of one sample");
    style.precincts.push_back(size);
  }
  if (fields.has_failed()) return corrupt("COD or COC: precincts are missing");
  return style;
}

Result<void> parse_cod(ByteView body, Codestream& stream) {
  // "Shall be one and only one in the main header." – A.6.1. Readers would differ in which they believe.
  if (!stream.styles.empty()) return corrupt("two COD");
  Fields fields(body);
  auto const flags = fields.take(1);
  auto const progression = fields.take(1);
  stream.packets.is_uniform = stream.packets.is_uniform && progression <= 4;
  stream.packets.progression = static_cast<PacketCoding::Progression>(std::min<std::uint32_t>(progression, 4));
  stream.packets.has_end_markers = (flags & 4) != 0;
  stream.layers = static_cast<int>(fields.take(2));
  auto const transform = fields.take(1);
  stream.has_colour_transform = transform != 0;
  stream.packets.is_uniform = stream.packets.is_uniform && transform <= 1;
  if (stream.layers == 0) return corrupt("COD: no layers");
  if (stream.has_colour_transform && stream.components.size() < 3)
    return corrupt("COD: too few components to transform");
  TRIFORIUM_TRY(auto const style, take_style(fields, (flags & 1) != 0, stream.packets.block_style));
  stream.styles.assign(stream.components.size(), style);
  return {};
}

Result<void> parse_coc(ByteView body, Codestream& stream) {
  Fields fields(body);
  auto const component = fields.take(stream.components.size() < 257 ? 1 : 2);
  auto const flags = fields.take(1);
  if (component >= stream.components.size()) return corrupt("COC: no such component");
  if (stream.styles.empty()) return corrupt("COC before COD");
  std::uint8_t block_style = 0;
  TRIFORIUM_TRY(stream.styles[component], take_style(fields, (flags & 1) != 0, block_style));
  return {};
}

// Sqcd, SPqcd. T.800, A.6.4 and tables A.27 … A.30
Result<void> parse_quantization(ByteView body, Codestream& stream) {
  if (body.size() < 2) return corrupt("QCD or QCC: too short");
  int const style = body[0] & 0x1F, left = static_cast<int>(body.size()) - 1;
  constexpr int kMostBands = 97;
  if (style > 2) return corrupt("QCD or QCC: no such style");
  auto const bands = std::min(kMostBands, style == 0 ? left : style == 1 ? kMostBands : left / 2);
  stream.quantized_bands = stream.quantized_bands == 0 ? bands : std::min(stream.quantized_bands, bands);
  return {};
}

// T.814, A.2: "Pcap^15 … 1: the codestream uses capabilities of this Recommendation": the fifteenth bit from the top.
void parse_cap(ByteView body, Codestream& stream) {
  Fields fields(body);
  if ((fields.take(4) & 0x00020000U) != 0) stream.is_high_throughput = true;
}

// Walks from marker to marker.
class MarkerReader {
 public:
  MarkerReader(storage::Source const& source, std::uint64_t from, std::uint64_t end)
      : source_(source), at_(from), end_(end) {}

  std::uint64_t at() const { return at_; }
  std::uint64_t left() const { return end_ - at_; }

  Result<Bytes> peek(std::size_t size) const {
    if (left() < size) return corrupt("the codestream ends too early");
    return storage::read_exactly(source_, at_, size);
  }
  Result<std::uint16_t> take_marker() {
    TRIFORIUM_TRY(auto const bytes, peek(2));
    at_ += 2;
    return static_cast<std::uint16_t>(bytes[0] << 8 | bytes[1]);
  }
  // The length of the segment, its own two bytes included.
  Result<std::size_t> segment_length() const {
    TRIFORIUM_TRY(auto const bytes, peek(2));
    std::size_t const length = static_cast<std::size_t>(bytes[0]) << 8 | bytes[1];
    if (length < 2 || length > left()) return corrupt("a segment with a wrong length");
    return length;
  }
  Result<Bytes> take_segment() {
    TRIFORIUM_TRY(auto const length, segment_length());
    TRIFORIUM_TRY(auto bytes, peek(length));
    at_ += length;
    bytes.erase(bytes.begin(), bytes.begin() + 2);
    return bytes;
  }
  Result<void> skip_segment() {
    TRIFORIUM_TRY(auto const length, segment_length());
    at_ += length;
    return {};
  }
  void skip(std::uint64_t size) { at_ += std::min(size, left()); }

 private:
  storage::Source const& source_;
  std::uint64_t at_;
  std::uint64_t end_;
};

Result<void> read_segment(std::uint16_t marker, MarkerReader& reader, Codestream& stream) {
  // "0xFF30 – 0xFF3F: reserved for markers without segments" – table A.1
  if (marker >= 0xFF30 && marker <= 0xFF3F) return {};
  if (marker == kCoc || marker == kQcc || (marker >= kRgn && marker <= kPpm)) stream.packets.is_uniform = false;
  if (marker != kCod && marker != kCoc && marker != kCap && marker != kQcd && marker != kQcc) {
    return reader.skip_segment();
  }
  TRIFORIUM_TRY(auto const body, reader.take_segment());
  if (marker == kQcd) {
    if (!stream.packets.quantization.empty()) stream.packets.is_uniform = false;
    stream.packets.quantization = body;
    return parse_quantization(body, stream);
  }
  if (marker == kQcc)
    return body.empty() ? corrupt("QCC: empty") : parse_quantization(ByteView(body).subspan(1), stream);
  if (marker == kCod) return parse_cod(body, stream);
  if (marker == kCoc) return parse_coc(body, stream);
  parse_cap(body, stream);
  return {};
}

// Up to the first SOT, which stays unread.
Result<void> read_main_header(MarkerReader& reader, Codestream& stream) {
  TRIFORIUM_TRY(auto const soc, reader.take_marker());
  TRIFORIUM_TRY(auto const siz, reader.take_marker());
  if (soc != kSoc || siz != kSiz) return corrupt("the codestream does not begin with SOC and SIZ");
  TRIFORIUM_TRY(auto const sizes, reader.take_segment());
  TRIFORIUM_CHECK(parse_siz(sizes, stream));

  bool has_quantization = false;
  for (int i = 0; i < kMostSegments; ++i) {
    TRIFORIUM_TRY(auto const next, reader.peek(2));
    auto const marker = static_cast<std::uint16_t>(next[0] << 8 | next[1]);
    if (marker == kSot) {
      // "COD … QCD: required in the main header" – table A.2
      if (stream.styles.empty() || !has_quantization) return corrupt("COD or QCD is missing");
      return {};
    }
    if (marker < 0xFF30 || marker == kSiz || marker == kSoc || marker == kSod || marker == kEoc) {
      return corrupt(fmt::format("marker {:04X} in the main header", marker));
    }
    reader.skip(2);
    has_quantization = has_quantization || marker == kQcd;
    TRIFORIUM_CHECK(read_segment(marker, reader, stream));
  }
  return corrupt("the main header does not end");
}

struct TilePart {
  std::uint32_t tile = 0;
  std::uint64_t length = 0;
  int parts = 0;  // of this tile; 0 if not said
};

// SOT. T.800, A.4.2
std::optional<TilePart> read_tile_part(MarkerReader const& reader) {
  auto const bytes = reader.peek(12);
  if (!bytes) return std::nullopt;
  Fields fields(*bytes);
  if (fields.take(2) != kSot || fields.take(2) != 10) return std::nullopt;
  TilePart part;
  part.tile = fields.take(2);
  part.length = fields.take(4);
  fields.take(1);
  part.parts = static_cast<int>(fields.take(1));
  // "If Psot = 0 … this tile-part is assumed to contain all data until the EOC marker." – table A.5
  if (part.length == 0) part.length = reader.left();
  return part.length < 14 ? std::nullopt : std::optional(part);
}

// A tile is complete when all the parts that it announces are there, whole. What follows a damaged part is not looked
// for, so its tile and every later one are incomplete.
void walk_tile_parts(MarkerReader& reader, Codestream& stream) {
  stream.tiles.resize(static_cast<std::size_t>(stream.tiles_across * stream.tiles_down));
  std::vector<int> found(stream.tiles.size()), announced(stream.tiles.size());
  for (int i = 0; i < kMostTileParts; ++i) {
    auto const part = read_tile_part(reader);
    if (!part || part->tile >= stream.tiles.size()) break;
    auto& tile = stream.tiles[part->tile];
    tile.bytes += std::min(part->length, reader.left());
    announced[part->tile] = std::max(announced[part->tile], part->parts);
    bool const is_cut = part->length > reader.left();
    if (is_cut) {
      // For the codec the file ends before, where it can.
      announced[part->tile] = 256;
      stream.length = reader.at() - stream.offset;
      break;
    }
    ++found[part->tile];
    tile.parts.push_back({reader.at(), part->length});
    reader.skip(part->length);
  }
  for (std::size_t i = 0; i < stream.tiles.size(); ++i) {
    stream.tiles[i].is_complete = found[i] > 0 && found[i] >= announced[i];
  }
}

}  // namespace

int Codestream::resolutions() const {
  int least = 32;
  for (auto const& style : styles)
    least = std::min(least, style.decompositions);
  return least + 1;
}

bool sniff_codestream(ByteView head) {
  return head.size() >= 4 && head[0] == 0xFF && head[1] == 0x4F && head[2] == 0xFF && head[3] == 0x51;
}

Result<Codestream> parse_codestream(storage::Source const& source, std::uint64_t offset, std::uint64_t length) {
  Codestream stream;
  stream.offset = offset;
  stream.length = length;
  MarkerReader reader(source, offset, offset + length);
  TRIFORIUM_CHECK(read_main_header(reader, stream));
  for (auto const& style : stream.styles) {
    stream.is_high_throughput = stream.is_high_throughput || style.is_high_throughput;
  }
  walk_tile_parts(reader, stream);
  return stream;
}

PixelRect component_extent(PixelRect reference, Component const& component, int reduction) {
  auto const scale = std::int64_t{1} << reduction;
  auto const at = [&](std::int64_t value, std::int64_t step) { return divide_up(divide_up(value, step), scale); };
  auto const x = at(reference.x, component.dx), y = at(reference.y, component.dy);
  return {x, y, at(reference.right(), component.dx) - x, at(reference.bottom(), component.dy) - y};
}

}  // namespace triforium::codecs::jp2
