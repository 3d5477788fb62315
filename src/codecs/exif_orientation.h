// How an image is to be turned to stand upright, from the metadata that formats carry as blocks. Pure.
#pragma once

#include <optional>

#include "codecs/decoder.h"

namespace triforium::codecs {

// Tag 274 of the first directory of an EXIF block (without "Exif\0\0"); absent if it is not there or does not parse. A
// number that is no orientation is upright.
// https://www.cipa.jp/std/documents/e/DC-X008-Translation-2019-E.pdf, 4.6.5 A
std::optional<Orientation> exif_orientation(ByteView exif);

// tiff:Orientation of an XMP packet, as an attribute or as an element.
std::optional<Orientation> xmp_orientation(ByteView xmp);

// EXIF's where it says one, else XMP's, else upright.
Orientation find_orientation(Metadata const& metadata);

// A block without the "Exif\0\0" before it, which some writers put where the format wants none.
ByteView without_exif_prefix(ByteView block);

}  // namespace triforium::codecs
