// Encoding: rows in, the bytes of a file out.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "pixels/rows.h"

namespace triforium::codecs {

enum class OutputFormat : std::uint8_t { jpg, png, webp, avif, tif, gif, jp2, pdf, jxl };

// What is true of each, in one table: Image API 3.0, section 4.5, and the registry of media types.
struct OutputFormatTraits {
  OutputFormat format;
  std::string_view extension;   // the word in a URI
  std::string_view media_type;
  bool has_alpha;               // otherwise alpha is flattened before it gets here
  bool has_16_bit;              // otherwise 8 bit
  std::int64_t max_side;        // pixels; what the format itself can hold
  std::int64_t held_area;       // pixels up to which the whole is held; beyond, rows leave as they come
};
std::span<OutputFormatTraits const> output_formats();  // those that this build can write
OutputFormatTraits const* find_output_format(std::string_view extension);
OutputFormatTraits const& traits_of(OutputFormat format);

enum class Subsampling : std::uint8_t { automatic, s444, s422, s420 };

// Settings of all formats; each reads what it knows. Ranges are checked where configuration is read.
struct EncodeSettings {
  int jpeg_quality = 85;          // 1 … 100
  Subsampling subsampling = Subsampling::automatic;  // jpg, webp, avif; automatic: 4:2:0 below quality 90, else 4:4:4
  bool is_progressive = false;    // jpg
  int webp_quality = 80;          // 1 … 100; 101 is lossless
  int webp_effort = 1;            // 0 … 6
  int avif_quality = 60;          // 1 … 100
  int avif_effort = 1;            // 0 (fast) … 9
  int jxl_quality = 80;           // 1 … 100; 101 is lossless
  int jxl_effort = 3;             // 1 … 9
  int jp2_quality = 80;           // 1 … 100; 101 is lossless
  int png_level = 3;              // 0 … 9
};

// What accompanies the pixels.
struct Accompaniment {
  SharedBytes icc;   // null: sRGB, which every reader assumes
  SharedBytes xmp;   // a packet, or null
  double dots_per_inch = 0;  // 0: not said
  bool is_bitonal = false;   // only 0 and the maximum occur: formats that can store one bit a pixel do
};

class ByteSink {
 public:
  virtual ~ByteSink() = default;
  virtual Result<void> write(ByteView bytes) = 0;
};
class BytesSink final : public ByteSink {
 public:
  Result<void> write(ByteView piece) override {
    bytes.insert(bytes.end(), piece.begin(), piece.end());
    return {};
  }
  Bytes bytes;
};

// Whether rows of a picture of `area` pixels leave as they come; otherwise nothing leaves before the last has come.
bool is_streaming(OutputFormat format, std::int64_t area, EncodeSettings const& settings);

// Bytes that encode() takes at most, apart from those that it has handed to its sink.
std::uint64_t encoder_memory(OutputFormat format, PixelSize size, PixelFormat pixels, EncodeSettings const& settings,
                             bool is_bitonal);

// Pulls every row of `rows` (gray or RGB, 8 or 16 bit as the format's traits allow, alpha only where it can be kept) and
// writes the file. Blocks.
Result<void> encode(OutputFormat format, RowReader& rows, EncodeSettings const& settings,
                    Accompaniment const& accompaniment, ByteSink& out);

}  // namespace triforium::codecs
