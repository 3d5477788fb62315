#include "codecs/jpeg/jpeg_segments.h"

#include <array>
#include <string_view>

#include "codecs/exif_orientation.h"

namespace triforium::codecs::jpeg {
namespace {

constexpr std::uint8_t kApp1 = 0xe1, kApp2 = 0xe2, kApp13 = 0xed;
constexpr std::uint8_t kStartOfScan = 0xda, kEndOfImage = 0xd9;
constexpr std::size_t kMostBytes = 32U << 20;
constexpr int kMostSegments = 20'000;

constexpr std::string_view kExif("Exif\0\0", 6);
constexpr std::string_view kXmp("http://ns.adobe.com/xap/1.0/\0", 29);
constexpr std::string_view kIcc("ICC_PROFILE\0", 12);
constexpr std::string_view kPhotoshop("Photoshop 3.0\0", 14);

bool is_wanted(std::uint8_t marker) {
  return marker == kApp1 || marker == kApp2 || marker == kApp13;
}

// Markers that stand alone: TEM, RST0 to RST7, SOI.
bool has_no_length(std::uint8_t marker) {
  return marker == 0x01 || (marker >= 0xd0 && marker <= 0xd8);
}

std::uint32_t big_endian(ByteView bytes) {
  std::uint32_t value = 0;
  for (auto const byte : bytes)
    value = value << 8 | byte;
  return value;
}

SharedBytes share_copy(ByteView bytes) {
  return share(Bytes(bytes.begin(), bytes.end()));
}

// What follows the prefix, if the segment has it.
ByteView after(Segment const& segment, std::uint8_t marker, std::string_view prefix) {
  if (segment.marker != marker || !as_text(segment.bytes).starts_with(prefix)) return {};
  return ByteView(segment.bytes).subspan(prefix.size());
}

// Image resources: "8BIM", a number of two bytes, a name, a length, the data; name and data padded to even lengths.
// https://www.adobe.com/devnet-apps/photoshop/fileformatashtml/#50577409_38034
SharedBytes find_resource(ByteView resources, std::uint32_t wanted) {
  while (resources.size() >= 12 && as_text(resources.first(4)) == "8BIM") {
    auto const number = big_endian(resources.subspan(4, 2));
    auto const name = (std::size_t{resources[6]} + 2) / 2 * 2;
    if (resources.size() - 6 < name + 4) return nullptr;
    auto const size = big_endian(resources.subspan(6 + name, 4));
    auto const data = resources.subspan(10 + name);
    if (data.size() < size) return nullptr;
    if (number == wanted) return size == 0 ? nullptr : share_copy(data.first(size));
    resources = data.subspan(std::min(data.size(), (std::size_t{size} + 1) / 2 * 2));
  }
  return nullptr;
}

}  // namespace

Result<std::vector<Segment>> read_segments(storage::Source const& source) {
  std::vector<Segment> segments;
  std::size_t total = 0;
  std::uint64_t at = 2;  // after SOI
  for (int count = 0; count < kMostSegments; ++count) {
    std::array<std::uint8_t, 4> head{};
    TRIFORIUM_TRY(auto const read, source.read_at(at, head));
    if (read < head.size() || head[0] != 0xff) break;
    auto const marker = head[1];
    if (marker == 0xff || has_no_length(marker)) {
      // "Any marker may optionally be preceded by any number of fill bytes" (B.1.1.2)
      at += marker == 0xff ? 1 : 2;
      continue;
    }
    auto const length = big_endian(ByteView(head).subspan(2));
    if (marker == kStartOfScan || marker == kEndOfImage || length < 2) break;
    if (is_wanted(marker) && length > 2 && total + length <= kMostBytes) {
      Bytes bytes(length - 2);
      TRIFORIUM_TRY(auto const filled, source.read_at(at + 4, bytes));
      if (filled < bytes.size()) break;
      total += length;
      segments.push_back({marker, std::move(bytes)});
    }
    at += 2 + length;
  }
  return segments;
}

Metadata gather_metadata(std::vector<Segment> const& segments) {
  Metadata metadata;
  Bytes resources;  // may continue from one segment to the next
  for (auto const& segment : segments) {
    auto const exif = after(segment, kApp1, kExif);
    auto const xmp = after(segment, kApp1, kXmp);
    auto const photoshop = after(segment, kApp13, kPhotoshop);
    if (!metadata.exif && !exif.empty()) metadata.exif = share_copy(exif);
    if (!metadata.xmp && !xmp.empty()) metadata.xmp = share_copy(xmp);
    resources.insert(resources.end(), photoshop.begin(), photoshop.end());
  }
  constexpr std::uint32_t kIptc = 0x0404;
  metadata.iptc = find_resource(resources, kIptc);
  return metadata;
}

// ICC.1:2022, B.4: the profile is cut into chunks; each says which it is, from 1, and how many there are.
SharedBytes gather_profile(std::vector<Segment> const& segments) {
  std::array<ByteView, 256> chunks{};
  std::size_t count = 0;
  for (auto const& segment : segments) {
    auto const chunk = after(segment, kApp2, kIcc);
    if (chunk.size() < 3) continue;
    if (count != 0 && chunk[1] != count) return nullptr;
    count = chunk[1];
    if (chunk[0] == 0 || chunk[0] > count || !chunks[chunk[0]].empty()) return nullptr;
    chunks[chunk[0]] = chunk.subspan(2);
  }
  Bytes profile;
  for (std::size_t i = 1; i <= count; ++i) {
    if (chunks[i].empty()) return nullptr;
    profile.insert(profile.end(), chunks[i].begin(), chunks[i].end());
  }
  return profile.empty() ? nullptr : share(std::move(profile));
}

}  // namespace triforium::codecs::jpeg
