#include "media/waveform.h"

#include <zlib.h>

#include <algorithm>
#include <string_view>

namespace triforium::media {
namespace {

constexpr std::size_t kRowBytes = kWaveformWidth / 8 + 1;  // the first says that the row is not filtered

void append_number(std::uint32_t value, Bytes& out) {
  for (int shift = 24; shift >= 0; shift -= 8)
    out.push_back(static_cast<std::uint8_t>(value >> shift));
}

// https://www.w3.org/TR/png-3/#5Chunk-layout
void append_chunk(std::string_view type, ByteView data, Bytes& out) {
  append_number(static_cast<std::uint32_t>(data.size()), out);
  auto const begin = out.size();
  out.insert(out.end(), type.begin(), type.end());
  out.insert(out.end(), data.begin(), data.end());
  append_number(static_cast<std::uint32_t>(crc32(0, out.data() + begin, static_cast<uInt>(out.size() - begin))), out);
}

Bytes deflate(Bytes const& rows) {
  auto size = compressBound(rows.size());
  Bytes packed(size);
  // Into a buffer of that bound it cannot fail but for memory, which throws above.
  compress2(packed.data(), &size, rows.data(), rows.size(), Z_BEST_COMPRESSION);
  packed.resize(size);
  return packed;
}

Bytes draw_rows(std::vector<std::uint16_t> const& columns) {
  Bytes rows(kRowBytes * kWaveformHeight);
  auto const loudest = std::max<std::uint32_t>(*std::max_element(columns.begin(), columns.end()), 1);
  constexpr std::uint32_t kMiddle = kWaveformHeight / 2;
  for (std::uint32_t x = 0; x < kWaveformWidth; ++x) {
    auto const half = std::max<std::uint32_t>(columns[x] * (kMiddle * 9 / 10) / loudest, 1);
    for (auto y = kMiddle - half; y < kMiddle + half; ++y)
      rows[y * kRowBytes + 1 + x / 8] |= static_cast<std::uint8_t>(0x80U >> x % 8);
  }
  return rows;
}

}  // namespace

void Peaks::add(ByteView bytes) {
  std::size_t at = 0;
  if (half_ && !bytes.empty()) {
    add(*half_, bytes[at++]);
    half_.reset();
  }
  for (; at + 1 < bytes.size(); at += 2)
    add(bytes[at], bytes[at + 1]);
  if (at < bytes.size()) half_ = bytes[at];
}

void Peaks::add(std::uint8_t low, std::uint8_t high) {
  auto const sample = static_cast<std::int16_t>(low | high << 8);
  auto const loudness = static_cast<std::uint16_t>(sample < 0 ? -int{sample} : int{sample});
  auto const column = std::min<std::uint64_t>(taken_++ * kWaveformWidth / samples_, kWaveformWidth - 1);
  columns_[column] = std::max(columns_[column], loudness);
}

Bytes draw_waveform(std::vector<std::uint16_t> const& columns) {
  constexpr std::string_view kSignature = "\x89PNG\r\n\x1A\n";
  Bytes png(kSignature.begin(), kSignature.end());
  Bytes head;
  append_number(kWaveformWidth, head);
  append_number(kWaveformHeight, head);
  head.insert(head.end(), {1, 3, 0, 0, 0});  // one bit, palette, and the only methods that there are
  append_chunk("IHDR", head, png);
  append_chunk("PLTE", Bytes{0xF4, 0xF4, 0xF2, 0x2B, 0x4C, 0x6F}, png);
  append_chunk("IDAT", deflate(draw_rows(columns)), png);
  append_chunk("IEND", {}, png);
  return png;
}

}  // namespace triforium::media
