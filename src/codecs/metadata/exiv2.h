// Exiv2, wrapped once: blocks of bytes to its containers and back. Its exceptions end here.
#pragma once

#include <exiv2/exiv2.hpp>
#include <optional>
#include <string>

#include "base/bytes.h"

namespace triforium::codecs::detail {

// Each is empty for what does not parse or is larger than kMaxMetadataBytes.
Exiv2::ExifData parse_exif(ByteView block);
Exiv2::IptcData parse_iptc(ByteView block);
Exiv2::XmpData parse_xmp(ByteView packet);

// Compact, without padding; absent if the toolkit refuses.
std::optional<std::string> serialize(Exiv2::XmpData const& properties);

}  // namespace triforium::codecs::detail
