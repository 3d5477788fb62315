#include "codecs/jpeg/jpeg_head.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace triforium::codecs::jpeg {
namespace {

constexpr std::uint8_t kStartOfImage = 0xd8, kEndOfImage = 0xd9, kStartOfScan = 0xda;
constexpr std::uint8_t kApp0 = 0xe0, kApp1 = 0xe1, kApp2 = 0xe2, kApp14 = 0xee, kComment = 0xfe;
constexpr std::size_t kMostInSegment = 65533;
constexpr std::string_view kXmp("http://ns.adobe.com/xap/1.0/\0", 29);
constexpr std::string_view kIcc("ICC_PROFILE\0", 12);
constexpr int kMostSegments = 20'000;

Failure corrupt(std::string detail) {
  return fail(ErrorKind::corrupt_source, "The source image does not decode.", "JPEG: " + std::move(detail));
}

bool is_application(std::uint8_t marker) {
  return (marker >= 0xe0 && marker <= 0xef) || marker == kComment;
}

// SOF0 to SOF15; DHT, JPG and DAC lie among them.
bool is_frame(std::uint8_t marker) {
  return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}

// TEM and RST0 to RST7.
bool stands_alone(std::uint8_t marker) {
  return marker == 0x01 || (marker >= 0xd0 && marker <= 0xd7);
}

int word(std::uint8_t const* at) {
  return at[0] << 8 | at[1];
}

// "Lf P Y X Nf (Ci HiVi Tqi)…", B.2.2
Result<void> read_frame(storage::Source const& source, std::uint8_t marker, std::uint64_t at, std::size_t length,
                        JpegHead& head) {
  std::array<std::uint8_t, 6 + 3 * 4> frame{};
  auto const wanted = std::min(frame.size(), length);
  TRIFORIUM_TRY(auto const read, source.read_at(at, std::span(frame).first(wanted)));
  head.components = read >= 6 ? frame[5] : 0;
  auto const described = static_cast<std::size_t>(head.components) * 3 + 6;
  if (read < wanted || head.components < 1 || head.components > 4 || described > read)
    return corrupt("a frame cut off");
  constexpr std::uint8_t kBaseline = 0xc0, kProgressive = 0xc2;
  head.is_common = marker >= kBaseline && marker <= kProgressive && frame[0] == 8;
  head.size = {word(&frame[3]), word(&frame[1])};
  for (int i = 1; i < head.components; ++i)
    head.is_subsampled |= frame[static_cast<std::size_t>(7 + 3 * i)] != frame[7];
  return {};
}

void put_word(Bytes& out, std::size_t value) {
  out.push_back(static_cast<std::uint8_t>(value >> 8));
  out.push_back(static_cast<std::uint8_t>(value));
}

void put_segment(Bytes& out, std::uint8_t marker, std::string_view prefix, ByteView content) {
  out.push_back(0xff);
  out.push_back(marker);
  put_word(out, 2 + prefix.size() + content.size());
  out.insert(out.end(), prefix.begin(), prefix.end());
  out.insert(out.end(), content.begin(), content.end());
}

void put_colours(Bytes& out, StoredTile::Colours colours) {
  // Version 1.1, no unit, 1:1 pixels, no thumbnail.
  constexpr std::string_view kJfif("JFIF\0\1\1\0\0\1\0\1\0\0", 14);
  // Version 100, no flags, transform 0.
  constexpr std::string_view kAdobe("Adobe\0\x64\0\0\0\0\0", 12);
  bool const is_rgb = colours == StoredTile::Colours::rgb;
  put_segment(out, is_rgb ? kApp14 : kApp0, is_rgb ? kAdobe : kJfif, {});
}

// ICC.1:2022, B.4: chunks that say which they are, from 1, and how many there are.
void put_profile(Bytes& out, ByteView icc) {
  constexpr std::size_t kChunk = kMostInSegment - kIcc.size() - 2;
  auto const count = (icc.size() + kChunk - 1) / kChunk;
  if (count > 255) return;
  for (std::size_t i = 0; i < count; ++i) {
    auto const chunk = icc.subspan(i * kChunk, std::min(kChunk, icc.size() - i * kChunk));
    std::string const prefix = std::string(kIcc) + static_cast<char>(static_cast<std::uint8_t>(i + 1)) +
                               static_cast<char>(static_cast<std::uint8_t>(count));
    put_segment(out, kApp2, prefix, chunk);
  }
}

}  // namespace

Result<JpegHead> read_head(storage::Source const& source, std::uint64_t offset, std::uint64_t length) {
  JpegHead head;
  std::array<std::uint8_t, 4> bytes{};
  TRIFORIUM_TRY(auto const begun, source.read_at(offset, std::span(bytes).first(2)));
  if (begun < 2 || length < 4 || bytes[0] != 0xff || bytes[1] != kStartOfImage)
    return corrupt("it does not begin as one");
  std::uint64_t at = 2;
  for (int count = 0; count < kMostSegments && at + 4 <= length; ++count) {
    TRIFORIUM_TRY(auto const read, source.read_at(offset + at, bytes));
    if (read < bytes.size() || bytes[0] != 0xff) return corrupt(fmt::format("no marker at {}", at));
    auto const marker = bytes[1];
    if (marker == 0xff || stands_alone(marker)) {
      // "Any marker may optionally be preceded by any number of fill bytes", B.1.1.2
      at += marker == 0xff ? 1 : 2;
      continue;
    }
    auto const size = static_cast<std::size_t>(word(&bytes[2]));
    if (marker == kEndOfImage || size < 2) break;
    if (!is_application(marker) && head.body == 0) head.body = at;
    if (is_application(marker) && head.body != 0) head.has_late_markers = true;
    if (is_frame(marker)) TRIFORIUM_CHECK(read_frame(source, marker, offset + at + 4, size - 2, head));
    if (marker == kStartOfScan) {
      if (head.components == 0) break;
      return head;
    }
    at += 2 + size;
  }
  return corrupt("no frame before its first scan");
}

Result<Bytes> make_head(StoredTile::Colours colours, ByteView tables, Accompaniment const& accompaniment) {
  Bytes head{0xff, kStartOfImage};
  put_colours(head, colours);
  auto const xmp = view_of(accompaniment.xmp);
  if (!xmp.empty() && xmp.size() + kXmp.size() <= kMostInSegment) put_segment(head, kApp1, kXmp, xmp);
  put_profile(head, view_of(accompaniment.icc));
  if (tables.empty()) return head;
  // "SOI (tables) EOI": TIFF Technical Note 2, "Replacement TIFF/JPEG specification", on JPEGTables.
  auto const last = tables.size() - 2;
  bool const is_whole = tables.size() >= 4 && tables[0] == 0xff && tables[1] == kStartOfImage && tables[last] == 0xff &&
                        tables[last + 1] == kEndOfImage;
  if (!is_whole) return corrupt("JPEGTables that are no stream of tables");
  head.insert(head.end(), tables.begin() + 2, tables.end() - 2);
  return head;
}

}  // namespace triforium::codecs::jpeg
