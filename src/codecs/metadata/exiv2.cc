#include "codecs/metadata/exiv2.h"

#include <mutex>

#include "codecs/metadata/rights.h"
#include "codecs/metadata/text_values.h"

namespace triforium::codecs::detail {
namespace {

// Adobe's toolkit below Exiv2 keeps its tables of namespaces in globals: one thread at a time.
std::mutex& xmp_mutex() {
  static std::mutex mutex;
  return mutex;
}

void start_exiv2() {
  static std::once_flag once;
  std::call_once(once, [] {
    Exiv2::LogMsg::setLevel(Exiv2::LogMsg::mute);  // it would write to standard error
    Exiv2::XmpParser::initialize();
    try {
      Exiv2::XmpProperties::registerNs("http://creativecommons.org/ns#", "cc");
    } catch (std::exception const&) {  // it knows the namespace already
    }
  });
}

// `decode` throws on what it does not like, Exiv2's own errors and the standard library's.
template <typename Data, typename Decode>
Data decoded(ByteView block, Decode const& decode) {
  start_exiv2();  // keys of our namespaces exist from then on, and are asked of empty data, too
  if (block.empty() || block.size() > kMaxMetadataBytes) return {};
  try {
    Data data;
    decode(data);
    return data;
  } catch (std::exception const&) {
    return {};
  }
}

// A packet may end in padding, of spaces or of NULs.
std::string_view without_padding(std::string_view packet) {
  while (!packet.empty() && (packet.back() == '\0' || packet.back() == ' ' || packet.back() == '\n'))
    packet.remove_suffix(1);
  return packet;
}

}  // namespace

Exiv2::ExifData parse_exif(ByteView block) {
  return decoded<Exiv2::ExifData>(block, [&](Exiv2::ExifData& data) {
    Exiv2::ExifParser::decode(data, block.data(), static_cast<std::uint32_t>(block.size()));
  });
}

Exiv2::IptcData parse_iptc(ByteView block) {
  return decoded<Exiv2::IptcData>(block, [&](Exiv2::IptcData& data) {
    if (Exiv2::IptcParser::decode(data, block.data(), static_cast<std::uint32_t>(block.size())) != 0) data.clear();
  });
}

Exiv2::XmpData parse_xmp(ByteView packet) {
  return decoded<Exiv2::XmpData>(packet, [&](Exiv2::XmpData& data) {
    auto const text = without_padding(as_text(packet));
    if (!is_harmless_xml(text)) return;  // the toolkit descends by recursion
    std::lock_guard const lock(xmp_mutex());
    if (Exiv2::XmpParser::decode(data, std::string(text)) != 0) data.clear();
  });
}

std::optional<std::string> serialize(Exiv2::XmpData const& properties) {
  start_exiv2();
  try {
    std::lock_guard const lock(xmp_mutex());
    std::string packet;
    auto const flags =
        Exiv2::XmpParser::useCompactFormat | Exiv2::XmpParser::omitAllFormatting | Exiv2::XmpParser::readOnlyPacket;
    if (Exiv2::XmpParser::encode(packet, properties, static_cast<std::uint16_t>(flags)) != 0) return std::nullopt;
    return packet;
  } catch (std::exception const&) {
    return std::nullopt;
  }
}

}  // namespace triforium::codecs::detail
