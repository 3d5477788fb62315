#include "codecs/jp2/packet_index.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <memory>
#include <optional>

#include "codecs/jp2/tag_tree.h"

namespace triforium::codecs::jp2 {
namespace {

constexpr std::size_t kBuffer = 64 << 10;

Failure corrupt(std::string detail) {
  return fail(ErrorKind::corrupt_source, "The source's JPEG 2000 codestream is damaged.", std::move(detail));
}

// The bytes of one tile-part after the other, through a buffer. Past the end they are zero; error() tells.
class PacketBytes {
 public:
  PacketBytes(storage::Source const& source, std::vector<TilePartSpan> const& parts)
      : source_(source), parts_(parts), buffer_(kBuffer) {}

  // The next tile-part; false if there is none.
  bool next_part() {
    if (next_ == parts_.size()) return false;
    at_ = parts_[next_].offset;
    end_ = at_ + parts_[next_].length;
    ++next_;
    return true;
  }
  std::uint64_t at() const { return at_; }
  std::uint64_t left() const { return end_ - at_; }
  void skip(std::uint64_t count) { at_ += std::min(count, left()); }

  std::uint8_t peek(std::uint64_t ahead = 0) {
    auto const at = at_ + ahead;
    if (at >= end_ || error_) return 0;
    if (at < begin_ || at >= begin_ + filled_) fill(at);
    return at - begin_ < filled_ ? buffer_[at - begin_] : std::uint8_t{0};
  }
  std::uint8_t take() {
    auto const byte = peek();
    if (at_ >= end_) {
      has_overrun_ = true;
    } else {
      ++at_;
    }
    return byte;
  }
  std::uint32_t take16() {
    auto const high = take();
    return static_cast<std::uint32_t>(high << 8 | take());
  }

  Result<void> check() const {
    if (error_) return Failure(*error_);
    if (has_overrun_) return corrupt("a packet header beyond its tile-part");
    return {};
  }

 private:
  void fill(std::uint64_t at) {
    begin_ = at;
    filled_ = 0;
    auto const got = source_.read_at(at, buffer_);
    if (!got) {
      error_ = got.error();
    } else {
      filled_ = *got;
      has_overrun_ = has_overrun_ || *got == 0;
    }
  }

  storage::Source const& source_;
  std::vector<TilePartSpan> const& parts_;
  std::size_t next_ = 0;
  Bytes buffer_;
  std::uint64_t begin_ = 0;
  std::uint64_t filled_ = 0;
  std::uint64_t at_ = 0;
  std::uint64_t end_ = 0;
  bool has_overrun_ = false;
  std::optional<Error> error_;
};

// T.800, B.10.1: "If the value of the byte is 0xFF, the next byte includes an extra zero bit stuffed into the MSB."
class HeaderBits {
 public:
  explicit HeaderBits(PacketBytes& bytes) : bytes_(bytes) {}

  bool take() {
    if (left_ == 0) {
      left_ = byte_ == 0xFF ? 7 : 8;
      byte_ = bytes_.take();
    }
    return (byte_ >> --left_ & 1) != 0;
  }
  std::uint32_t take(int count) {
    std::uint32_t value = 0;
    for (int i = 0; i < count; ++i)
      value = value << 1 | static_cast<std::uint32_t>(take());
    return value;
  }
  // To the end of the byte; and of the next one, if only a stuffed bit is in it.
  void finish() {
    if (byte_ == 0xFF) bytes_.take();
    left_ = 0;
    byte_ = 0;
  }

 private:
  PacketBytes& bytes_;
  std::uint8_t byte_ = 0;
  int left_ = 0;
};

// T.800, table B.4
int take_passes(HeaderBits& bits) {
  if (!bits.take()) return 1;
  if (!bits.take()) return 2;
  if (auto const more = bits.take(2); more != 3) return 3 + static_cast<int>(more);
  if (auto const more = bits.take(5); more != 31) return 6 + static_cast<int>(more);
  return 37 + static_cast<int>(bits.take(7));
}

// What the packets of one precinct have told so far of one band.
struct PrecinctBand {
  explicit PrecinctBand(BlockRect of)
      : blocks(of),
        inclusion(of.width, of.height),
        missing_planes(of.width, of.height),
        length_bits(static_cast<std::size_t>(of.size().area()), 3) {}

  BlockRect blocks;
  TagTreeReader inclusion;
  TagTreeReader missing_planes;
  std::vector<std::uint8_t> length_bits;  // Lblock; B.10.7.1
};

std::uint64_t state_memory(BlockRect const& blocks) {
  constexpr std::uint64_t kEachBlock = 16;  // nodes of two trees, and a length
  return sizeof(PrecinctBand) + static_cast<std::uint64_t>(blocks.size().area()) * kEachBlock;
}

Result<void> check_index_memory(std::uint64_t memory, std::uint64_t most) {
  if (memory <= most) return {};
  return fail(ErrorKind::too_large, "The source image has too many code-blocks to tell where they are.",
              fmt::format("{} bytes", memory));
}

class IndexReader {
 public:
  IndexReader(storage::Source const& source, Codestream const& stream, std::size_t tile, std::uint64_t max_memory)
      : stream_(stream), tile_(tile), max_memory_(max_memory), bytes_(source, stream.tiles[tile].parts) {}

  Result<PacketIndex> read() {
    TRIFORIUM_TRY(index_, make_empty_index(stream_, tile_, max_memory_));
    TRIFORIUM_CHECK(make_states());
    Result<void> read = {};
    visit_packets(stream_.packets.progression, stream_.layers, components(), index_.resolutions, index_.tile,
                  [&](int layer, int component, PrecinctAt const& precinct) {
                    read =
                        read_packet(static_cast<std::uint32_t>(layer), static_cast<std::size_t>(component), precinct);
                    return read.has_value();
                  });
    TRIFORIUM_CHECK(read);
    index_.chunks.shrink_to_fit();
    return std::move(index_);
  }

 private:
  int components() const { return static_cast<int>(stream_.components.size()); }

  Result<void> make_states() {
    for (auto const& resolution : index_.resolutions) {
      first_precincts_.push_back(precincts_);
      precincts_ += static_cast<std::size_t>(resolution.precincts.size().area());
    }
    auto const count = stream_.components.size() * precincts_ * 3;
    memory_ = index_.memory() + count * sizeof(states_.front());
    TRIFORIUM_CHECK(check_memory());
    states_.resize(count);
    return {};
  }

  Result<void> check_memory() const {
    return check_index_memory(memory_ + index_.chunks.capacity() * sizeof(Chunk), max_memory_);
  }

  // From SOT to SOD. T.800, table A.1 … A.3: what may stand here.
  Result<void> read_part_header() {
    constexpr std::uint32_t kPlt = 0xFF58, kCom = 0xFF64, kSod = 0xFF93;
    bytes_.skip(12);
    for (;;) {
      auto const marker = bytes_.take16();
      TRIFORIUM_CHECK(bytes_.check());
      if (marker == kSod) return {};
      if (marker != kPlt && marker != kCom) {
        return fail(ErrorKind::not_implemented, "A tile with a coding of its own.",
                    fmt::format("marker {:04X} in the header of a tile-part", marker));
      }
      auto const length = bytes_.take16();
      if (length < 2 || length - 2 > bytes_.left()) return corrupt("a segment beyond its tile-part");
      bytes_.skip(length - 2);
    }
  }

  Result<void> read_packet(std::uint32_t layer, std::size_t component, PrecinctAt const& precinct) {
    while (bytes_.left() == 0) {
      if (!bytes_.next_part()) return corrupt("fewer packets than there are precincts and layers");
      TRIFORIUM_CHECK(read_part_header());
    }
    // SOP: A.8.1. No packet header begins so: 0xFF is followed by a stuffed bit.
    if (bytes_.peek() == 0xFF && bytes_.peek(1) == 0x91) bytes_.skip(6);
    found_.clear();
    HeaderBits bits(bytes_);
    if (bits.take()) TRIFORIUM_CHECK(read_header(bits, layer, component, precinct));
    bits.finish();
    // EPH: A.8.2
    if (stream_.packets.has_end_markers && bytes_.peek() == 0xFF && bytes_.peek(1) == 0x92) bytes_.skip(2);
    TRIFORIUM_CHECK(bytes_.check());
    return take_bodies();
  }

  Result<void> read_header(HeaderBits& bits, std::uint32_t layer, std::size_t component, PrecinctAt const& precinct) {
    auto const r = static_cast<std::size_t>(precinct.resolution);
    auto const& resolution = index_.resolutions[r];
    auto const at =
        (precinct.row - resolution.precincts.y) * resolution.precincts.width + precinct.column - resolution.precincts.x;
    auto const state = (component * precincts_ + first_precincts_[r] + static_cast<std::size_t>(at)) * 3;
    for (std::size_t b = 0; b < resolution.bands.size(); ++b) {
      auto const& band = resolution.bands[b];
      auto& known = states_[state + b];
      auto const blocks = blocks_in_precinct(resolution, band, precinct.column, precinct.row);
      if (blocks.is_empty()) continue;
      if (!known) {
        memory_ += state_memory(blocks);
        TRIFORIUM_CHECK(check_memory());
        known = std::make_unique<PrecinctBand>(blocks);
      }
      auto& stored = index_.bands[PacketIndex::band(index_.resolutions.size(), component, r, b)];
      TRIFORIUM_CHECK(read_band(bits, layer, *known, band.blocks, stored));
      if (static_cast<int>(layer) + 1 < stream_.layers) continue;
      memory_ -= state_memory(blocks);
      known.reset();
    }
    return {};
  }

  Result<void> read_band(HeaderBits& bits, std::uint32_t layer, PrecinctBand& known, BlockRect const& grid,
                         std::vector<CodeBlock>& stored) {
    auto const& blocks = known.blocks;
    for (std::int64_t y = 0; y < blocks.height; ++y) {
      for (std::int64_t x = 0; x < blocks.width; ++x) {
        auto const place = (blocks.y + y - grid.y) * grid.width + blocks.x + x - grid.x;
        auto& bits_of_length = known.length_bits[static_cast<std::size_t>(y * blocks.width + x)];
        TRIFORIUM_CHECK(read_block(bits, layer, known, x, y, bits_of_length, stored[static_cast<std::size_t>(place)]));
      }
    }
    return {};
  }

  // T.800, B.10.8: inclusion, missing planes, passes, length.
  Result<void> read_block(HeaderBits& bits, std::uint32_t layer, PrecinctBand& known, std::int64_t x, std::int64_t y,
                          std::uint8_t& length_bits, CodeBlock& block) {
    bool const is_new = block.passes == 0;
    if (!(is_new ? known.inclusion.is_below(bits, x, y, layer + 1) : bits.take())) return {};
    if (is_new) {
      std::uint32_t planes = 0;
      while (!known.missing_planes.is_below(bits, x, y, planes + 1)) {
        if (++planes > kMostMissingPlanes) return corrupt("a code-block without bit-planes");
      }
      block.missing_planes = static_cast<std::uint8_t>(planes);
    }
    int const passes = take_passes(bits);
    if (block.passes + passes > kMostPasses) return corrupt("a code-block of too many passes");
    block.passes = static_cast<std::uint8_t>(block.passes + passes);
    while (bits.take()) {
      if (++length_bits > 32) return corrupt("a code-block of too many bytes");
    }
    int const count = length_bits + std::bit_width(static_cast<unsigned>(passes)) - 1;
    if (count > 32) return corrupt("a code-block of too many bytes");
    found_.push_back({&block, bits.take(count)});
    return {};
  }

  Result<void> take_bodies() {
    for (auto const& [block, length] : found_) {
      if (length > bytes_.left()) return corrupt("a packet beyond its tile-part");
      if (length > kMostBlockBytes - block->length) return corrupt("a code-block of too many bytes");
      if (length > 0) append(*block, length);
      bytes_.skip(length);
    }
    return found_.empty() ? Result<void>() : check_memory();
  }

  void append(CodeBlock& block, std::uint32_t length) {
    auto const at = static_cast<std::uint32_t>(index_.chunks.size());
    index_.chunks.push_back({bytes_.at(), length, Chunk::kNone});
    (block.last == Chunk::kNone ? block.first : index_.chunks[block.last].next) = at;
    block.last = at;
    block.length += length;
  }

  struct Found {
    CodeBlock* block;
    std::uint32_t length;
  };

  Codestream const& stream_;
  std::size_t tile_;
  std::uint64_t max_memory_;
  std::uint64_t memory_ = 0;  // besides the chunks
  PacketBytes bytes_;
  PacketIndex index_;
  std::size_t precincts_ = 0;                          // of a component
  std::vector<std::size_t> first_precincts_;           // of each resolution
  std::vector<std::unique_ptr<PrecinctBand>> states_;  // of precincts of which some layers, not all, are read
  std::vector<Found> found_;                           // in the packet that is being read
};

}  // namespace

std::uint64_t PacketIndex::memory() const {
  std::uint64_t bytes = chunks.capacity() * sizeof(Chunk);
  for (auto const& band : bands)
    bytes += sizeof(decltype(bands)::value_type) + band.size() * sizeof(CodeBlock);
  return bytes;
}

bool has_plain_packets(Codestream const& stream) {
  // Table A.19: bits that leave a code-block one codeword segment – resetting contexts, vertically causal ones,
  // predictable termination, segmentation symbols.
  constexpr std::uint8_t kOneSegment = 0x02 | 0x08 | 0x10 | 0x20;
  auto const is_subsampled = [](Component const& component) { return component.dx != 1 || component.dy != 1; };
  return stream.packets.is_uniform && !stream.is_high_throughput && (stream.packets.block_style & ~kOneSegment) == 0 &&
         std::none_of(stream.components.begin(), stream.components.end(), is_subsampled);
}

PixelRect tile_extent(Codestream const& stream, std::size_t tile) {
  auto const index = static_cast<std::int64_t>(tile);
  auto const& first = stream.first_tile;
  return PixelRect{first.x + index % stream.tiles_across * first.width,
                   first.y + index / stream.tiles_across * first.height, first.width, first.height}
      .intersection(stream.image);
}

Result<PacketIndex> make_empty_index(Codestream const& stream, std::size_t tile, std::uint64_t max_memory) {
  PacketIndex index;
  index.tile = tile_extent(stream, tile);
  index.resolutions = subdivide(stream.styles.front(), index.tile);
  std::uint64_t blocks = 0;
  for (auto const& resolution : index.resolutions) {
    for (auto const& band : resolution.bands)
      blocks += static_cast<std::uint64_t>(band.blocks.size().area());
  }
  TRIFORIUM_CHECK(check_index_memory(stream.components.size() * blocks * sizeof(CodeBlock), max_memory));

  auto const count = index.resolutions.size();
  index.bands.resize(stream.components.size() * count * 3);
  for (std::size_t c = 0; c < stream.components.size(); ++c) {
    for (std::size_t r = 0; r < count; ++r) {
      auto const& bands = index.resolutions[r].bands;
      for (std::size_t b = 0; b < bands.size(); ++b)
        index.bands[PacketIndex::band(count, c, r, b)].resize(static_cast<std::size_t>(bands[b].blocks.size().area()));
    }
  }
  return index;
}

Result<PacketIndex> read_packet_index(storage::Source const& source, Codestream const& stream, std::size_t tile,
                                      std::uint64_t max_memory) {
  return IndexReader(source, stream, tile, max_memory).read();
}

}  // namespace triforium::codecs::jp2
