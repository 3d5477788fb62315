#include "codecs/jp2/excerpt.h"

#include <algorithm>

#include "codecs/jp2/packet_writer.h"

namespace triforium::codecs::jp2 {
namespace {

// Samples of a sub-band beyond the area that the filters of synthesis reach, on each side: 2 for the 5-3, 4 for the 9-7
// (T.800, tables F.2 and F.3, each level of which halves what the one before added), and some for codecs that take
// more.
constexpr std::int64_t kRim = 8;

std::int64_t divide_up(std::int64_t value, int log2) {
  return (value + (std::int64_t{1} << log2) - 1) >> log2;
}

PixelRect reduced(PixelRect rect, int reduction) {
  auto const x = divide_up(rect.x, reduction), y = divide_up(rect.y, reduction);
  return {x, y, divide_up(rect.right(), reduction) - x, divide_up(rect.bottom(), reduction) - y};
}

PixelRect aligned(PixelRect rect, std::int64_t width, std::int64_t height) {
  auto const x = rect.x / width * width, y = rect.y / height * height;
  return {x, y, (rect.right() + width - 1) / width * width - x, (rect.bottom() + height - 1) / height * height - y};
}

// What remains of the coding when `reduction` resolutions are dropped.
CodingStyle reduced_style(CodingStyle style, int reduction) {
  style.decompositions -= reduction;
  if (!style.precincts.empty()) style.precincts.resize(static_cast<std::size_t>(style.decompositions) + 1);
  return style;
}

// `area`, what its synthesis reaches, and on to where code-blocks of every resolution end: partitions are anchored at
// the origin, not at the image (T.800, B.6 and B.7), so that cut there they stay what they are.
PixelRect window(CodingStyle const& style, PixelRect area, PixelRect tile) {
  auto const levels = style.decompositions;
  auto const rim = kRim << levels;
  std::int64_t width = 1, height = 1;
  auto const resolutions = subdivide(style, tile);
  for (int r = 0; r <= levels; ++r) {
    auto const& resolution = resolutions[static_cast<std::size_t>(r)];
    int const level = r == 0 ? levels : levels - r + 1;  // n_b of its bands
    width = std::max(width, std::int64_t{1} << (resolution.block_width_log2 + level));
    height = std::max(height, std::int64_t{1} << (resolution.block_height_log2 + level));
  }
  auto const left = std::max<std::int64_t>(0, area.x - rim), top = std::max<std::int64_t>(0, area.y - rim);
  PixelRect const reached{left, top, area.right() + rim - left, area.bottom() + rim - top};
  return aligned(reached, width, height).intersection(tile);
}

class Output {
 public:
  void put(std::uint64_t value, int size) {
    for (int i = size - 1; i >= 0; --i)
      bytes.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
  }
  Bytes bytes;
};

// T.800, A.5.1
void put_siz(Output& out, Codestream const& stream, Cut const& cut) {
  out.put(0xFF51, 2);
  out.put(38 + 3 * stream.components.size(), 2);
  out.put(0, 2);
  auto const& tile = cut.first_tile;
  for (auto const value :
       {cut.image.right(), cut.image.bottom(), cut.image.x, cut.image.y, tile.width, tile.height, tile.x, tile.y}) {
    out.put(static_cast<std::uint64_t>(value), 4);
  }
  out.put(stream.components.size(), 2);
  for (auto const& component : stream.components) {
    out.put(static_cast<std::uint64_t>(component.depth - 1) | (component.is_signed ? 0x80U : 0U), 1);
    out.put(0x0101, 2);
  }
}

// T.800, A.6.1: one layer, by resolution, no markers among the packets.
void put_cod(Output& out, Codestream const& stream, CodingStyle const& style) {
  out.put(0xFF52, 2);
  out.put(12 + style.precincts.size(), 2);
  out.put(style.precincts.empty() ? 0 : 1, 1);
  out.put(0, 1);
  out.put(1, 2);
  out.put(stream.has_colour_transform ? 1 : 0, 1);
  out.put(static_cast<std::uint64_t>(style.decompositions), 1);
  out.put(static_cast<std::uint64_t>(style.block_width_log2 - 2), 1);
  out.put(static_cast<std::uint64_t>(style.block_height_log2 - 2), 1);
  out.put(stream.packets.block_style, 1);
  out.put(style.is_reversible ? 1 : 0, 1);
  out.bytes.insert(out.bytes.end(), style.precincts.begin(), style.precincts.end());
}

// T.800, A.6.4. Steps are listed from the lowest band on, and derived ones counted from there too (equation E-5), so
// the highest can go.
void put_qcd(Output& out, Codestream const& stream, CodingStyle const& style) {
  auto body = stream.packets.quantization;
  int const kind = body.front() & 0x1F;
  auto const bands = 3 * static_cast<std::size_t>(style.decompositions) + 1;
  if (kind != 1) body.resize(std::min(body.size(), 1 + bands * (kind == 0 ? 1 : 2)));
  out.put(0xFF5C, 2);
  out.put(2 + body.size(), 2);
  out.bytes.insert(out.bytes.end(), body.begin(), body.end());
}

// Code-blocks of a band that `area` needs; `level` is the band's n_b.
BlockRect blocks_for(PixelRect area, int level, Resolution const& resolution, Band const& band) {
  auto const first = [&](std::int64_t from, int block) {
    return std::max<std::int64_t>(0, (from >> level) - kRim) >> block;
  };
  auto const end = [&](std::int64_t to, int block) { return divide_up(divide_up(to, level) + kRim, block); };
  auto const x = first(area.x, resolution.block_width_log2), y = first(area.y, resolution.block_height_log2);
  auto const right = end(area.right(), resolution.block_width_log2);
  auto const bottom = end(area.bottom(), resolution.block_height_log2);
  return BlockRect{x, y, right - x, bottom - y}.intersection(band.blocks);
}

class ExcerptWriter {
 public:
  ExcerptWriter(Codestream const& stream, int reduction, Cut const& cut, std::uint64_t max_bytes)
      : stream_(stream), cut_(cut), max_bytes_(max_bytes), style_(reduced_style(stream.styles.front(), reduction)) {}

  void put_header() {
    out_.put(0xFF4F, 2);
    put_siz(out_, stream_, cut_);
    put_cod(out_, stream_, style_);
    put_qcd(out_, stream_, style_);
  }

  // T.800, A.4.2. `tile`: what of it the excerpt shows.
  void put_tile(std::size_t number, PixelRect tile, PacketIndex const& index) {
    auto const begin = out_.bytes.size();
    out_.put(0xFF90, 2);
    out_.put(10, 2);
    out_.put(number, 2);
    out_.put(0, 4);
    out_.put(0x0001FF93, 4);
    put_packets(tile, index);
    auto const length = out_.bytes.size() - begin;
    for (std::size_t i = 0; i < 4; ++i)
      out_.bytes[begin + 6 + i] = static_cast<std::uint8_t>(length >> (8 * (3 - i)));
  }

  void put_end() { out_.put(0xFFD9, 2); }

  std::size_t size() const { return out_.bytes.size(); }
  std::vector<Gap>& gaps() { return gaps_; }
  Bytes& bytes() { return out_.bytes; }

 private:
  void put_packets(PixelRect tile, PacketIndex const& index) {
    auto const resolutions = subdivide(style_, tile);
    auto const wanted = cut_.area.intersection(tile);
    std::vector<BandPacket> bands;
    auto const put = [&](int, int component, PrecinctAt const& precinct) {
      auto const r = static_cast<std::size_t>(precinct.resolution);
      int const level = style_.decompositions - precinct.resolution + (r > 0 ? 1 : 0);
      bands.clear();
      for (std::size_t b = 0; b < resolutions[r].bands.size(); ++b) {
        auto const& band = resolutions[r].bands[b];
        auto const at = PacketIndex::band(index.resolutions.size(), static_cast<std::size_t>(component), r, b);
        bands.push_back({blocks_in_precinct(resolutions[r], band, precinct.column, precinct.row),
                         blocks_for(wanted, level, resolutions[r], band), index.resolutions[r].bands[b].blocks,
                         &index.bands[at]});
      }
      write_packet(bands, index.chunks, out_.bytes, gaps_);
      return size() <= max_bytes_;
    };
    visit_packets(PacketCoding::Progression::lrcp, 1, static_cast<int>(stream_.components.size()), resolutions, tile,
                  put);
  }

  Codestream const& stream_;
  Cut const& cut_;
  std::uint64_t max_bytes_;  // writing stops soon after
  CodingStyle style_;
  Output out_;
  std::vector<Gap> gaps_;
};

// Fewer, larger reads: what lies between is read along where that costs less than another call.
Result<void> fill_gaps(storage::Source const& source, std::vector<Gap>& gaps, Bytes& bytes) {
  constexpr std::uint64_t kReadAlong = 8 << 10, kMostAtOnce = 1 << 20;
  std::sort(gaps.begin(), gaps.end(), [](Gap const& a, Gap const& b) { return a.from < b.from; });
  for (auto begin = gaps.begin(); begin != gaps.end();) {
    auto end = begin;
    auto const start = begin->from;
    auto last = start;
    for (; end != gaps.end() && end->from <= last + kReadAlong && end->from - start < kMostAtOnce; ++end)
      last = std::max(last, end->from + end->length);
    TRIFORIUM_TRY(auto const run, storage::read_exactly(source, start, last - start));
    for (; begin != end; ++begin) {
      auto const from = run.begin() + static_cast<std::ptrdiff_t>(begin->from - start);
      std::copy_n(from, begin->length, bytes.begin() + static_cast<std::ptrdiff_t>(begin->to));
    }
  }
  return {};
}

Codestream describe(Codestream const& stream, int reduction, Cut const& cut, std::size_t length) {
  Codestream made;
  made.length = length;
  made.image = cut.image;
  made.first_tile = cut.first_tile;
  made.tiles_across = cut.tiles_across;
  made.tiles_down = cut.tiles_down;
  made.components = stream.components;
  made.styles.assign(stream.components.size(), reduced_style(stream.styles.front(), reduction));
  made.has_colour_transform = stream.has_colour_transform;
  made.tiles.resize(cut.tiles.size());
  for (auto& tile : made.tiles)
    tile.is_complete = true;
  return made;
}

}  // namespace

std::optional<Cut> find_cut(Codestream const& stream, int reduction, PixelRect area) {
  auto const& first = stream.first_tile;
  auto const column = [&](std::int64_t x) { return ((x << reduction) - first.x) / first.width; };
  auto const row = [&](std::int64_t y) { return ((y << reduction) - first.y) / first.height; };
  auto const left = column(area.x), top = row(area.y);
  Cut cut{area, {}, {}, column(area.right() - 1) - left + 1, row(area.bottom() - 1) - top + 1, {}};
  for (auto y = top; y < top + cut.tiles_down; ++y) {
    for (auto x = left; x < left + cut.tiles_across; ++x)
      cut.tiles.push_back(static_cast<std::size_t>(y * stream.tiles_across + x));
  }
  if (cut.tiles.size() == 1) {
    auto const tile = reduced(tile_extent(stream, cut.tiles.front()), reduction);
    cut.image = cut.first_tile = window(reduced_style(stream.styles.front(), reduction), area, tile);
    return cut;
  }
  auto const step = std::int64_t{1} << reduction;
  if (first.x % step != 0 || first.y % step != 0 || first.width % step != 0 || first.height % step != 0) return {};
  PixelRect const tiles{first.x + left * first.width, first.y + top * first.height, cut.tiles_across * first.width,
                        cut.tiles_down * first.height};
  cut.image = reduced(tiles.intersection(stream.image), reduction);
  cut.first_tile = reduced({tiles.x, tiles.y, first.width, first.height}, reduction);
  return cut;
}

Result<Excerpt> make_excerpt(storage::Source const& source, Codestream const& stream, int reduction, Cut const& cut,
                             std::span<std::shared_ptr<PacketIndex const> const> indexes, std::uint64_t max_bytes) {
  ExcerptWriter writer(stream, reduction, cut, max_bytes);
  writer.put_header();
  for (std::size_t i = 0; i < cut.tiles.size(); ++i) {
    auto const tile = reduced(tile_extent(stream, cut.tiles[i]), reduction).intersection(cut.image);
    writer.put_tile(i, tile, *indexes[i]);
    if (writer.size() > max_bytes) {
      return fail(ErrorKind::too_large, "This part of the source image would take too much memory to decode.");
    }
  }
  writer.put_end();
  TRIFORIUM_CHECK(fill_gaps(source, writer.gaps(), writer.bytes()));
  auto const length = writer.size();
  return Excerpt{std::move(writer.bytes()), describe(stream, reduction, cut, length)};
}

}  // namespace triforium::codecs::jp2
