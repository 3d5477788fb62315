// Who made an image, who may do what with it, and where that is written: read from the metadata of a source, completed
// by configuration, and sent along with every derivative as an XMP packet.
//
// The properties and their order of trust (XMP, then IPTC, then EXIF) follow the IPTC Photo Metadata Standard,
// https://iptc.org/std/photometadata/specification/IPTC-PhotoMetadata, and the Metadata Working Group's guidelines.
// Nothing here fails: what does not parse, or is too large to be parsed, counts as absent. Thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "codecs/decoder.h"

namespace triforium::codecs {

// All UTF-8, trimmed, without control characters; empty where nothing is known.
struct Rights {
  std::string title;                  // dc:title, IPTC object name
  std::vector<std::string> creators;  // dc:creator, IPTC by-line, EXIF artist
  std::string statement;              // dc:rights, IPTC copyright notice, EXIF copyright
  std::string credit;                 // photoshop:Credit: how to name the supplier beside the image
  std::string source;                 // dc:source or photoshop:Source
  std::string identifier;             // dc:identifier
  std::string owner;                  // xmpRights:Owner
  std::string usage_terms;            // xmpRights:UsageTerms
  std::string web_statement;          // xmpRights:WebStatement: URL of a page that says it all
  std::string license;                // cc:license: URL of the licence
  std::string licensor_url;           // plus:LicensorURL: where a licence is to be had

  bool is_empty() const { return *this == Rights{}; }
  friend bool operator==(Rights const&, Rights const&) = default;
};

Rights read_rights(Metadata const& metadata);

// What `first` says, and where it says nothing, what `second` says.
Rights completed(Rights first, Rights const& second);

// A compact packet without padding; null if there is nothing to say.
SharedBytes make_xmp(Rights const& rights);

enum class MetadataPolicy : std::uint8_t {
  none,    // nothing travels along, configured rights neither
  rights,  // the properties of Rights alone
  all,     // the source's XMP packet, without what is no longer true of a derivative
};

// What the operator says about an image.
struct ConfiguredRights {
  Rights overrides;  // true whatever the file says
  Rights defaults;   // true where the file says nothing
};

// The packet that accompanies a derivative; null for none. Never longer than kMaxXmpBytes: what exceeds it is reduced
// to the rights, and if these alone exceed it, left out.
SharedBytes xmp_for(Metadata const& metadata, MetadataPolicy policy, ConfiguredRights const& configured = {});

// What one APP1 segment of a JPEG holds beside its marker's length and its namespace.
inline constexpr std::size_t kMaxXmpBytes = 65502;
// Larger blocks of a source are not looked at.
inline constexpr std::size_t kMaxMetadataBytes = 1 << 20;

}  // namespace triforium::codecs
