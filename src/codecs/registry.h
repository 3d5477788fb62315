// The table of formats that can be read: what their first bytes look like, and how they are opened.
//
// To add one: a folder beside this file, one line in registry.cc, fixtures, a fuzz target.
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "codecs/decoder.h"

namespace triforium::codecs {

namespace jp2 {
class PacketIndexCache;
}

struct OpenOptions {
  int page = 0;          // which of the file's images, from 0
  double pdf_dpi = 200;  // dots per inch at which a page without pixels of its own is drawn
  // HTJ2K through OpenJPH: a third faster than through OpenJPEG, and right where that is not; but OpenJPH 0.9 writes beyond
  // its memory on damaged files. For sources that are trusted.
  bool uses_openjph = false;
  DecodeLimits limits;
  // How many one read may keep busy where it has much to decode: JPEG 2000.
  unsigned threads = 1;
  // Where JPEG 2000 files keep what they know of their packets, all together. Null: each file for itself.
  std::shared_ptr<jp2::PacketIndexCache> packet_indexes{};
};

using OpenFunction = Result<std::shared_ptr<Decoder const>> (*)(std::shared_ptr<storage::Source const>,
                                                                OpenOptions const&);

struct ReadableFormat {
  std::string_view name;
  bool (*sniff)(ByteView head);  // of the first kSniffBytes, or all if there are fewer
  OpenFunction open;
};

inline constexpr std::size_t kSniffBytes = 4096;
std::span<ReadableFormat const> readable_formats();

// Opens by content; the name of the file has no say. Blocks.
// Errors: corrupt_source (no format knows it, or its own refuses it), not_found (no such page), too_large, not_implemented.
Result<std::shared_ptr<Decoder const>> open(std::shared_ptr<storage::Source const> source, OpenOptions const& options);

}  // namespace triforium::codecs
