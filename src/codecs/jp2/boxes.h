// The boxes around a JPEG 2000 codestream: JP2 (ITU-T T.800, Annex I), what of JPX is common (T.801, Annex M) and JPH
// (T.814, Annex D); all share their boxes. Read strictly, before any codec library sees the file.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "codecs/decoder.h"
#include "codecs/jp2/codestream.h"

namespace triforium::codecs::jp2 {

// EnumCS. T.800, table I.10; T.801, table M.25.
enum class EnumeratedSpace : std::uint32_t {
  bilevel_white_zero = 0,
  ycc_601 = 3,
  cmyk = 12,
  lab = 14,
  bilevel_black_zero = 15,
  srgb = 16,
  gray = 17,
  sycc = 18,
};

// colr
struct ColourSpecification {
  std::optional<std::uint32_t> enumerated;
  std::vector<std::uint32_t> parameters;  // EP: those of CIELab
  SharedBytes icc;
};

// pclr
struct Palette {
  struct Column {
    int depth = 8;
    bool is_signed = false;
    std::vector<std::uint32_t> values;
  };
  std::vector<Column> columns;
};

// cmap, one channel
struct ChannelSource {
  int component = 0;
  int column = -1;  // of the palette; -1 for the component's own samples
};

// cdef, one channel
struct ChannelMeaning {
  int channel = 0;
  int type = 0;         // 0 colour, 1 opacity, 2 premultiplied opacity
  int association = 0;  // colour 1 … n; 0 the whole image
};

struct Boxes {
  std::optional<ColourSpecification> colour;  // the first that can be used
  std::optional<Palette> palette;
  std::vector<ChannelSource> channels;  // empty: component i is channel i
  std::vector<ChannelMeaning> meanings;
  Metadata metadata;
};

struct File {
  Boxes boxes;  // empty for a raw codestream
  bool has_boxes = false;
  Codestream codestream;
};

// The signature box of JP2, JPX and JPH, or a raw codestream.
bool sniff_file(ByteView head);

// Errors: corrupt_source, too_large, not_implemented, and the source's own. Metadata that is too large or damaged is
// left out; damage to what decides pixels is an error.
Result<File> parse_file(storage::Source const& source);

}  // namespace triforium::codecs::jp2
