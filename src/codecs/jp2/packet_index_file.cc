#include "codecs/jp2/packet_index_file.h"

#include <algorithm>
#include <array>

namespace triforium::codecs::jp2 {
namespace {

constexpr std::array<std::uint8_t, 4> kMagic = {'T', 'P', 'I', '1'};

// Seven bits to a byte, the lowest first; the highest bit says that more follow.
void put(Bytes& to, std::uint64_t number) {
  for (; number >= 0x80; number >>= 7)
    to.push_back(static_cast<std::uint8_t>(number | 0x80));
  to.push_back(static_cast<std::uint8_t>(number));
}

class Numbers {
 public:
  explicit Numbers(ByteView bytes) : bytes_(bytes) {}

  // Absent where the bytes end, and where the number is larger than `most`.
  std::optional<std::uint64_t> take(std::uint64_t most) {
    std::uint64_t number = 0;
    for (int shift = 0; shift < 63 && at_ < bytes_.size(); shift += 7) {
      auto const byte = bytes_[at_++];
      number |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
      if (byte < 0x80) return number <= most ? std::optional(number) : std::nullopt;
    }
    return std::nullopt;
  }
  bool is_at_end() const { return at_ == bytes_.size(); }

 private:
  ByteView bytes_;
  std::size_t at_ = 0;
};

void put_block(Bytes& to, PacketIndex const& index, CodeBlock const& block, std::uint64_t& end) {
  put(to, block.passes);
  if (block.passes == 0) return;
  put(to, block.missing_planes);
  for (auto i = block.first; i != Chunk::kNone; i = index.chunks[i].next) {
    auto const& chunk = index.chunks[i];
    put(to, chunk.length);
    // Mostly a little further on; forwards and backwards in turn, so that both are small numbers.
    auto const is_back = chunk.offset < end;
    put(to, (is_back ? end - chunk.offset : chunk.offset - end) << 1 | static_cast<std::uint64_t>(is_back));
    end = chunk.offset + chunk.length;
  }
  put(to, 0);
}

class Parser {
 public:
  Parser(ByteView bytes, TileData const& tile, PacketIndex& index, std::uint64_t max_memory)
      : numbers_(bytes),
        tile_(tile),
        index_(index),
        most_chunks_((max_memory - std::min(max_memory, index.memory())) / sizeof(Chunk)) {}

  bool parse() {
    for (auto& band : index_.bands) {
      if (!std::ranges::all_of(band, [&](CodeBlock& block) { return parse_block(block); })) return false;
    }
    index_.chunks.shrink_to_fit();
    return numbers_.is_at_end();
  }

 private:
  bool parse_block(CodeBlock& block) {
    auto const passes = numbers_.take(kMostPasses);
    if (!passes) return false;
    block.passes = static_cast<std::uint8_t>(*passes);
    if (*passes == 0) return true;
    auto const missing = numbers_.take(kMostMissingPlanes);
    if (!missing) return false;
    block.missing_planes = static_cast<std::uint8_t>(*missing);
    for (;;) {
      auto const length = numbers_.take(kMostBlockBytes - block.length);
      if (!length) return false;
      if (*length == 0) return true;
      if (!parse_chunk(block, static_cast<std::uint32_t>(*length))) return false;
    }
  }

  bool parse_chunk(CodeBlock& block, std::uint32_t length) {
    auto const step = numbers_.take(~std::uint64_t{0} >> 1);
    if (!step || index_.chunks.size() >= most_chunks_) return false;
    auto const distance = *step >> 1;
    bool const is_back = (*step & 1) != 0;
    if (is_back && distance > end_) return false;
    auto const offset = is_back ? end_ - distance : end_ + distance;
    if (!is_in_tile(offset, length)) return false;
    end_ = offset + length;

    auto const at = static_cast<std::uint32_t>(index_.chunks.size());
    index_.chunks.push_back({offset, length, Chunk::kNone});
    (block.last == Chunk::kNone ? block.first : index_.chunks[block.last].next) = at;
    block.last = at;
    block.length += length;
    return true;
  }

  bool is_in_tile(std::uint64_t offset, std::uint64_t length) const {
    return std::ranges::any_of(tile_.parts, [&](TilePartSpan const& part) {
      return offset >= part.offset && offset - part.offset <= part.length &&
             length <= part.length - (offset - part.offset);
    });
  }

  Numbers numbers_;
  TileData const& tile_;
  PacketIndex& index_;
  std::uint64_t const most_chunks_;
  std::uint64_t end_ = 0;  // of the chunk before
};

}  // namespace

Bytes write_packet_index(PacketIndex const& index) {
  Bytes bytes(kMagic.begin(), kMagic.end());
  std::uint64_t end = 0;
  for (auto const& band : index.bands) {
    for (auto const& block : band)
      put_block(bytes, index, block, end);
  }
  return bytes;
}

std::optional<PacketIndex> parse_packet_index(ByteView bytes, Codestream const& stream, std::size_t tile,
                                              std::uint64_t max_memory) {
  if (bytes.size() < kMagic.size() || !std::equal(kMagic.begin(), kMagic.end(), bytes.begin())) return std::nullopt;
  auto index = make_empty_index(stream, tile, max_memory);
  if (!index) return std::nullopt;
  if (!Parser(bytes.subspan(kMagic.size()), stream.tiles[tile], *index, max_memory).parse()) return std::nullopt;
  return std::move(*index);
}

}  // namespace triforium::codecs::jp2
