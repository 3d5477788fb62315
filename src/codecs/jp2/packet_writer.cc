#include "codecs/jp2/packet_writer.h"

#include <algorithm>
#include <bit>

#include "codecs/jp2/tag_tree.h"

namespace triforium::codecs::jp2 {
namespace {

// T.800, B.10.1
class HeaderBits {
 public:
  explicit HeaderBits(Bytes& out) : out_(out) {}

  void put(bool bit) {
    byte_ = byte_ << 1 | static_cast<unsigned>(bit);
    if (--left_ == 0) end_byte();
  }
  void put(std::uint32_t value, int count) {
    for (int i = count - 1; i >= 0; --i)
      put((value >> i & 1) != 0);
  }
  // "If the value of the last byte is 0xFF, a zero byte follows": a header never ends in 0xFF.
  void finish() {
    while (left_ != 8 && !(left_ == 7 && is_stuffed_))
      put(false);
    if (is_stuffed_) out_.push_back(0);
  }

 private:
  void end_byte() {
    out_.push_back(static_cast<std::uint8_t>(byte_));
    is_stuffed_ = byte_ == 0xFF;
    left_ = is_stuffed_ ? 7 : 8;
    byte_ = 0;
  }

  Bytes& out_;
  unsigned byte_ = 0;
  int left_ = 8;
  bool is_stuffed_ = false;  // the byte that is being filled begins with a zero
};

// T.800, table B.4
void put_passes(HeaderBits& bits, std::uint32_t passes) {
  if (passes == 1) return bits.put(0, 1);
  if (passes == 2) return bits.put(0b10, 2);
  if (passes <= 5) return bits.put(0b1100 | (passes - 3), 4);
  if (passes <= 36) return bits.put(0b1111 << 5 | (passes - 6), 9);
  bits.put(0b111111111 << 7 | (passes - 37), 16);
}

// T.800, B.10.7.1: Lblock begins at 3, and each one bit adds one.
void put_length(HeaderBits& bits, std::uint32_t length, std::uint32_t passes) {
  int const of_passes = std::bit_width(passes) - 1;
  int const count = std::max(static_cast<int>(std::bit_width(length)), 3 + of_passes);
  for (int i = 3 + of_passes; i < count; ++i)
    bits.put(true);
  bits.put(false);
  bits.put(length, count);
}

bool is_in(BlockRect const& rect, std::int64_t x, std::int64_t y) {
  return x >= rect.x && x < rect.right() && y >= rect.y && y < rect.bottom();
}

CodeBlock const* find_block(BandPacket const& band, std::int64_t x, std::int64_t y) {
  if (!is_in(band.wanted, x, y)) return nullptr;
  auto const& block = (*band.stored)[static_cast<std::size_t>((y - band.grid.y) * band.grid.width + x - band.grid.x)];
  return block.passes > 0 ? &block : nullptr;
}

template <typename Visit>
void each_block(BandPacket const& band, Visit const& visit) {
  for (auto y = band.blocks.y; y < band.blocks.bottom(); ++y) {
    for (auto x = band.blocks.x; x < band.blocks.right(); ++x)
      visit(x, y, find_block(band, x, y));
  }
}

void write_band(BandPacket const& band, HeaderBits& bits, std::vector<CodeBlock const*>& included) {
  TagTreeWriter inclusion(band.blocks.width, band.blocks.height);
  TagTreeWriter missing_planes(band.blocks.width, band.blocks.height);
  each_block(band, [&](std::int64_t x, std::int64_t y, CodeBlock const* block) {
    if (block == nullptr) return;
    inclusion.set(x - band.blocks.x, y - band.blocks.y, 0);
    missing_planes.set(x - band.blocks.x, y - band.blocks.y, block->missing_planes);
  });
  each_block(band, [&](std::int64_t x, std::int64_t y, CodeBlock const* block) {
    inclusion.tell(bits, x - band.blocks.x, y - band.blocks.y, 1);
    if (block == nullptr) return;
    missing_planes.tell(bits, x - band.blocks.x, y - band.blocks.y, block->missing_planes + 1U);
    put_passes(bits, block->passes);
    put_length(bits, block->length, block->passes);
    included.push_back(block);
  });
}

bool has_blocks(BandPacket const& band) {
  auto const reach = band.wanted.intersection(band.blocks);
  for (auto y = reach.y; y < reach.bottom(); ++y) {
    for (auto x = reach.x; x < reach.right(); ++x) {
      if (find_block(band, x, y) != nullptr) return true;
    }
  }
  return false;
}

}  // namespace

void write_packet(std::vector<BandPacket> const& bands, std::vector<Chunk> const& chunks, Bytes& out,
                  std::vector<Gap>& gaps) {
  HeaderBits bits(out);
  bool const is_empty = std::none_of(bands.begin(), bands.end(), has_blocks);
  bits.put(!is_empty);
  std::vector<CodeBlock const*> included;
  if (!is_empty) {
    for (auto const& band : bands) {
      if (!band.blocks.is_empty()) write_band(band, bits, included);
    }
  }
  bits.finish();
  for (auto const* block : included) {
    for (auto at = block->first; at != Chunk::kNone; at = chunks[at].next) {
      gaps.push_back({chunks[at].offset, chunks[at].length, out.size()});
      out.resize(out.size() + chunks[at].length);
    }
  }
}

}  // namespace triforium::codecs::jp2
